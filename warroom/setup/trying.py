"""A feed that is being entered: looked at as it is written, and asked once when somebody wants that."""

from __future__ import annotations

import asyncio
from typing import Final

from warroom.domain.text import clean, one_line
from warroom.domain.trouble import Sayable
from warroom.domain.words import clock, count
from warroom.setup.draft import Draft, Feed, Tried
from warroom.setup.steps import table_of

LONGEST_S: Final = 40
"""How long an answer is waited for."""
_SHOWN: Final = 60


def check(feed: Feed) -> str:
    """What its own kind says about it, without asking it: empty, or what is wrong."""
    from warroom.sources.kinds import make  # noqa: PLC0415 - late: each kind is loaded when it is met

    try:
        make(table_of(feed))
    except Sayable as error:
        words = str(error).removeprefix(f'source "{feed.name}": ')
        return f"{words[:1].upper()}{words[1:]}."
    return ""


async def attempt(feed: Feed, draft: Draft, now: int) -> Tried:
    """Ask once, store nothing, and say what came."""
    from warroom.analysis.match import Matcher  # noqa: PLC0415 - late: only when somebody asks
    from warroom.sources.base import Cursor  # noqa: PLC0415
    from warroom.sources.client import Outside  # noqa: PLC0415
    from warroom.sources.kinds import make  # noqa: PLC0415

    wrong = check(feed)
    if wrong:
        return Tried(False, wrong)
    source = make(table_of(feed))
    try:
        async with asyncio.timeout(LONGEST_S), Outside() as client:
            outcome = await source.fetch(client, Cursor(), now)
    except TimeoutError:
        return Tried(False, f"No answer within {LONGEST_S} s.")
    note = one_line(clean(outcome.note).text)
    if not outcome.good:
        return Tried(False, f"{note[:1].upper()}{note[1:]}." if note else f"It did not work: {outcome.state}.")
    if not outcome.posts:
        return Tried(True, "It answers; there is nothing in it now.")
    matcher = Matcher({"brand": draft.phrases or (draft.brand,)})
    ours = sum(bool(matcher.find(f"{post.title}\n{post.text}")) for post in outcome.posts)
    newest = outcome.posts[-1]
    words = one_line(clean(newest.title or newest.text).text)
    when = f" of {clock(newest.published)}" if newest.published is not None else ""
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()}…"
    about = "all count" if feed.all else f"{ours} name {draft.brand}" if ours != 1 else f"1 names {draft.brand}"
    return Tried(True, f"{count(len(outcome.posts), 'post')}, {about}. Newest{when}: “{shown}”")
