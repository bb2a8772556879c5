"""The forms behind one line of a list: a feed, a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

import msgspec
from textual.widget import Widget

from warroom.domain.people import ROLES
from warroom.setup.draft import Colleague, Desk, Feed, Wrong
from warroom.setup.steps import feed_wrong, person_wrong, short_for, tidy
from warroom.tui.forms.base import Key
from warroom.tui.forms.choices import ManyOf, OneOf
from warroom.tui.forms.fields import TextField
from warroom.tui.forms.lists import PickOne
from warroom.tui.setup.sheet import FieldsSheet

KINDS: Final = (("rss", "feed"), ("hackernews", "Hacker News"), ("mastodon", "Mastodon"))
_EMPTY: Final = {
    "rss": "https://example.org/feed.xml (RSS, Atom or JSON Feed)",
    "hackernews": "the words to look for: quillstack",
    "mastodon": "https://mastodon.example/tags/quillstack, or a server",
}


def host_of(feed: Feed) -> str:
    """Where a feed is, without what may be secret in its address."""
    try:
        return urlsplit(feed.where).hostname or feed.where
    except ValueError:
        return feed.where


class FeedForm(FieldsSheet[Feed]):
    """One place to look. Looked at as it is written; nobody is asked."""

    def __init__(self, desk: Desk, feed: Feed | None, others: Sequence[str]) -> None:
        """``feed``: None for a new one; ``others``: names that are taken."""
        super().__init__(desk)
        self.feed = feed
        self.others = list(others)

    def heading(self) -> str:
        """The title."""
        return self.feed.name if self.feed else "A new source"

    def keys(self) -> Sequence[Key]:
        """It goes into the list."""
        return (Key("^s", "into the list", main=True), Key("tab", "next field"))

    def contents(self) -> Iterable[Widget]:
        """Kind, address, name, and how it is listened to."""
        feed = self.feed or Feed(name="", every="2m")
        yield OneOf("Kind", KINDS, id="kind", value=feed.kind)
        yield TextField("Where", feed.where, id="where", empty=_EMPTY[feed.kind], most=4)
        yield TextField("Name", feed.name, id="name", hint=self._name_hint)
        yield TextField("Ask every", feed.every, id="every", hint="30s, 2m, 1h", empty="as its publisher wishes")
        takes = [("named", "posts that name you"), ("all", "every post")]
        yield OneOf("Counts", takes, id="all", value="all" if feed.all else "named")
        nets = [("public", "on the internet"), ("private", "in our own network")]
        yield OneOf("It is", nets, id="private", value="private" if feed.private else "public")

    def made(self) -> Feed | Wrong:
        """The feed, when it is one."""
        feed = msgspec.structs.replace(
            self.feed or Feed(name=""), name=tidy(self.text("name")) or self._suggested(), kind=self.chosen("kind"),
            where=tidy(self.text("where")), every=tidy(self.text("every")), all=self.chosen("all") == "all",
            private=self.chosen("private") == "private",
        )  # fmt: skip
        wrong = feed_wrong(feed, self.others)
        if wrong:
            return wrong
        words = self.desk.check(feed)
        return Wrong(words, "every" if words.startswith("Every") else "where") if words else feed

    def changed(self) -> None:
        """What belongs into the field depends on the kind."""
        where = self.query_one("#where", TextField)
        where.empty = _EMPTY[self.chosen("kind")]
        where.repaint()
        self.query_one("#name", TextField).repaint()

    def _name_hint(self) -> str:
        return "" if self.text("name") or not self._suggested() else f"empty: {self._suggested()}"

    def _suggested(self) -> str:
        """A name for one that has none: its host, or its network."""
        kind, where = self.chosen("kind"), tidy(self.text("where"))
        if kind == "hackernews":
            return "Hacker News" if where else ""
        host = host_of(Feed(name="", where=where)).removeprefix("www.")
        tag = where.partition("/tags/")[2].strip("/")
        name = f"#{tag} on {host}" if kind == "mastodon" and tag else host
        return name[:60]


class PersonForm(FieldsSheet[Colleague]):
    """Somebody of the team."""

    WIDTH = 92

    def __init__(self, desk: Desk, who: Colleague | None, others: Sequence[Colleague]) -> None:
        """``who``: None for somebody new; ``others``: the rest of the team."""
        super().__init__(desk)
        self.who = who
        self.others = list(others)

    def heading(self) -> str:
        """The title."""
        return self.who.name if self.who else "Somebody new"

    def keys(self) -> Sequence[Key]:
        """They go into the list."""
        return (Key("^s", "into the list", main=True), Key("tab", "next field"), Key("space", "choose"))

    def contents(self) -> Iterable[Widget]:
        """Name, roles, stand-in, unix user."""
        who = self.who or Colleague(short="", name="", roles=())
        yield TextField("Name", who.name, id="name", empty="Anna Lindqvist")
        yield TextField("Short name", who.short, id="short", hint=self._short_hint)
        yield ManyOf("Roles", [(role, role) for role in ROLES], id="roles", values=who.roles)
        first = [("", "the first of them in this list"), *((role, role) for role in ROLES)]
        yield PickOne("From the start", first, id="first", value=who.roles[0] if self.who else "")
        spare = [("", "nobody yet"), *((o.short, o.name) for o in self.others)]
        known = {short for short, _ in spare}
        yield PickOne("Stands in", spare, id="stand_in", value=who.stand_in if who.stand_in in known else "",
                      hint="space lists")  # fmt: skip
        yield TextField("Unix user", who.unix, id="unix", hint="may stay empty", empty="who they are on this machine")

    def made(self) -> Colleague | Wrong:
        """The person, when all is there."""
        roles, first = self.chosen("roles"), self.chosen("first")
        if first and roles and first not in roles:
            return Wrong(f"{first} is not among the roles.", "first")
        if first in roles:
            roles = (first, *(role for role in roles if role != first))
        who = msgspec.structs.replace(
            self.who or Colleague(short="", name=""), name=tidy(self.text("name")), short=self._short(), roles=roles,
            stand_in=self.chosen("stand_in"), unix=tidy(self.text("unix")),
        )  # fmt: skip
        return person_wrong(who, (other.short for other in self.others)) or who

    def changed(self) -> None:
        """The short name follows the name until one is typed."""
        self.query_one("#short", TextField).repaint()

    def _short(self) -> str:
        typed = self.text("short").removeprefix("@")
        return typed or short_for(tidy(self.text("name")), [who.short for who in self.others])

    def _short_hint(self) -> str:
        return f"commands use @{self._short()}" if self.text("name") else "what commands use"
