"""How far our reading of feeds agrees with two peer suites: feedparser's own and gofeed's.

Run: ``python tests/bench/bench_feeds.py [--all]``. Reads ``payloads/feeds`` under ``$WARROOM_SHARED/data`` or
``../shared/data`` beside the repository.

What is compared, and how: only what a room shows of a feed. The number of entries; titles and links of feeds and
entries; dates of entries. Titles are expected as text: an expectation that holds HTML is turned to text by the
same rules before it is compared. Everything else that the suites say (authors, categories, extensions, character
sets, well-formedness as such) is not. An expectation counts as met only if the value is the same; a value that
we withhold on purpose (a link that is not http, a date that cannot be believed) counts as a disagreement, and the
reason is printed.
"""

from __future__ import annotations

import argparse
import ast
import calendar
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from warroom.domain.text import one_line  # noqa: E402 - runs as a script too
from warroom.sources import dates, parsing  # noqa: E402
from warroom.sources.base import Parsed  # noqa: E402
from warroom.sources.charset import decode  # noqa: E402
from warroom.sources.html import to_text  # noqa: E402
from warroom.sources.values import web_url  # noqa: E402

NOW = 1_795_400_000_000
GOALS = {"entries": 0.97, "titles": 0.93, "links": 0.93, "dates": 0.93}
DATES = ("published", "updated", "created", "modified")


class Check(NamedTuple):
    kind: str
    file: str
    expected: Any
    got: Any
    agrees: bool
    reason: str


def shared() -> Path | None:
    """Where the suites are; None when they are not here."""
    place = Path(os.environ.get("WARROOM_SHARED") or ROOT.parent / "shared") / "data" / "payloads" / "feeds"
    return place if place.is_dir() else None


# -- feedparser's suite: a comment in each file holds a Python expression ----------------------------------------


class Suite(NamedTuple):
    path: Path
    body: bytes
    headers: dict[str, str]
    url: str
    expression: str


def feedparser_suite(root: Path) -> Iterator[Suite]:
    for path in sorted(root.rglob("*.xml")):
        body = path.read_bytes()
        text, _ = decode(body)
        found = re.search(r"Expect:\s*(.*?)\s*(?:-->|\n\s*-->)", text, re.DOTALL)
        if found is None:
            continue
        headers = {
            name.lower(): value
            for name, value in re.findall(r"^\s*Header:\s*([\w-]+):\s*(.*?)\s*$", text, re.MULTILINE)
        }
        # where the suite's own server would have served it from
        url = headers.get("content-location") or f"http://127.0.0.1:8097/{path.relative_to(root.parent).as_posix()}"
        yield Suite(path, body, headers, url, found[1])


def expectations(expression: str) -> Iterator[tuple[str, int, str, Any]]:
    """(holder, index, key, value) of every plain comparison in an expression that must hold as a whole."""
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except SyntaxError:
        return
    yield from _walk(tree)


def _walk(node: ast.expr) -> Iterator[tuple[str, int, str, Any]]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for value in node.values:
            yield from _walk(value)
    elif isinstance(node, ast.Compare) and all(isinstance(op, ast.Eq) for op in node.ops):
        value = _value(node.comparators[-1])
        if value is None:
            return
        for side in (node.left, *node.comparators[:-1]):
            path = _path(side)
            if path == ["len", "entries"]:
                yield "len", 0, "entries", value
            elif len(path) == 3 and path[0] == "entries" and isinstance(path[1], int):
                yield "entry", path[1], str(path[2]), value
            elif len(path) > 3 and path[0] == "entries" and isinstance(path[1], int):
                yield "entry", path[1], "", value
            elif len(path) == 2 and path[0] == "feed":
                yield "feed", 0, str(path[1]), value


def _value(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _path(node: ast.expr) -> list[Any]:
    """``entries[0]['title']`` → ["entries", 0, "title"]; ``len(entries)`` → ["len", "entries"]."""
    match node:
        case ast.Name(id=name):
            return [name]
        case ast.Subscript(value=inner, slice=ast.Constant(value=key)):
            return [*_path(inner), key]
        case ast.Attribute(value=inner, attr=key):
            return [*_path(inner), key]
        case ast.Call(func=ast.Name(id="len"), args=[inner]):
            return ["len", *_path(inner)]
        case _:
            return ["?"]


def check_feedparser(root: Path) -> Iterator[Check]:
    for suite in feedparser_suite(root):
        name = suite.path.relative_to(root).as_posix()
        parsed = parsing.parse("feed", suite.body, suite.headers, suite.url, NOW)
        found = list(expectations(suite.expression))
        least = max((index + 1 for holder, index, _, _ in found if holder == "entry"), default=0)
        if least:
            yield _plain("entries", name, f"at least {least}", len(parsed.posts), len(parsed.posts) >= least)
        for holder, index, key, value in found:
            if holder == "len":
                yield _plain("entries", name, value, len(parsed.posts), len(parsed.posts) == value)
            elif holder == "feed" and key == "title":
                yield title(name, value, parsed.title)
            elif holder == "entry" and index < len(parsed.posts):
                post = parsed.posts[index]
                if key == "title":
                    yield title(name, value, post.title)
                elif key == "link":
                    yield link(name, value, post.url)
                elif key in [f"{d}_parsed" for d in DATES] and _only_date(suite, key, found, index):
                    yield date(name, calendar.timegm(value) * 1000, post.published, post.published_raw)


def _only_date(suite: Suite, key: str, found: list[Any], index: int) -> bool:
    """Whether this is the date that we would show: that of publication, else of the last change."""
    told = {k for holder, at, k, _ in found if holder == "entry" and at == index}
    return key == "published_parsed" or "published_parsed" not in told


# -- gofeed's suite: what is expected stands in a JSON file beside ------------------------------------------------


def check_gofeed(root: Path) -> Iterator[Check]:
    for path in sorted([*root.rglob("*.xml"), *root.rglob("*.json")]):
        beside = path.with_suffix(".json") if path.suffix == ".xml" else path.with_name(f"{path.stem}_expected.json")
        body = path.read_bytes()
        name = path.relative_to(root).as_posix()
        if path.suffix == ".json" and not beside.is_file():
            continue
        parsed = parsing.parse("feed", body, {}, "", NOW)
        if beside.is_file():
            yield from _gofeed_one(name, parsed, json.loads(beside.read_bytes()))


def _gofeed_one(name: str, parsed: Parsed, wanted: dict[str, Any]) -> Iterator[Check]:
    items = wanted.get("items", wanted.get("entries")) or []
    yield _plain("entries", name, len(items), len(parsed.posts), len(items) == len(parsed.posts))
    if _text_of(wanted.get("title")):
        yield title(name, _text_of(wanted["title"]), parsed.title)
    for item, post in zip(items, parsed.posts, strict=False):
        if _text_of(item.get("title")):
            yield title(name, _text_of(item["title"]), post.title)
        address = _link_of(item)
        if address:
            yield link(name, address, post.url)
        written, moment = _date_of(item)
        if written:
            yield date(name, moment, post.published, post.published_raw or written)


def _text_of(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("value")
    return value if isinstance(value, str) else ""


def _link_of(item: dict[str, Any]) -> str:
    if isinstance(item.get("link"), str):
        return str(item["link"])
    if isinstance(item.get("url"), str):
        return str(item["url"])
    links = item.get("links")
    for entry in links if isinstance(links, list) else []:
        if isinstance(entry, dict) and entry.get("rel", "alternate") in ("", "alternate"):
            return str(entry.get("href", ""))
        if isinstance(entry, str):
            return entry
    return ""


def _date_of(item: dict[str, Any]) -> tuple[str, int | None]:
    for stem in ("published", "pubDate", "date_published", "issued", "updated", "modified", "date_modified"):
        for key in (f"{stem}Parsed", f"{stem}_parsed"):
            if isinstance(item.get(key), str):
                return str(item.get(stem) or item[key]), dates.parse(item[key])
        if item.get(stem):
            return "", None  # a date that the peer did not read either
    return "", None


# -- comparing ----------------------------------------------------------------------------------------------------


def _plain(kind: str, file: str, expected: Any, got: Any, agrees: bool) -> Check:
    return Check(kind, file, expected, got, agrees, "" if agrees else "another number")


def title(file: str, expected: Any, got: str) -> Check:
    if not isinstance(expected, str):
        return Check("titles", file, expected, got, False, "no text expected")
    wanted = {one_line(expected), one_line(to_text(expected))}
    agrees = got in wanted
    reason = "" if agrees else "nothing read" if not got else "other text"
    return Check("titles", file, expected, got, agrees, reason)


def link(file: str, expected: str, got: str) -> Check:
    agrees = got == expected
    reason = ""
    if not agrees:
        reason = "not an http address: withheld" if not got and not web_url(expected) else "other address"
    return Check("links", file, expected, got, agrees, reason)


def date(file: str, expected: int | None, got: int | None, raw: str) -> Check:
    agrees = got == expected
    reason = ""
    if not agrees:
        implausible = expected is None or dates.believed(expected, NOW)[0] is None
        reason = "not believable: withheld" if got is None and implausible else f"read otherwise: {raw!r}"
    return Check("dates", file, expected, got, agrees, reason)


def report(name: str, checks: list[Check], *, everything: bool) -> bool:
    """Print the shares; whether all goals are reached."""
    good = True
    print(f"\n{name}")
    for kind, goal in GOALS.items():
        of_kind = [check for check in checks if check.kind == kind]
        agreed = sum(check.agrees for check in of_kind)
        share = agreed / len(of_kind) if of_kind else 1.0
        good &= share >= goal
        print(f"  {kind:<8} {agreed:>5} of {len(of_kind):>5}  {share:7.2%}  (goal {goal:.0%})")
        reasons = Counter(re.sub(r": '.*", "", check.reason) for check in of_kind if not check.agrees)
        for reason, number in reasons.most_common():
            print(f"      {number:>4}  {reason}")
        for check in of_kind if everything else []:
            if not check.agrees:
                print(f"          {check.file}: expected {check.expected!r}, got {check.got!r} {check.reason}")
    return good


def main() -> int:
    """0 when every goal is reached, 1 when not, 2 when the suites are not here."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--all", action="store_true", help="list every disagreement")
    everything = options.parse_args().all
    root = shared()
    if root is None:
        print("The suites are not here: set WARROOM_SHARED to the folder that holds data/payloads/feeds.")
        return 2
    good = report("feedparser", list(check_feedparser(root / "feedparser-suite")), everything=everything)
    return 0 if good & report("gofeed", list(check_gofeed(root / "gofeed")), everything=everything) else 1


if __name__ == "__main__":
    raise SystemExit(main())
