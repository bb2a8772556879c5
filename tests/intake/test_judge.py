"""From a stranger's post to a mention."""

import json

import pytest

from tests.domain.team import NOON
from tests.shared import SHARED, needs_shared
from warroom.analysis.match import Matcher
from warroom.analysis.tone import Tone
from warroom.config import Watch
from warroom.domain.level import DAY, HOUR
from warroom.domain.mention import Post
from warroom.intake.judge import Judge

KINDS = {"brand": ("quillstack", "@quillstack"), "competitor": ("pactwise",), "!data leak": ("data leak",)}


@pytest.fixture(scope="module")
def judge():
    watch = Watch(press=("Cloud Courier",), legal=("@gordonlaw",), influencers=("@ines_cfo",))
    return Judge(Matcher(KINDS), Tone(), lambda _: "en", watch)


def judged(judge, everything=True, **fields):
    fields.setdefault("text", "Quillstack is down")
    post = Post(native_id="1", **fields)
    found = judge.judge(post, source="X search", platform="X", everything=everything, now=NOON)
    return found and found.mention


def test_every_field_is_cleaned_and_what_was_hidden_is_counted(judge):
    hostile = "a\x1b]52;c;eA==\x07b\u202e"
    said = dict.fromkeys(("text", "title", "author", "handle", "lang"), hostile)
    mention = judged(judge, **said, reply_to="x\ud800")
    for field in (mention.text, mention.title, mention.author, mention.handle, mention.lang, mention.reply_to):
        assert not set(field) & set("\x1b\x07\u202e\ud800")
    assert mention.hidden == 8
    assert {"bidi", "escape"} <= set(mention.flags)


@pytest.mark.parametrize(
    ("url", "kept"),
    [("https://x.example/1?a=b#c", True), ("http://news.example/ä", True), ("javascript:alert(1)", False),
     ("file:///etc/passwd", False), ("data:text/html,x", False), ("https://x.example/\x1b[2J", False), ("", False),
     ("https://x.example/ onclick=", False), ('https://x.example/"><script>', False), ("//x.example", False)],
)  # fmt: skip
def test_only_addresses_that_may_be_opened_are_kept(judge, url, kept):
    assert bool(judged(judge, url=url).url) is kept


def test_a_date_that_cannot_be_believed_is_flagged_and_replaced(judge):
    future = judged(judge, published=NOON + DAY, published_raw="tomorrow")
    assert (future.published, "date" in future.flags) == (NOON, True)
    plausible = judged(judge, published=NOON - HOUR)
    assert (plausible.published, plausible.flags) == (NOON - HOUR, ())
    missing = judged(judge)
    assert (missing.published, missing.flags) == (NOON, ())


def test_what_is_not_about_us_is_left_out_unless_the_source_is_ours(judge):
    assert judged(judge, everything=False, text="Lovely weather") is None
    assert judged(judge, everything=True, text="Lovely weather") is not None
    assert judged(judge, everything=False, text="pactwise is awful").needs_answer is False


@pytest.mark.parametrize(
    ("fields", "needs"),
    [({"text": "Quillstack lost all our files, terrible"}, True), ({"text": "Quillstack has a new search"}, False),
     ({"text": "@quillstack is EU-1 affected too?"}, True), ({"text": "Anyone using quillstack?"}, False),
     ({"text": "quillstack", "press": True}, True), ({"text": "quillstack", "handle": "@gordonlaw"}, True),
     ({"text": "quillstack", "rating": 1}, True), ({"text": "quillstack awful", "bot": True}, False)],
)  # fmt: skip
def test_complaints_the_press_the_law_and_questions_to_us_need_an_answer(judge, fields, needs):
    assert judged(judge, **fields).needs_answer is needs


def test_people_whose_posts_weigh_more_are_marked(judge):
    assert "press" in judged(judge, author="cloud courier").flags
    assert "influencer" in judged(judge, handle="@Ines_CFO").flags
    assert "influencer" in judged(judge, handle="@nobody", reach=10_000).flags
    assert judged(judge, handle="@nobody", reach=9_999).flags == ()


def test_hard_triggers_are_found_with_their_name(judge):
    assert "!data leak:data leak" in judged(judge, text="Is this a data leak, Quillstack?").matched


@needs_shared
def test_no_hostile_text_stops_the_intake(judge):
    for file in sorted((SHARED / "data/hostile").glob("text_*.jsonl")):
        for line in file.read_text().split("\n"):
            if line.strip():
                text = json.loads(line)["text"]
                mention = judged(judge, text=text, title=text, author=text, handle=text, url=text)
                mention.headline.encode()
                assert mention.who.strip()
