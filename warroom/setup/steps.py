"""The seven steps: what each is called, what it says beside its name, and what is wrong with what was entered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from warroom.domain.level import Level
from warroom.domain.people import RESERVED
from warroom.domain.text import clean, one_line, slug
from warroom.domain.words import count
from warroom.setup.draft import PLACEHOLDER, Book, Colleague, Desk, Draft, Feed, Shelf, StepId, Wrong

SHORT: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
UNIX: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}\$?")
LONGEST_NAME: Final = 80
_BESIDE: Final = 34
"""Letters of three playbooks that fit beside their step."""


class Step(NamedTuple):
    """One of the seven."""

    id: StepId
    title: str
    task: str
    """What is left to do when it was not done, as a task of an incident."""


STEPS: Final[tuple[Step, ...]] = (
    Step("who", "Who you are", "Say who you are"),
    Step("watch", "What to watch", "Say what to watch: brand, phrases, hashtags"),
    Step("look", "Where to look", "Name the feeds to listen to"),
    Step("team", "Who does what", "Name who does what, with stand-ins"),
    Step("levels", "Levels and deadlines", "Look at levels and deadlines"),
    Step("words", "Answers and statements", "Look through answers and statements"),
    Step("playbooks", "Playbooks", "Choose the playbooks"),
)


def number(step: StepId) -> int:
    """1 to 7."""
    return next(n for n, each in enumerate(STEPS, 1) if each.id == step)


def left_over(done: Iterable[str]) -> list[str]:
    """The tasks that the steps which were not done become. What only the computer's owner can do comes with how."""
    done = set(done)
    return [f"{step.task} (warroom setup)" for step in STEPS if step.id not in done]


# -- beside each step ------------------------------------------------------------------------------------------------


def summary(step: StepId, desk: Desk, *, brief: bool = False) -> str:
    """What was entered; for a step that was not done, what it is about. ``brief`` fits into 48 cells."""
    draft, shelf = desk.draft, desk.shelf
    done = step in desk.done
    match step:
        case "who":
            me = draft.self
            return f"{me.name}, @{me.short}" if done and me else "your name, and who you are on this machine"
        case "watch":
            return ", ".join([draft.brand, *_without(draft.brand, draft.phrases)]) if done else (
                "the brand, its phrases, hashtags and handles")  # fmt: skip
        case "look":
            return _looked(draft.feeds) if done else "RSS, Hacker News and Mastodon need no key"
        case "team":
            return _teamed(draft.team) if done else "roles, each with a stand-in"
        case "levels":
            rule = draft.rules[Level.CRISIS]
            update = f", update every {rule.team} min at L3" if rule.team else ""
            return f"{'' if brief else 'L1 to L4, '}answer in {rule.answer} min{update}"
        case "words":
            return _worded(draft, shelf) if done else _offered(shelf)
        case "playbooks":
            return _booked(draft.books if done else shelf.books, brief=brief)


def _without(brand: str, phrases: Sequence[str]) -> list[str]:
    return [phrase for phrase in phrases if phrase.casefold() != brand.casefold()]


def _looked(feeds: Sequence[Feed]) -> str:
    names = ", ".join(feed.name for feed in feeds)
    return f"{count(len(feeds), 'source')}: {names}" if feeds else "no source yet"


def _teamed(team: Sequence[Colleague]) -> str:
    if len(team) < 2:
        return "only you for now"
    spare = sum(bool(who.stand_in) for who in team)
    with_spare = "nobody with a stand-in" if not spare else (
        "each with a stand-in" if spare == len(team) else f"{spare} with a stand-in")  # fmt: skip
    return f"{len(team)} people, {with_spare}"


def _offered(shelf: Shelf) -> str:
    examples = shelf.answers + shelf.statements
    return f"start from {examples} examples, or import your own .md" if examples else "import your own .md"


def _worded(draft: Draft, shelf: Shelf) -> str:
    parts = [count(shelf.answers + shelf.statements, "example")] if draft.examples else []
    if draft.imports:
        parts.append("your own .md")
    return " and ".join(parts) or "none yet"


def _booked(books: Sequence[Book], *, brief: bool) -> str:
    kept = [book for book in books if book.kept]
    if not kept:
        return "none yet"
    shown = sorted(kept, key=lambda book: len(book.title))[:3]
    while len(shown) > 1 and sum(len(book.title) for book in shown) > (_BESIDE - 10 if brief else _BESIDE):
        shown = shown[:-1]
    few = ", ".join(book.title[:1].lower() + book.title[1:] for book in kept if book in shown)
    return f"{len(kept)} ready: {few}{' and more' if len(kept) > len(shown) else ''}"


# -- what people type ------------------------------------------------------------------------------------------------


def tidy(text: str) -> str:
    """What somebody typed, as it is kept: cleaned, in one line."""
    return one_line(clean(text).text)


def split_words(text: str) -> tuple[str, ...]:
    """``quillstack, "a, b", @q`` → its phrases, each once. Quotes keep a comma inside a phrase."""
    found = re.findall(r'\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]+))\s*(?:,|$)', text)
    phrases = (tidy(inside.replace('""', '"') if inside else bare) for inside, bare in found)
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))


def joined_words(phrases: Iterable[str]) -> str:
    """Phrases as one line that :func:`split_words` reads back."""
    return ", ".join(
        '"' + phrase.replace('"', '""') + '"' if "," in phrase or phrase.startswith('"') else phrase
        for phrase in phrases
    )


def short_for(name: str, taken: Iterable[str]) -> str:
    """A short name that is free: ``bea`` for Bea Morales, ``beam`` for the second Bea."""
    words = [w for w in (re.sub(r"[^a-z0-9]", "", slug(word).lower()) for word in name.split()) if w != "unnamed"]
    first = (words[0] if words else "person")[:24]
    taken = {*taken, *RESERVED}
    initial = words[-1][0] if len(words) > 1 and words[-1] else ""
    tries = [first, first + initial, *(f"{first}{n}" for n in range(2, 1000))]
    return next(short for short in tries if short not in taken)


def person_wrong(who: Colleague, others: Iterable[str]) -> Wrong | None:
    """What is wrong with somebody."""
    if not who.name:
        return Wrong("Say the name.", "name")
    if len(who.name) > LONGEST_NAME:
        return Wrong(f"{LONGEST_NAME} letters are enough for a name.", "name")
    if not SHORT.fullmatch(who.short) or who.short in RESERVED:
        return Wrong("A short name is lower case letters and digits, such as bea.", "short")
    if who.short in set(others):
        return Wrong(f"@{who.short} is somebody else already.", "short")
    if who.unix and not UNIX.fullmatch(who.unix):
        return Wrong("That is no name of a unix user.", "unix")
    if not who.roles:
        return Wrong("Give at least one role. responder is enough.", "roles")
    return None


def team_wrong(team: Sequence[Colleague]) -> Wrong | None:
    """What is wrong with all of them together."""
    known = {who.short for who in team}
    users: dict[str, str] = {}
    for who in team:
        if who.stand_in and (who.stand_in not in known or who.stand_in == who.short):
            return Wrong(f"{who.name} has a stand-in who is not in the team.")
        if who.unix and users.setdefault(who.unix, who.name) != who.name:
            return Wrong(f"{users[who.unix]} and {who.name} are the same unix user.")
    return None


def brand_wrong(brand: str) -> Wrong | None:
    """What is wrong with the brand's name."""
    if not brand or brand == PLACEHOLDER:
        return Wrong("Say what the brand is called.", "brand")
    return Wrong("80 letters are enough for a name.", "brand") if len(brand) > LONGEST_NAME else None


def feed_wrong(feed: Feed, others: Iterable[str]) -> Wrong | None:
    """What is wrong with a feed before its own kind looks at it."""
    if not feed.name:
        return Wrong("Give it a name, as people will see it.", "name")
    if feed.name in set(others):
        return Wrong(f"There is a source called {feed.name} already.", "name")
    if not feed.where:
        return Wrong("Say which words to look for." if feed.kind == "hackernews" else "Say its address.", "where")
    return None


TABLE_KEYS: Final = ("name", "kind", "url", "server", "tag", "query", "every", "all", "allow_private")
"""What set-up writes of a source; other keys of its table stay as they are."""


def table_of(feed: Feed) -> dict[str, str | bool]:
    """A feed as its ``[[sources]]`` table: only what differs from the defaults."""
    table: dict[str, str | bool] = {"name": feed.name, "kind": feed.kind}
    match feed.kind:
        case "mastodon":
            server, tag = _server_and_tag(feed.where)
            table["server"] = server
            if tag:
                table["tag"] = tag
        case "hackernews":
            table["query"] = feed.where
        case _:
            table["url"] = feed.where
    if feed.every:
        table["every"] = feed.every
    if feed.all:
        table["all"] = True
    if feed.private:
        table["allow_private"] = True
    return table


def feed_of(table: Mapping[str, object], at: int) -> Feed:
    """The feed that a table says."""
    kind = str(table.get("kind", ""))
    kind = "rss" if kind in ("atom", "rdf", "jsonfeed", "feed") else kind
    match kind:
        case "mastodon":
            tag = table.get("tag") or ""
            server = str(table.get("server", "")).rstrip("/")
            many = not isinstance(tag, str)
            where = f"{server}/tags/{tag}" if tag and not many else server
            kind = "mastodon " if many else kind  # several hashtags are changed in the file
        case "hackernews":
            where = str(table.get("query", ""))
        case "rss":
            where = str(table.get("url", ""))
        case _:
            where = str(table.get("path", ""))
    return Feed(
        name=str(table.get("name", "")), kind=kind, where=where, every=str(table.get("every", "")),
        all=table.get("all") is True, private=table.get("allow_private") is True, at=at,
    )  # fmt: skip


def _server_and_tag(where: str) -> tuple[str, str]:
    server, slash, tag = where.partition("/tags/")
    return (server, tag.strip("/").lstrip("#")) if slash else (where, "")
