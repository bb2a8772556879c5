"""The invented room as Bea sees it at her desk (the picture ``3-responder``)."""

from __future__ import annotations

from tests.tui.fake import NOW, FakeRoom, at, crisis, mention
from warroom.domain import entries as e
from warroom.domain.level import HOUR, MINUTE
from warroom.domain.mention import Mention
from warroom.domain.prepared import PreparedAnswer

DRAFT = (
    "Ines, you need a number your auditors can use, and you don't have one from us yet. That is on us. Ken from our "
    "storage team calls you before 15:15 with the count for Delmora. I stay on this until he has. Bea, Quillstack"
)


def by(room: FakeRoom, who: str) -> Mention:
    """The mention of that author."""
    return next(m for m in room.mentions if m.who == who)


def bank() -> dict[str, PreparedAnswer]:
    """Five answers, one of them stale, one not approved."""
    rows = (
        ("auditors-and-evidence", "Auditors and evidence", at("14:12"), 3),
        ("what-is-lost", "What is lost, what is back", at("14:31"), 1),
        ("call-back", "Call-back by an engineer", at("13:40"), 0),
        ("refund", "Credit for the days without service", NOW - 120 * 24 * HOUR, 0),
        ("export", "How to export today", None, 0),
    )
    return {
        name: PreparedAnswer(answer=name, title=title, text=f"{title}. We say this.", approved=approved, uses=uses,
                             approved_by="tomas" if approved else "")
        for name, title, approved, uses in rows
    }  # fmt: skip


def desk(me: str = "bea") -> FakeRoom:
    """14:47:13 at the desk of one of the team."""
    room = crisis(me)
    tdk = by(room, "@tdk_ops")
    room.record(e.Claimed(mention=tdk.id, person="bea", about=tdk.who, was="luca"), "luca", NOW - 3 * MINUTE)
    room.record(e.TaskMade(task=31, title="Tell Sam what changed on X", owner="bea", due=NOW + 40 * MINUTE + 20_000),
                "sam", NOW - 20 * MINUTE)  # fmt: skip
    room.record(e.ShiftBegun(person="bea"), "bea", NOW - 3 * HOUR - 12 * MINUTE)
    ines = by(room, "@ines_cfo")
    more = {"reply_to": ines.native_id, "needs_answer": False}
    here = room.mentions.index(ines) + 1
    room.mentions[here:here] = [
        mention(901, "14:44", "X", "@auditmaus", "Same here. Did they tell you anything?", **more),
        mention(902, "14:45", "X", "@ines_cfo", "Nothing. A ticket number.", **more),
    ]
    room.bank = bank()
    room.fits = {"auditors-and-evidence": 92, "what-is-lost": 71, "call-back": 55}
    room.deadlines[by(room, "@morrow.dev").id] = NOW + 12 * MINUTE + 20_000
    room.deadlines[by(room, "@jo@hachyderm.example").id] = NOW + 6 * MINUTE + 20_000
    return room


def drafted(me: str = "bea") -> FakeRoom:
    """With Bea's answer to Ines written and not sent."""
    room = desk(me)
    room.kept_drafts[f"mention:{by(room, '@ines_cfo').id}"] = DRAFT
    return room
