"""What leaves the room: which files, what is in them, and what must not be."""

from __future__ import annotations

import json
import os
import re
import stat
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from markdown_it import MarkdownIt

from tests.record.world import AIM, MENTIONS, NOON, PEOPLE, SECRET, crisis, stored
from tests.store.making import heard
from warroom.domain import entries as e
from warroom.domain.entries import Draft
from warroom.domain.level import MINUTE
from warroom.record.escape import inline, quote, table
from warroom.record.export import export, preview
from warroom.record.figures import quantile
from warroom.record.verify import UNCHECKED, verify
from warroom.store.errors import Damaged, StorageFailed

HOSTILE = Path(__file__).parents[1] / "fixtures" / "record" / "hostile_export.jsonl"
EVIL = [json.loads(line)["text"] for line in HOSTILE.read_text().splitlines()]
EVIL += [
    "![x](http://evil.example/p.png)", "[click](javascript:alert(1))", "<http://evil.example>", "https://evil.example/?a=1",
    "www.evil.example", "    code", "~~~\ncode", "1. one\n2) two", "+ item\n* item\n- item", "=====", "Title\n-----",
    "&lt;b&gt;", "\\", "a\\|b", "$x$", "~~gone~~", "*a* _b_ **c**", "<!-- hidden", "[ref]: http://evil.example", "# h",
    "line\r\n# forged", "\u202e# forged", "\x1b]8;;http://evil.example\x07x\x1b]8;;\x07", "> quoted\n\nout of it",
    "| a |\n| --- |\n| b |", "`code`", "``", "<details>", "mail@evil.example", "@maren", "%", "",
]  # fmt: skip


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("crisis") / "room"
    stored(folder)
    return folder


def markdown(room: Path, to: Path, **aim: object) -> str:
    (written,) = export(room, to, msgspec.structs.replace(AIM, **aim), formats=("md",))
    return written.path.read_text()


def document(room: Path, to: Path, **aim: object) -> dict:
    (written,) = export(room, to, msgspec.structs.replace(AIM, **aim), formats=("json",))
    return json.loads(written.path.read_text())


# -- files -----------------------------------------------------------------------------------------------------------


def test_files_are_named_after_the_incident_private_and_of_the_size_that_was_promised(room, tmp_path):
    to = tmp_path / "a" / "b"
    written = export(room, to, AIM)
    assert [w.path.name for w in written] == ["INC-001-postmortem.md", "INC-001.json"]
    assert [w.what for w in written] == ["20 entries, 1 decision", "20 entries, can be verified"]
    assert [w.size for w in written] == [w.path.stat().st_size for w in written]
    assert {stat.S_IMODE(w.path.stat().st_mode) for w in written} == {0o600}
    assert [(p.path.name, p.what) for p in preview(room, AIM)] == [(w.path.name, w.what) for w in written]


def test_an_export_never_replaces_a_file_and_then_writes_none_of_the_others(room, tmp_path):
    (tmp_path / "INC-001.json").write_text("mine")
    with pytest.raises(StorageFailed, match="exists already"):
        export(room, tmp_path, AIM)
    assert [p.name for p in tmp_path.iterdir()] == ["INC-001.json"]
    assert (tmp_path / "INC-001.json").read_text() == "mine"


def test_a_link_planted_at_the_target_is_not_followed(room, tmp_path):
    victim = tmp_path / "victim"
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "INC-001.json").symlink_to(victim)
    with pytest.raises(StorageFailed, match="exists already"):
        export(room, tmp_path / "out", AIM)
    assert not victim.exists()


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to_is_said_so(room, tmp_path):
    (tmp_path / "out").mkdir(mode=0o500)
    with pytest.raises(StorageFailed, match="Nothing was written"):
        export(room, tmp_path / "out", AIM)


def test_an_unknown_format_is_refused_with_those_that_there_are(room, tmp_path):
    with pytest.raises(StorageFailed, match=r"'docx'.*md, json"):
        export(room, tmp_path, AIM, formats=("md", "docx"))
    assert not list(tmp_path.iterdir())


def test_a_room_without_an_incident_is_exported_under_its_own_name(tmp_path):
    stored(tmp_path / "room", crisis()[:2])
    names = [w.path.name for w in export(tmp_path / "room", tmp_path / "out", AIM)]
    assert names == ["room-r00m-postmortem.md", "room-r00m.json"]


def test_an_empty_room_is_exported_too(tmp_path):
    stored(tmp_path / "room", [], [])
    for written in export(tmp_path / "room", tmp_path / "out", AIM):
        assert "empty" in written.path.read_text() or verify(written.path).code == 0


def test_a_log_that_is_not_what_it_was_is_not_exported(tmp_path):
    stored(tmp_path / "room")
    path = tmp_path / "room" / "room.db"
    path.write_bytes(path.read_bytes().replace(b"No numbers before Ken", b"No numbers before Jen"))
    with pytest.raises(Damaged, match="Entry 6"):
        export(tmp_path / "room", tmp_path / "out", AIM)
    assert not (tmp_path / "out").exists()


# -- JSON ------------------------------------------------------------------------------------------------------------


def test_the_export_verifies_without_the_room_and_against_its_head(room, tmp_path):
    (written,) = export(room, tmp_path, AIM, formats=("json",))
    verdict = verify(written.path, verify(room).head)
    assert (verdict.code, verdict.size, verdict.withheld, verdict.jumps, verdict.mentions) == (0, 20, 3, 1, 1)
    assert verdict.head == verify(room).head


def test_the_export_says_what_the_log_says(room, tmp_path):
    whole = document(room, tmp_path)
    assert whole["about"]["head"] == verify(room).head
    assert whole["about"]["entries"] == len(whole["entries"]) == 20
    decision = whole["entries"][5]
    assert decision["data"]["reason"] == "No numbers before Ken confirms them"
    assert (decision["seq"], decision["by"], decision["kind"]) == (6, "maren", "decision")
    assert [m["native_id"] for m in whole["mentions"]] == ["1"]


def test_what_is_privileged_is_withheld_with_every_later_wording_of_it(room, tmp_path):
    whole = document(room, tmp_path / "json")
    assert [x["seq"] for x in whole["entries"] if x.get("withheld") == "privileged"] == [7, 9]
    assert whole["about"]["withheld"] == {"private": 1, "privileged": 2}
    for written in export(room, tmp_path / "all", AIM):
        assert "lifecycle rule" not in written.path.read_text()
        assert "private word" not in written.path.read_text()
    assert "withheld: between us and counsel" in markdown(room, tmp_path / "md")


def test_what_is_privileged_comes_along_when_it_is_asked_for(room, tmp_path):
    written = export(room, tmp_path, msgspec.structs.replace(AIM, privileged=True))
    for each in written:
        assert SECRET in each.path.read_text()
        assert "private word" not in each.path.read_text()
    assert verify(written[1].path).code == 0


@pytest.mark.parametrize("names", ["roles", "hidden"])
def test_names_that_are_left_out_are_nowhere_in_any_file(room, tmp_path, names):
    written = export(room, tmp_path, msgspec.structs.replace(AIM, names=names))
    for each in written:
        text = each.path.read_text()
        for person in PEOPLE.values():
            for word in (person.id, *person.name.split()):
                assert not re.search(rf"\b{word}\b", text), (each.path.name, word)
    assert ("legal-1" if names == "roles" else "person-2") in written[0].path.read_text()
    verdict = verify(written[1].path)
    assert verdict.code == UNCHECKED
    assert "Names were left out" in verdict.lines[0]
    altered = written[1].path.read_bytes().replace(b"Index rebuilt", b"Index removed")
    (tmp_path / "altered.json").write_bytes(altered)
    assert verify(tmp_path / "altered.json").code == 1


def test_an_exercise_is_called_one_on_every_file(room, tmp_path):
    assert document(room, tmp_path / "json", drill=True)["about"]["exercise"] is True
    assert "EXERCISE" in markdown(room, tmp_path / "md", drill=True).split("\n", 4)[2]


def words_that_left() -> list[tuple[str, int, Draft]]:
    """The crisis with a statement, a reply that needed a yes, a hand-over and the boards."""
    text = "61 of 84 customers have their documents back."
    told = [
        ("bea", 48, Draft(e.StatementDrafted(statement=1, text=text, digest="d1", title="Second update"))),
        ("bea", 49, Draft(e.ApprovalAsked(
            statement=1, version=1, digest="d1", roles=("legal",), due=NOON + 54 * MINUTE,
        ))),
        ("anna", 53, Draft(e.StatementApproved(statement=1, version=1, digest="d1", role="legal"))),
        ("maren", 54, Draft(e.StatementPublished(
            statement=1, version=1, digest="d1", text=text, channels=("status page",), approved=("legal: anna",),
        ))),
        ("bea", 55, Draft(e.FactNoted(fact=1, text="61 customers are back", standing="confirmed", basis="Ken"))),
        ("bea", 56, Draft(e.PressAsked(enquiry=1, outlet="Cloud Courier", question="How many?", owner="bea"))),
        ("bea", 57, Draft(e.TellingPlanned(telling=1, who="All staff", group="staff"))),
        ("bea", 58, Draft(e.Told(telling=1, how="mail"))),
        ("maren", 59, Draft(e.HandoverAccepted(role="commander", giver="maren", taker="anna"))),
    ]  # fmt: skip
    before = crisis()
    return [*before[:-3], *told, *before[-3:]]


@pytest.mark.parametrize("names", ["full", "roles", "hidden"])
def test_statements_and_boards_are_in_the_report_and_name_nobody_who_is_left_out(tmp_path, names):
    folder = tmp_path / "room"
    stored(folder, words_that_left())
    text = markdown(folder, tmp_path / "md", names=names)
    for words in ("## Statements", "61 of 84 customers have their documents back", "## Facts and rumours",
                  "Cloud Courier", "All staff", "Approval latency"):  # fmt: skip
        assert words in text, words
    assert re.search(r"Approval latency \| median [34]m, p90 [34]m", text)
    data = json.dumps(document(folder, tmp_path / "json", names=names))
    if names != "full":
        for person in PEOPLE.values():
            for word in (person.id, *person.name.split()):
                assert not re.search(rf"\b{word}\b", text + data), word


# -- Markdown --------------------------------------------------------------------------------------------------------


def test_the_report_begins_with_what_it_is_about_and_ends_with_its_head(room, tmp_path):
    text = markdown(room, tmp_path)
    head = verify(room).head
    assert text.startswith("# INC-001 EU-2 data loss\n")
    for line in (
        "| Level reached | L3 Crisis |", "| Commander | Maren Okafor |", "| Entries | 20 |", f"| Head | {head} |",
        "| Log | Sound. 20 of 20 entries, chain unbroken. |", "| Declared | 2026-09-21 14:18:20 UTC by Maren Okafor |",
        "| Closed | 2026-09-21 16:13:20 UTC |",
    ):  # fmt: skip
        assert line in text, line
    assert text.rstrip().endswith(f"head `{head}`. Whoever remembers this head can check the room or its JSON export: "
                                  "`warroom verify PATH --anchor HEAD`.")  # fmt: skip


def test_the_figures_are_reckoned_from_the_log(room, tmp_path):
    text = markdown(room, tmp_path)
    for line in (
        "| Time to declare | 4m | from the first alert to the declaration |",
        "| Time to command | 0s | from the declaration to a commander |",
        "| First public statement | 29m | from the first alert to the first public update |",
        "| Time to acknowledge | median 3m, p90 3m | 1 mention, 100 % within the time of their level |",
        "| Updates on time | 1 of 2 | 1 given, 1 due and not given |",
        "| Longest public silence | 90m | from the declaration on |",
        "| Reply rate | 0 % | 0 of 1 that needed an answer |",
        "| First response | median 43m, p90 43m | from posting to our answer, 1 answer |",
        "| Time at each level | L3 Crisis 1h | 0 up, 0 down |",
        "| Tasks | 1 of 1 done | 0 late, 0 open without an owner |",
        "| Written late | 1 of 4 | more than five minutes after it happened |",
        "| Corrected | 2 | – |",
        "| Decisions with a reason | 1 of 1 | – |",
    ):
        assert line in text, (line, text[:4000])


def test_what_the_log_does_not_hold_is_not_guessed(tmp_path):
    stored(tmp_path / "room", [crisis()[4]], [])
    text = markdown(tmp_path / "room", tmp_path / "out")
    for name in ("Time to detect", "Time to declare", "First public statement", "Time to acknowledge", "Busiest hour"):
        assert f"| {name} | not measurable |" in text, name


def test_the_timeline_runs_by_when_it_happened_and_marks_what_was_written_late_or_corrected(room, tmp_path):
    timeline = markdown(room, tmp_path).split("## Timeline")[1].split("##")[0]
    lines = [line for line in timeline.splitlines() if line.startswith("- ")]
    stamps = [re.search(r"\((.*?) UTC\)", line)[1] for line in lines]
    assert stamps == sorted(stamps)
    (late,) = [line for line in lines if "Phoned" in line]
    assert late.startswith("- T+00:45")
    assert "*(written 10m later)*" in late
    (corrected,) = [line for line in lines if "61 of 84" in line]
    assert "~~Index rebuilt for 61 of 84 tenants~~ Index rebuilt for 60 of 84 tenants" in corrected
    assert "by Bea Morales, miscounted" in corrected


def test_decisions_stand_with_what_was_known_and_who_objected(room, tmp_path):
    decisions = markdown(room, tmp_path).split("## Decisions")[1].split("\n## ")[0]
    for line in (
        "- Decided: Hold statement 3", "- By: Maren Okafor, commander", "- Reason: No numbers before Ken confirms them",
        "- Options: publish; hold", "- Objections: Anna wanted to publish", "- Known then: L3 Crisis, 4 open tasks",
    ):  # fmt: skip
        assert line in decisions


def test_tasks_updates_people_and_blind_sources_are_listed(room, tmp_path):
    text = markdown(room, tmp_path)
    assert "| 1 | Call Delmora | Anna Lindqvist | done |" in text
    assert "| public | Maren Okafor | We are restoring EU-2 |" in text
    assert "| Maren Okafor | commander | – |" in text
    assert "| Reviews | 2026-09-21 14:38:20 UTC | 18m | rate limited |" in text


def test_what_strangers_wrote_stands_in_a_quote_block(room, tmp_path):
    pinned = markdown(room, tmp_path).split("## Pinned mentions")[1].split("\n## ")[0]
    assert "> Our contracts are gone." in pinned
    assert "38.4K" in pinned
    assert "private" not in pinned


def test_the_whole_log_is_annexed_in_the_order_of_the_chain(room, tmp_path):
    annex = markdown(room, tmp_path).split("## The whole log")[1]
    numbers = [int(n) for n in re.findall(r"^\| (\d+) \|", annex, re.MULTILINE)]
    assert numbers == list(range(1, 21))
    assert "2 of them were corrected later" in annex


# -- strangers -------------------------------------------------------------------------------------------------------


def parsed(text: str):
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)


def flat(tokens) -> list:
    return [t for token in tokens for t in (token, *(flat(token.children) if token.children else ()))]


def shown(tokens) -> str:
    return "".join(
        t.content if t.type in ("text", "code_inline", "text_special") else " "
        for t in flat(tokens)
        if t.type != "inline"
    )


@pytest.mark.parametrize("text", EVIL)
def test_a_strangers_text_is_shown_as_it_is_and_makes_nothing(text):
    for form in (inline(text), f"- {inline(text)}", quote(text), "\n".join(table(("a", "b"), [(text, text)]))):
        tokens = flat(parsed(f"before\n\n{form}\n\nafter"))
        kinds = {t.type for t in tokens}
        assert not kinds & {
            "html_block", "html_inline", "heading_open", "hr", "fence", "code_block", "code_inline", "image",
            "link_open", "ordered_list_open", "em_open", "strong_open", "s_open",
        }, (form, kinds)  # fmt: skip
        assert sum(t.type == "bullet_list_open" for t in tokens) == form.startswith("- ")
        assert sum(t.type == "tr_open" for t in tokens) == (2 if form.startswith("| a") else 0)
        assert sum(t.type == "td_open" for t in tokens) == (2 if form.startswith("| a") else 0)
        plain = re.sub(r"[^\w|<>#*]", "", re.sub(r"[\x00-\x1f\x7f-\x9f\u202e]", "", text))
        assert plain in re.sub(r"[^\w|<>#*]", "", shown(parsed(form))), form


def test_hostile_posts_and_people_cannot_forge_the_report(tmp_path):
    lines = crisis()
    for n, text in enumerate(EVIL):
        lines.insert(-1, ("bea", 100, Draft(e.Pinned(
            mention=10 + n, source=text, native_id=f"{n}", platform="X", who=text or "x", text=text, published=NOON,
            first_seen=NOON, url=text,
        ))))  # fmt: skip
        lines.insert(-1, ("bea", 100, Draft(e.Observed(text=text))))
        lines.insert(-1, ("bea", 100, Draft(e.Decision(text=text, reason=text, options=(text,), objections=text))))
        lines.insert(-1, ("maren", 100, Draft(e.TaskMade(task=10 + n, title=text))))
    clean, evil = tmp_path / "clean", tmp_path / "evil"
    stored(clean)
    stored(evil, lines, [*MENTIONS, *(heard(f"e{n}", text=text) for n, text in enumerate(EVIL))])
    honest, forged = (parsed(markdown(each, each / "out")) for each in (clean, evil))

    def top(tokens) -> list[str]:
        return [shown([t]) for i, t in enumerate(tokens) if i and tokens[i - 1].tag == "h2"]

    assert top(forged) == top(honest)
    kinds = {t.type for t in flat(forged)}
    assert not kinds & {"html_block", "html_inline", "fence", "code_block", "image", "link_open", "ordered_list_open"}
    whole = json.loads((export(evil, tmp_path / "json", AIM, formats=("json",)))[0].path.read_text())
    assert [x["data"]["text"] for x in whole["entries"] if x["kind"] == "observed"][1:] == EVIL


def evil_team(text: str, n: int) -> list[Draft]:
    """What a team can write about its words and its situation, all of it hostile."""
    word = text or "x"
    return [
        Draft(e.StatementDrafted(statement=n, text=word, digest="d", title=text, channels=(word,))),
        Draft(e.StatementEdited(statement=n, version=2, text=f"{word} {word}", digest="e", channels=(word,))),
        Draft(e.ChangeAsked(statement=n, version=2, role="legal", why=word)),
        Draft(e.StatementPublished(statement=n, version=2, digest="e", text=f"{word} {word}", channels=(word,))),
        Draft(e.StatementPosted(statement=n, channel=word, where=text)),
        Draft(e.FactNoted(fact=n, text=word, standing="confirmed", basis=word)),
        Draft(e.PressAsked(enquiry=n, outlet=word, question=word, reporter=word, contact=word)),
        Draft(e.PressAnswered(enquiry=n, text=word)),
        Draft(e.TellingPlanned(telling=n, who=word, group="board")),
        Draft(e.Told(telling=n, how=word)),
        Draft(e.PeriodBegun(period=n, until=NOON)),
        Draft(e.ObjectiveSet(objective=n, text=word, period=n)),
        Draft(e.ObjectiveClosed(objective=n, result="met", note=word)),
        Draft(e.HandoverOffered(role="commander", giver="maren", taker="anna", brief=(word,), note=word)),
        Draft(e.HandoverDeclined(role="commander", giver="maren", taker="anna", why=word)),
        Draft(e.StatementWithdrawn(statement=n, reason=word)),
    ]


def test_a_team_that_quotes_the_hostile_cannot_forge_the_report_either(tmp_path):
    folder, lines = tmp_path / "room", words_that_left()
    for n, text in enumerate(EVIL, 10):
        lines[-3:-3] = [("maren", 100, draft) for draft in evil_team(text, n)]
    stored(folder, lines)
    stored(tmp_path / "clean", words_that_left())
    text = markdown(folder, tmp_path / "md")
    forged, honest = parsed(text), parsed(markdown(tmp_path / "clean", tmp_path / "clean-md"))
    heads, wanted = ([shown([t]) for before, t in pairwise(tokens) if (before.tag, before.nesting) == ("h2", 1)]
                     for tokens in (forged, honest))  # fmt: skip
    assert [head for head in heads if head != "Objectives"] == wanted
    kinds = {t.type for t in flat(forged)}
    assert not kinds & {"html_block", "html_inline", "fence", "code_block", "image", "link_open", "ordered_list_open"}
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    whole = document(folder, tmp_path / "json")
    drafted = [x["data"]["text"] for x in whole["entries"] if x["kind"] == "statement_drafted"]
    assert drafted[1:] == [evil or "x" for evil in EVIL]


def test_a_quantile_is_a_value_that_occurred():
    values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert [quantile(values, share) for share in (0.5, 0.9, 1.0)] == [5, 9, 10]
    assert quantile([7 * MINUTE], 0.9) == 7 * MINUTE
