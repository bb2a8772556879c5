"""When a responder is warned that somebody else states something different, and when nobody is bothered."""

from __future__ import annotations

import random
import re

import pytest

from tests.bench.bench_suggest import HOSTILE
from warroom.analysis.conflict import Conflict, FactClash, against_facts, conflicts
from warroom.domain.entries.base import Standing

DIFFERENT = [
    ("61 of 84 customers have their files back.", "60 of 84 customers have their files back."),
    ("61 of 84 customers are restored", "All customers are restored."),
    ("61 of the 84 customers are back", "55 out of 84 customers are back, all of them checked."),
    ("84 customers are affected.", "We count 79 affected customers."),
    ("No customers are affected", "84 customers are affected"),
    ("We restored 1,200 contracts", "More than 2,000 contracts are restored"),
    ("Next update by 15:15.", "The next update comes by 16:00."),
    ("We post the next update at 15:15 UTC", "Next update at 17:45 CEST"),
    ("Our next statement is at 3:15 pm", "Next statement at 15:45"),
    ("The outage began at 03:10", "The outage started at 02:50."),
    ("The report is finished by Monday", "The report will be... no: the report is finished by Tuesday"),
    ("No data was lost.", "Some files were lost."),
    ("No files were deleted", "We deleted documents of our customers."),
    ("All files are safe", "Some documents were lost"),
    ("It was an attack.", "No. It was not an attack."),
    ("This was not a cyberattack", "We were hacked."),
    ("There is no sign of an attack", "It was an attack"),
    ("Nobody was hurt.", "Two people were injured"),
    ("Nothing was stolen", "Customer data was stolen."),
    ("All customers are informed", "Some customers are not informed yet."),
    ("The backups were deleted.", "The backups were not deleted"),
    ("You need to change your password.", "You do not need to change your password"),
    ("We never tested the bottle on animals", "We tested the bottle on animals."),
    ("The refund takes 3 working days", "The refund takes 5 working days"),
    ("The refund is 20 % of the price", "We refund 30 % of the price"),
    ("61 von 84 Kunden sind wiederhergestellt", "60 von 84 Kunden sind wiederhergestellt."),
    ("Es wurden keine Daten gelöscht", "Einige Dateien wurden gelöscht."),
    ("Es war kein Angriff.", "Es war ein Angriff"),
    ("Nächstes Update bis 15:15 Uhr", "Nächstes Update bis 16:00 Uhr"),
    ("The product is not safe for children", "The product is safe for children"),
    ("No files were lost", "Ines, your files were deleted by a rule of ours."),
    ("Mara, 61 of 84 customers are restored. Bea", "Hi Tom, 72 of 84 customers are restored"),
    ("The mill was not our supplier", "The mill was our supplier"),
    ("Twelve employees were dismissed", "Nine employees were dismissed"),
    ("Half of the files are back", "All files are back"),
    ("The bottle is unsafe", "The bottle is safe"),
    (
        "About 300 orders are affected by the recall",
        "The recall affects 1,150 orders. All orders are affected: 1,150 orders affected.",
    ),
    ("The store reopens on Thursday", "The store reopens on Saturday"),
    ("No employee was fired.", "Three employees were fired over this"),
    ("No customer data was leaked", "Some customer data was leaked by the supplier"),
    ("41 of 84 tenants are back, the others follow", "So far, 38 of 84 tenants are back"),
    ("All photos are back", "Not all photos are back"),
    ("The snapshots were not affected", "Some snapshots were affected"),
    ("The candle contains animal fat", "The candle contains no animal fat"),
    ("The video was filmed in our store", "The video was not filmed in our store."),
    ("Lots 4410 to 4475 are recalled. 12 people were injured.", "Nobody was injured"),
    ("Bis 18 Uhr kommt das nächste Update", "Das nächste Update kommt bis 20 Uhr"),
    ("Alle Kunden sind informiert", "Einige Kunden sind nicht informiert"),
    ("The discount is 15 %", "The discount is 25 %"),
    ("At least 90 files are lost", "Exactly 40 files are lost"),
    ("The mill has stopped production", "The mill has not stopped production"),
]

SAME = [
    ("61 of 84 customers have their files back.", "61 of 84 customers are restored."),
    ("61 of 84 customers are restored", "Most customers are restored"),
    ("61 of 84 customers are restored", "23 of 84 customers are still missing files"),
    ("61 of 84 customers are restored", "84 customers are affected"),
    ("61 of 84 customers are restored", "We restored about 60 customers"),
    ("61 of 84 customers are back", "At 14:00 it was 41 of 84 customers that are back"),
    ("84 customers in EU-2 are affected", "12 customers in US-1 are affected"),
    ("61 enterprise customers are affected", "84 customers are affected"),
    ("You have 61 of 190 contracts back", "You have 300 contracts back"),
    ("Ken calls you before 15:15", "Ken calls you by 16:00"),
    ("Next update by 15:15.", "Next update at 15:00"),
    ("Next update by 15:15 UTC", "Next update by 16:15"),
    ("The last update was at 14:00", "The next update comes at 15:00"),
    ("Next update by 15:15", "The login is back by 16:00"),
    ("Next update by 15:15", "We found it at 03:10"),
    ("Next update for the press at 15:15", "Next update for customers at 16:00"),
    ("Next update tomorrow at 9:00", "Next update at 15:15"),
    ("No payment data was lost", "Some files were lost"),
    ("No files in EU-1 were lost", "Some files were lost"),
    ("No data was leaked", "Some files were lost"),
    ("We do not know yet whether data was lost", "Some files were lost"),
    ("Was it an attack?", "It was not an attack"),
    ("If it was an attack, we will say so", "It was not an attack"),
    ("Some claim it was an attack", "It was not an attack"),
    ("It was not an attack on our staff", "We were attacked with facts"),
    ("We do not tolerate personal attacks on staff", "There was an attack"),
    ("No files will be lost", "Some files were lost"),
    ("Your files are back", "Your files are not back yet"),
    ("All files are back", "No data was lost"),
    ("Not only files were lost", "Files were lost"),
    ("We are sorry.", "We are not happy with it either"),
    ("Nobody should wait this long", "You wait too long"),
    ("Ticket 88213 is open", "Ticket 88214 is open"),
    ("We have 12 engineers on this", "We have 3 updates for you"),
    ("The refund takes 3 working days", "The restore takes 5 working days"),
    ("The call takes 5 minutes", "The restore takes 5 hours"),
    ("You need to change your password", "You do not need to reinstall the app"),
    ("The store is closed today", "The store in Bremen is not closed"),
    ("We restored the files of 61 customers", "We restored 4,020 files"),
    ("Version 2.1 is out", "Version 2.2 is out"),
    ("We moved 11,000 contracts in May", "We have 900 contracts"),
    ("Founded in 2014, we have 84 customers", "In 2019 we had 40 customers"),
    ("Es wurden keine Passwörter gelöscht", "Einige Dateien wurden gelöscht"),
    ("Wir wissen nicht, ob es ein Angriff war", "Es war kein Angriff"),
    ("Everything except EU-2 is safe", "Some files in EU-2 were lost"),
    ("Some files were lost", "Some files were not lost"),
    ("", "No data was lost"),
    ("🙃", "61 of 84"),
    ("We will not delete anything", "We deleted documents"),
    ("61 of 84 customers are back", "61 of the 84 customers who lost files are back"),
    ("Up to 26 hours of documents may be missing", "No documents are missing from EU-1"),
    ("About 300 orders are affected", "We expect 310 orders affected"),
    ("The store in Bremen reopens on Thursday", "The store in Kiel reopens on Saturday"),
    ("We have 84 customers in EU-2", "We have 2,300 customers"),
    ("Three employees were fired", "No employee of the night shift was fired"),
    ("At least 40 files are lost", "90 files are lost"),
    ("The CEO speaks at 17:00", "The press desk is open until 18:30"),
    ("We will refund 20 € to everybody", "Shipping costs 5 €"),
    ("It was a mistake of ours", "It was not an attack"),
    ("Please do not delete your files", "Please delete your cache"),
    ("The candle contains no animal fat", "The soap contains animal fat"),
    ("Some customers are informed", "Some customers are not informed"),
    ("We did not know about the ticket until today", "The ticket was known in March"),
    ("The first customer came back at 13:05", "The last customer came back at 17:20"),
    ("We are not a bank", "We are a bank that lost its vault, says the press"),
    ("I can call you at 14:00", "I can call you at 16:30"),
    ("The video is 40 seconds long", "The video is not ours"),
    ("Our staff is safe", "No staff was hurt"),
    ("You can not log in at the moment", "You can log in with your code"),
    ("Nobody outside could read them", "They could read them in the office"),
    ("The restore takes hours, not days", "The restore takes days"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_who_state_different_facts_are_warned_whoever_writes_first(one: str, other: str) -> None:
    for mine, theirs in ((one, other), (other, one)):
        found = conflicts(mine, [("Sam", theirs)])
        assert found
        assert found[0].who == "Sam"
        assert _same_words(found[0].ours, mine)
        assert _same_words(found[0].theirs, theirs)
        assert found[0].about


@pytest.mark.parametrize(("one", "other"), SAME)
def test_nobody_is_bothered_by_what_can_both_be_true(one: str, other: str) -> None:
    assert conflicts(one, [("Sam", other)]) == []
    assert conflicts(other, [("Sam", one)]) == []


@pytest.mark.parametrize("text", [text for pair in DIFFERENT + SAME for text in pair if "no:" not in text])
def test_a_text_never_contradicts_itself(text: str) -> None:
    assert conflicts(text, [("Sam", text)]) == []


def test_the_warning_quotes_both_and_names_who() -> None:
    ours = "Ines, 61 of 84 customers have their files back. The next update comes by 15:15."
    theirs = "So far 60 of 84 customers have their files back. Next update by 16:00. Sam"
    assert conflicts(ours, [("Mara", "We are sorry."), ("Sam", theirs)]) == [
        Conflict("Sam", "61 of 84 customers", "60 of 84 customers", "customers restored"),
        Conflict("Sam", "by 15:15", "by 16:00", "time of update"),
    ]


def test_one_matter_is_named_once_for_each_person() -> None:
    theirs = "Some files were lost. Many files were lost. Documents were deleted."
    assert [c.who for c in conflicts("No data was lost.", [("Sam", theirs), ("Mara", theirs)])] == ["Sam", "Mara"]


BOARD: list[tuple[int, str, Standing]] = [
    (1, "84 customers are affected.", "confirmed"),
    (2, "It was an attack.", "false"),
    (3, "Up to 26 hours of documents are missing", "unconfirmed"),
    (4, "Quillstack sold customer data to advertisers", "false"),
    (5, "The backups were deleted in March", "unconfirmed"),
    (6, "The next update comes at 15:15", "confirmed"),
    (7, "Two people were injured", "unconfirmed"),
    (8, "The candle contains animal fat", "false"),
    (9, "No data was leaked", "confirmed"),
    (10, "Kunden wurden nicht informiert", "false"),
]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("We were hacked this morning.", [2]), ("This was a cyberattack.", [2]), ("79 customers are affected.", [1]),
        ("We sold customer data to advertisers.", [4]), ("Our candles contain animal fat, sadly.", [8]),
        ("Backups were deleted in March.", [5]), ("26 hours of documents are missing.", [3]),
        ("The next update comes at 16:00.", [6]), ("Two people were injured by it.", [7]),
        ("Some data was leaked.", [9]),
        ("Die Kunden wurden nicht informiert.", [10]),
        ("79 customers are affected. It was an attack.", [1, 2]),
    ],
)  # fmt: skip
def test_a_sentence_that_the_board_does_not_bear_out_is_marked(text: str, facts: list[int]) -> None:
    assert [clash.fact for clash in against_facts(text, BOARD)] == facts


@pytest.mark.parametrize(
    "text",
    [
        "", "We are sorry.", "84 customers are affected.", "It was not an attack.", "Was it an attack?",
        "No data was leaked.",
        "The claim that it was an attack is false.", "We never sold customer data to advertisers.",
        "There is no animal fat in our candles.", "Nobody was injured.", "Three people were injured.",
        "We do not know whether the backups were deleted in March.", "If two people were injured, we will say so.",
        "The next update comes at 15:15.", "Two colleagues stay with you until it is done.",
        "The backups were not deleted in March.", "Die Kunden wurden informiert.", "We publish the snapshots in March.",
    ],
)  # fmt: skip
def test_denials_questions_and_confirmed_facts_pass(text: str) -> None:
    assert against_facts(text, BOARD) == []


def test_the_mark_shows_the_sentence_and_what_the_board_says() -> None:
    (clash,) = against_facts("We are sorry. We were hacked this morning.", [(2, "It was an attack.", "false")])
    assert clash == FactClash(2, "false", "We were hacked this morning", "It was an attack.", "attack")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_normal_texts(name: str) -> None:
    text = HOSTILE[name]
    assert conflicts(text, [("Sam", "No data was lost."), ("Mara", text)]) == []
    assert against_facts(text, BOARD) == []


@pytest.mark.timeout(5)
def test_long_drafts_against_twenty_long_others_do_not_keep_anybody_waiting() -> None:
    ours, theirs = ("".join(f"{n} of 84 customers are back " for n in range(low, 800, 2)) for low in (0, 1))
    assert len(conflicts(ours, [(str(number), f"{theirs}{number}") for number in range(20)])) == 20


def test_any_noise_at_all_is_read_without_error() -> None:
    dice = random.Random(4)
    pieces = ["61", "of", "84", "customers", "%", "€", "not", "no", "lost", "15:15", "25:99", "by", "3", "pm", "May",
              "\u0301",
              "½", "٣", "１２", ".", "?", "'", "EU-2", "1.234.567", "ß", "\ud800", "attack", "was", "all"]  # fmt: skip
    for _ in range(2_000):
        one, other = (" ".join(dice.choices(pieces, k=12)) for _ in range(2))
        assert all(isinstance(c, Conflict) for c in conflicts(one, [("Sam", other)]))


def _same_words(quote: str, text: str) -> bool:
    return re.sub(r"\s+", " ", quote) in re.sub(r"\s+", " ", text)
