"""What a person is told about a text before it goes out: useful where it hurts, silent where it does not."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import get_args

import pytest

from tests.bench.bench_reader import STATEMENT, context, hostile
from warroom.analysis import reader_parts, reader_rules, reader_rules_de
from warroom.analysis.reader import BoardFact, Context, LogLine, Promise, promises, read
from warroom.analysis.reader_find import Rule, first_words, table
from warroom.analysis.reader_jargon import JARGON
from warroom.analysis.reader_text import LONGEST, Page, lowered, minute
from warroom.domain.remarks import RemarkKind

REPO = Path(__file__).parent.parent.parent
DAY = 86_400_000
TODAY = 20_000 * DAY
NOW = TODAY + 14 * 3_600_000 + 47 * 60_000
DUE = TODAY + 15 * 3_600_000
REPLY = (
    "Ines, you need a number your auditors can use, and you don't have one from us yet. That is on us. Ken from our "
    "storage team calls you before 15:15 with the count for Delmora. I stay on this until he has. Bea, Quillstack"
)
LOG = (
    LogLine(1, NOW - 540_000, "60 of 84 tenants restored and opened file by file", "Ken"),
    LogLine(2, NOW - 480_000, "Index rebuilt for 61 of 84 tenants, 4 fail the checksum", "Ken", confirmed=False),
)


def at(hour, minutes=0):
    return TODAY + hour * 3_600_000 + minutes * 60_000


def labelled():
    lines = (REPO / "tests" / "fixtures" / "reader_own.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def kinds(text, **known):
    return {remark.kind for remark in read(text, Context(**{"sort": "answer", **known})).remarks}


def whys(text, **known):
    return [remark.why for remark in read(text, Context(**{"sort": "answer", **known})).remarks]


# -- sentences -----------------------------------------------------------------------------------------------------


def test_there_are_enough_labelled_sentences_and_half_of_them_are_innocent():
    rows = labelled()
    assert len(rows) >= 300
    assert len(rows) == len({text for *_, text in rows})
    assert sum(kind == "-" for kind, *_ in rows) >= len(rows) / 2
    assert {kind for kind, *_ in rows} <= {*get_args(RemarkKind), "-"}


@pytest.mark.parametrize("text", [text for kind, _, text in labelled() if kind == "-"])
def test_an_innocent_sentence_passes_without_a_remark(text):
    assert [(remark.kind, remark.words) for remark in read(text, Context(sort="answer")).remarks] == []


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, _, text in labelled() if kind != "-"])
def test_a_sentence_that_would_hurt_is_named_for_what_it_is(kind, text):
    assert kind in kinds(text)


def test_the_replies_of_the_recorded_crisis_pass_without_a_remark():
    orders = (REPO / "config" / "drills" / "eu2-data-loss" / "orders.jsonl").read_text(encoding="utf-8").splitlines()
    replies = [order["text"] for line in orders if (order := json.loads(line)["order"])["order"] == "answer"]
    assert len(replies) > 150
    assert [(text, whys(text)) for text in replies if whys(text)] == []


def test_an_earlier_word_of_ours_in_quotation_marks_is_not_held_against_us():
    assert kinds("We wrote 'as soon as possible'. Here is a time: 17:00 UTC.") == set()
    assert kinds('Dana Whitfield says: "This will never happen again."') == {"promise"}


def test_a_phrase_over_a_line_end_is_found():
    assert kinds("This will never\nhappen again.") == {"promise"}
    assert kinds("This won’t happen again.") == {"promise"}


# -- the whole report ----------------------------------------------------------------------------------------------


def test_the_statement_of_the_picture_gets_four_ticks_and_one_remark():
    report = read(STATEMENT, Context(type="data_loss", log=LOG, now=NOW, due=DUE))
    assert report.good == ("says what happened", "says sorry", "next update time", "no blame")
    (remark,) = report.remarks
    assert remark.kind == "number"
    assert remark.why == "61 of 84 is newer than the log says confirmed (60). Ask Ken."
    assert STATEMENT[remark.start : remark.end] == remark.words == "61 of 84"


def test_the_reply_of_the_picture_passes():
    assert read(REPLY, Context(sort="answer", now=NOW)).remarks == ()


def test_every_remark_stands_by_itself_and_points_at_its_passage():
    texts = [text for *_, text in labelled()] + [text[:2_000] for _, text in hostile()]
    for text in texts:
        for sort in ("holding", "update", "correction", "apology", "answer"):
            for remark in read(text, Context(sort=sort, now=NOW, due=DUE, log=LOG)).remarks:
                assert text[remark.start : remark.end] == remark.words
                assert remark.why.endswith(".")
                assert len(remark.why) <= 170
                assert "!" not in remark.why.replace(remark.words, "")
                assert "{words}" not in remark.why


def test_what_would_hurt_most_comes_first_and_nobody_reads_more_than_sixty_lines():
    report = read("We leverage this. It was [[what]]. We guarantee it. " + "Mistakes were made. " * 200, Context())
    assert report.remarks[0].kind == "slot"
    assert [remark.kind for remark in report.remarks][1] == "promise"
    assert len(report.remarks) == 60


def test_the_reader_never_fails_whatever_it_is_given():
    chance = random.Random(11)
    letters = "aw we 61 of 84 [[ ]] \n.,;'\"“” \u200b\u202e\ud800İßüа\U000e0041 15:00 %{}<>_-"
    for _ in range(300):
        text = "".join(chance.choices(letters, k=chance.randrange(200)))
        report = read(text, Context(log=LOG, now=NOW, due=DUE))
        assert all(text[remark.start : remark.end] == remark.words for remark in report.remarks)
        promises(text, NOW)


def test_a_text_beyond_the_longest_is_read_in_part_and_says_so():
    assert "Only the first 20,000 characters were read. Make it shorter." in whys("a " * LONGEST)


def test_an_empty_text_is_told_what_it_needs():
    report = read("  \n", Context())
    assert report.good == ()
    assert [remark.why for remark in report.remarks] == ["The text is empty. Write one sentence that is true."]


# -- numbers -------------------------------------------------------------------------------------------------------


def test_a_number_as_the_log_confirmed_it_passes():
    assert kinds("60 of 84 customers have their documents back.", log=LOG) == set()


def test_a_number_that_was_only_seen_is_not_confirmed():
    said = whys("61 of 84 customers are back.", log=LOG[1:])
    assert said == ["61 of 84 is in the log, but not confirmed. Ask Ken."]


def test_an_older_number_is_told_the_newer_one():
    log = (*LOG[:1], LogLine(3, NOW, "70 of 84 tenants restored and checked", "Sam"))
    why = "60 of 84 is older than the log (70, Sam). Take the newer number, or say as of when."
    assert whys("60 of 84 customers have their files restored.", log=log) == [why]
    assert whys("As of 14:00, 60 of 84 customers have their files restored.", log=log) == []


def test_a_number_below_the_log_is_another_number_and_the_rest_is_not():
    why = "50 of 84 is not what the log says confirmed (60). Ask Ken."
    assert whys("50 of 84 customers are restored.", log=LOG) == [why]
    assert whys("60 of 84 customers are back, 24 of 84 still wait.", log=LOG) == []


def test_numbers_of_other_things_times_and_names_are_left_alone():
    log = (*LOG, LogLine(4, NOW, "290 blank files found in 12 minutes", "Ken"))
    plain = (
        "5 engineers work on it since 03:10 UTC. Ticket 88213 is open. Call +49 30 123456. On 3 October 2026 it was 12 "
        "degrees. It took 40 minutes. Statement 3 follows. 23 do not yet. The price is 12.50 euro."
    )
    assert whys(plain, log=log) == []
    assert whys("We found 312 blank files.", log=log) == [
        "312 is newer than the log says confirmed (290). Ask Ken."
    ]  # fmt: skip


def test_a_confirmed_fact_of_the_board_counts_like_the_log():
    facts = (BoardFact(2, "41 of 84 tenants are restored", "confirmed", NOW, "Ken"),)
    assert kinds("41 of 84 customers are restored.", facts=facts) == set()
    assert kinds("44 of 84 customers are restored.", facts=facts) == {"number"}


def test_a_number_that_falls_behind_what_we_published_says_so():
    public = ("63 of 84 customers have their files restored.",)
    why = "58 of 84 is less than we published (63). Say that it replaces the earlier number."
    assert whys("58 of 84 customers have their files restored.", published=public) == [why]
    assert whys("58 of 84 customers have their files restored.", published=public, sort="correction")[0] != why
    assert whys("70 of 84 customers have their files restored.", published=public) == []


# -- facts ---------------------------------------------------------------------------------------------------------


FACTS = (
    BoardFact(4, "An attacker stole the documents", "false", NOW, "Ken"),
    BoardFact(7, "The March contracts are lost for good", "unconfirmed", NOW, "Ken"),
    BoardFact(8, "Our own rule deleted the files", "confirmed", NOW, "Ken"),
)


def test_a_fact_that_is_false_is_taken_out():
    why = "Fact 4 on the board says that this is false. Take it out."
    assert whys("Attackers stole our documents.", facts=FACTS) == [why]


@pytest.mark.parametrize(
    "text",
    [
        "No attacker stole the documents.",
        "It is not true that an attacker stole the documents.",
        "There is a rumour that an attacker stole the documents.",
        "We do not know whether the March contracts are lost for good.",
        "Are the March contracts lost for good?",
        "Our own rule deleted the files.",
        "The contracts of April are back for good.",
    ],
)
def test_denying_asking_and_not_knowing_pass(text):
    assert kinds(text, facts=FACTS) == set()


def test_a_fact_that_nobody_confirmed_is_named_whichever_way_it_is_told():
    why = "Fact 7 on the board is not confirmed. Ask Ken, leave it out, or say that we do not know yet."
    assert whys("The March contracts are lost for good.", facts=FACTS) == [why]
    assert whys("The March contracts are not lost for good.", facts=FACTS) == [why]


def test_a_bold_word_that_the_board_has_confirmed_passes():
    assert kinds("Your data is safe.") == {"promise"}
    facts = (BoardFact(1, "Copied by the auditor: your data is safe in EU-1", "confirmed"),)
    assert kinds("Your data is safe.", facts=facts) == set()


# -- slots and what cannot be seen ---------------------------------------------------------------------------------


def test_every_open_slot_is_named():
    said = whys("At [[time]] we [[what\nhappened]]. [[")
    assert said == [
        "The slot 'time' is empty. Fill it or take it out.",
        "The slot 'what happened' is empty. Fill it or take it out.",
        "A slot is open here. Fill it.",
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "served\u200b today",
            "An invisible U+200B (zero width space) stands after 'served', at character 7. Take it out.",
        ),
        ("\u202ewe", "An invisible U+202E (right-to-left override) stands at the start, at character 1. Take it out."),
        (
            "we\u200b\u200d did",
            "2 invisible characters, first U+200B (zero width space), stand after 'we', at character 3. Take them out.",
        ),
        ("we did\x07", "An invisible U+0007 (a control character) stands after 'did', at character 7. Take it out."),
        ("The b\u0430nk", "The '\u0430' at character 6 is U+0430, a Cyrillic letter. Type it again."),
    ],
)  # fmt: skip
def test_a_character_that_nobody_sees_is_named_with_its_place(text, why):
    assert whys(text) == [why]


@pytest.mark.parametrize(
    "text", ["A line.\r\nAnother.", "78\u00a0% are back", "Ωmega", "Grüße", "❤️", "👩‍💻", "Спасибо"]
)
def test_ordinary_signs_of_many_languages_pass(text):
    assert kinds(text) == set()


# -- what a good text has ------------------------------------------------------------------------------------------


HOLDING = (
    "Documents in EU-2 do not open since 03:10 UTC. We are sorry, we know what this means on a Friday. Engineers are "
    "searching for the cause. Please do not delete anything. We do not know yet whether files are lost. Next update "
    "15:00 UTC."
)


def test_a_holding_statement_with_all_its_parts_has_nothing_missing():
    report = read(HOLDING, Context(sort="holding", type="data_loss", now=NOW, due=DUE))
    assert report.remarks == ()
    assert report.good == (
        "says what happened", "says sorry", "next update time", "no blame", "says what we do not know yet",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("without", "why"),
    [
        ("Documents in EU-2 do not open since 03:10 UTC. ", "Nothing says what happened."),
        ("We are sorry, we know what this means on a Friday. ", "Nothing says that we care."),
        ("Engineers are searching for the cause. ", "Nothing says what we do."),
        ("Please do not delete anything. ", "Nothing says what people should do now."),
        ("We do not know yet whether files are lost. ", "Nothing says what we do not know yet."),
        ("Next update 15:00 UTC.", "Nothing says when the next update comes. The room has it due at 15:00 UTC."),
    ],
)
def test_a_holding_statement_is_told_what_it_leaves_out(without, why):
    assert without in HOLDING
    context = Context(sort="holding", type="data_loss", now=NOW, due=DUE)
    (remark,) = read(HOLDING.replace(without, ""), context).remarks
    assert remark.kind == "missing"
    assert remark.why.startswith(why)


def test_an_apology_takes_responsibility_and_names_a_change():
    full = "We deleted your files. That was our fault and we are sorry. From now on a second person checks each rule."
    report = read(full, Context(sort="apology"))
    assert report.remarks == ()
    assert {"says sorry", "takes responsibility", "says what changes"} <= set(report.good)
    said = whys("We are sorry if this upset you.", sort="apology")
    assert any("without an if" in why for why in said)
    assert any("doubts that anybody was hurt" in why for why in said)
    assert any("responsibility" in why for why in said)


def test_a_correction_says_what_was_wrong():
    assert (
        read(
            "At noon we wrote that 40 accounts were hit. That was wrong, it is 400.", Context(sort="correction")
        ).remarks
        == ()
    )
    assert whys("400 accounts were hit.", sort="correction") == [
        "Nothing says what was wrong. Say what we said before and what is right."
    ]


def test_a_denied_rumour_needs_proof():
    known = {"sort": "correction", "type": "rumour"}
    assert whys("We said nothing of the kind. The claim is not true.", **known) == [
        "A denial needs proof. Say what shows that it is not true."
    ]
    assert whys("The claim is not true. The record of the test is here: https://example.org", **known) == []


def test_a_sorry_with_an_if_is_no_tick():
    assert "says sorry" not in read("We are sorry if anyone was hurt.", Context()).good
    assert "says sorry" not in read("I am not sorry.", Context()).good
    assert "says sorry" in read("Es tut uns leid.", Context()).good


def test_blame_takes_the_tick_away():
    assert "no blame" in read("We did this.", Context()).good
    assert "no blame" not in read("Our supplier let us down.", Context()).good


def test_an_answer_needs_nothing_in_particular():
    assert whys("Yes, at ten.") == []


def test_a_time_for_the_next_update_that_has_passed_is_named():
    (remark,) = read("We are sorry. Next update 14:30 UTC.", Context(now=NOW, due=DUE)).remarks
    assert remark.why == "14:30 UTC has passed, it is 14:47. Name the next time."


def test_a_next_update_before_the_rooms_own_clock_is_named():
    (remark,) = read("Next update 15:00 UTC.", Context(now=NOW, due=at(16))).remarks
    assert remark.why == "The room has the next update due at 16:00, this says 15:00. Make them one."
    assert read("Next update 17:00 UTC.", Context(now=NOW, due=at(16))).remarks == ()
    assert read("Next update 17:00 CEST.", Context(now=NOW, due=DUE)).remarks == ()


def test_the_same_text_twice_is_no_update():
    said = whys(HOLDING, sort="update", published=(HOLDING,))
    assert said == ["We published exactly this before. Say what is new, or that nothing is."]


# -- promises ------------------------------------------------------------------------------------------------------


def test_the_promise_of_the_picture_becomes_a_task_for_ken():
    assert promises(REPLY) == [Promise("a call before 15:15", "Ken", 15 * 60 + 15)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I call you before 15:15.", Promise("a call before 15:15", "", 915)),
        ("I'll call you at 3 pm.", Promise("a call at 3 pm", "", 900)),
        ("Ken will call you back by 16:00 CET.", Promise("a call by 16:00 CET", "Ken", 900)),
        ("An engineer calls you.", Promise("a call", "", None)),
        ("Ines, Ken has the number and checks it. He calls you by 15.30.", Promise("a call by 15.30", "Ken", 930)),
        ("Ken Ito writes to you today.", Promise("a message today", "Ken Ito", None)),
        ("I write to you within the hour.", Promise("a message within the hour", "", 947)),
        ("You hear from me again within 20 minutes.", Promise("word within 20 minutes", "", 907)),
        ("I tell you when it is back.", Promise("word when it is back", "", None)),
        ("We send you the full list by noon.", Promise("the full list by noon", "", 720)),
        ("Every affected customer gets a call today.", Promise("a call today", "", None)),
        ("Next update 15:00 UTC.", Promise("the next update 15:00 UTC", "", 900)),
        ("We call you tomorrow at 09:00.", Promise("a call tomorrow", "", None)),
        ("You get a written answer by Friday.", Promise("a written answer by Friday", "", None)),
        ("More within the hour.", Promise("more within the hour", "", 947)),
        ("Ken ruft Sie vor 15:15 an.", Promise("ein Anruf vor 15:15", "Ken", 915)),
        ("Wir melden uns bis 15 Uhr.", Promise("eine Nachricht bis 15 Uhr", "", 900)),
        ("Sie bekommen die Liste bis 18 Uhr.", Promise("die Liste bis 18 Uhr", "", 1080)),
    ],
)
def test_a_promise_is_found_with_its_person_and_its_time(text, expected):
    assert promises(text, NOW) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "You called us before 15:15.",
        "Ken called you at 15:00.",
        "Please call us before 15:15.",
        "If you call before 15:15, Ken answers.",
        "You can call us at any time.",
        "We cannot call you before 15:15.",
        "We do not call you before 15:15.",
        "We call this a loss.",
        "They call it quits on Friday.",
        "Who calls me before 15:15?",
        "May I call you at 15:00?",
        "Nobody calls you before 15:15.",
        "I stay on this until he has.",
        "At 15:00 the service was restored.",
        "We wrote to you at 14:00.",
        "If you get an error at 15:00, tell us.",
        "It happened at 03:10 UTC.",
        "Bitte rufen Sie uns vor 15:15 an.",
    ],
)
def test_what_is_no_promise_of_ours_makes_no_task(text):
    assert promises(text, NOW) == []


def test_two_promises_of_one_text_are_two():
    found = promises("I call you before 15:15 and I write to you by 16:00. Ken sends you the list at 17:00.")
    assert [(one.words, one.who, one.due) for one in found] == [
        ("a call before 15:15", "", 915), ("a message by 16:00", "", 960), ("the list at 17:00", "Ken", 1020),
    ]  # fmt: skip


def test_without_the_time_a_span_has_no_due():
    assert promises("I call you within 20 minutes.") == [Promise("a call within 20 minutes", "", None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15:00", 900), ("15.00 UTC", 900), ("3 pm", 900), ("12 am", 0), ("noon", 720), ("17:00 CEST", 900),
        ("10:00 EST", 900), ("at 5 o'clock", None), ("tomorrow 15:00", None), ("15:00 IST", None), ("soon", None),
        ("in half an hour", 917), ("two hours", 1007), ("15 Uhr", 900), ("01:00 CEST", 1380),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(text, expected):
    assert minute(lowered(text), NOW) == expected


# -- how it is made ------------------------------------------------------------------------------------------------


def test_every_rule_begins_with_plain_words_and_is_of_a_known_kind():
    advice = (*reader_rules.PROMISES, *reader_rules.BLAME, *reader_rules.DEFENSIVE, *reader_rules_de.GERMAN, *JARGON)
    for rule in (*advice, *reader_parts.PARTS):
        assert first_words(rule.source)
    assert {rule.kind for rule in advice} <= set(get_args(RemarkKind))
    assert all(rule.why.endswith(".") and "{words}" in rule.why for rule in advice)
    assert all(rule.kind[0] == "+" for rule in reader_parts.PARTS)


@pytest.mark.parametrize("source", [r"\w+ing", r"(?<=x)y", "(?:open", ""])
def test_a_rule_that_begins_with_nothing_plain_is_refused(source):
    with pytest.raises(ValueError, match=r"\S"):
        table([Rule("promise", source)])


def test_first_words_are_whole_words():
    assert first_words("leverag(?:e|ed) it") == {"leverage", "leveraged"}
    assert first_words("utili[sz]e") == {"utilise", "utilize"}
    assert first_words("customers? of") == {"customer", "customers"}
    assert first_words("(?:as soon|asap)(?! now)") == {"as", "asap"}


def test_lower_case_keeps_every_place():
    for text in ("İstanbul", "STRASSE", "ẞ", "We’re"):
        assert len(lowered(text)) == len(text)
    page = Page("One. Two.\n\nThree")
    assert [page.text[start:end].strip() for start, end in page.sentences()] == ["One.", "Two.", "", "Three"]


@pytest.mark.parametrize(("name", "text"), list(hostile()), ids=[name for name, _ in hostile()])
def test_twenty_thousand_hostile_characters_do_not_hold_the_room_up(name, text):
    room = context()
    for work in (lambda: read(text[:LONGEST], room), lambda: promises(text[:LONGEST])):
        took = []
        for _ in range(3):
            start = time.process_time()
            work()
            took.append(time.process_time() - start)
        assert min(took) < 0.08, f"{name}: {1000 * min(took):.0f} ms"  # budget 20 on a quiet machine: bench_reader
