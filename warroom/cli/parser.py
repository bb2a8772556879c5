"""The grammar of the command line. Names and exit codes are a contract: add freely, change with a CHANGELOG line."""

from __future__ import annotations

import argparse
from typing import NoReturn


class _Parser(argparse.ArgumentParser):
    """Answers a mistake in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. '{self.prog} --help' lists what there is\n")


def build(version: str) -> argparse.ArgumentParser:
    """The whole grammar."""
    parser = _Parser(
        prog="warroom",
        description="The room that a brand's people run a crisis in. Without a command: open the console.",
        epilog="'warroom demo' plays a recorded crisis. 'warroom setup' makes a room step by step.",
    )
    parser.add_argument("--version", action="version", version=f"warroom {version}")
    parser.add_argument("--room", metavar="DIR", help="the room's folder (else $WARROOM_ROOM, else this folder)")
    parser.add_argument("--as", dest="person", metavar="PERSON", default="", help="a name in [people]")
    parser.add_argument("--wall", dest="view", action="store_const", const="wall", help="open the console on the wall")
    parser.set_defaults(carry_out="screens:attach", view="command", theme="")
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    for add in (_screens, _rooms, _reading, _writing, _analysis, _leaving, _doors):
        add(commands)
    return parser


class _Adder:
    """Adds commands to one sub-parser group."""

    def __init__(self, commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        self._commands = commands

    def __call__(self, name: str, carry_out: str, words: str) -> argparse.ArgumentParser:
        parser = self._commands.add_parser(name, help=words, description=words)
        parser.set_defaults(carry_out=carry_out)
        return parser


Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _screens(commands: Commands) -> None:  # type: ignore[valid-type]
    add = _Adder(commands)
    attach = add("attach", "screens:attach", "open the console")
    attach.add_argument("--view", choices=("command", "desk", "wall", "tasks", "log"), default=argparse.SUPPRESS)
    attach.add_argument("--theme", choices=("auto", "dark", "light", "256", "none"), default="")
    attach.add_argument("--key", default="", metavar="SHA256:…", help="whose key a door saw; for the room's owner")
    demo = add("demo", "screens:demo", "a recorded crisis in a throw-away room; nothing leaves the machine")
    demo.add_argument("--speed", type=_positive, default=10.0, metavar="N", help="times as fast (default 10)")
    demo.add_argument("--scenario", default="eu2-data-loss", metavar="NAME")
    demo.add_argument("--theme", choices=("auto", "dark", "light", "256", "none"), default="")
    add("keys", "screens:keys", "the key sheet")


def _rooms(commands: Commands) -> None:  # type: ignore[valid-type]
    add = _Adder(commands)
    new = add("new", "rooms:new", "make a room: a folder with a commented configuration")
    new.add_argument("dir", metavar="DIR")
    new.add_argument("--brand", default="", metavar="NAME")
    setup = add("setup", "setup:setup", "enter or change what a room needs, in seven steps; each can be skipped")
    setup.add_argument("dir", nargs="?", default="", metavar="DIR", help="the room's folder (default: as --room)")
    add("config", "rooms:config", "the configuration reference")
    host = add("host", "hosting:host", "run the room's host: it listens, and consoles attach to it")
    host.add_argument("--foreground", action="store_true", help="stay in this terminal; ctrl+c ends it")
    add("stop", "hosting:stop", "end the room's host")
    door = add("ssh", "ssh_door:ssh", "let people in over SSH, by the keys in [people]: the console and nothing else")
    door.add_argument("--listen", default="127.0.0.1:8022", metavar="HOST:PORT", help="default 127.0.0.1:8022")
    doctor = add("doctor", "doctor:doctor", "what would fail at three in the morning; exit 1 on a failure")
    doctor.add_argument("--json", action="store_true")
    collect = add("collect", "listening:collect", "poll every source once and print how each is")
    collect.add_argument("--once", action="store_true", required=True, help="the room polls by itself while it is open")
    collect.add_argument("--json", action="store_true")


def _reading(commands: Commands) -> None:  # type: ignore[valid-type]
    add = _Adder(commands)
    add("status", "reading:status", "level, score, who and what is late").add_argument("--json", action="store_true")
    public = add("statements", "statements:statements", "public texts: whose yes is missing, where they stand")
    public.add_argument("--json", action="store_true", help="one JSON object a line")
    page = add("brief", "reading:brief", "the executive one-pager, with what changed since the last one")
    page.add_argument("--since", default="", metavar="TIME", help="changes since then: 14:05, 2h, 2026-10-03T14:05Z")
    tail = add("tail", "reading:tail", "the log and Needs you as plain lines: for screen readers")
    tail.add_argument("--lines", type=_count, default=20, metavar="N", help="log entries to begin with (default 20)")
    tail.add_argument("--follow", action="store_true", help="go on reading out what is recorded and what needs you")
    feed = add("feed", "reading:feed", "mentions, newest first")
    feed.add_argument("--json", action="store_true", help="one JSON object a line")
    feed.add_argument("--limit", type=_count, default=50, metavar="N")
    feed.add_argument("--search", default="", metavar="TEXT")
    feed.add_argument("--source", default="", metavar="S")
    feed.add_argument("--unclaimed", action="store_true", help="only what needs an answer and nobody has")
    add("playbooks", "prepared:playbooks", "the plans, and when each was last drilled").add_argument(
        "--json", action="store_true"
    )
    add("answers", "prepared:answers", "the answer bank, and who approved what").add_argument(
        "--json", action="store_true"
    )


def _writing(commands: Commands) -> None:  # type: ignore[valid-type]
    add = _Adder(commands)
    log = add("log", "reading:log", "the record; 'log add TEXT' writes to it")
    log.add_argument("--json", action="store_true", help="one JSON object a line")
    log.add_argument("--kind", default="", metavar="K", help="observed, decision, action, note, level …")
    log.add_argument("--follow", action="store_true", help="go on printing what is recorded")
    parts = log.add_subparsers(metavar="")
    entry = parts.add_parser("add", help="write an entry", description="write an entry")
    entry.set_defaults(carry_out="orders:log_add")
    entry.add_argument("text", metavar="TEXT")
    entry.add_argument("--kind", dest="entry_kind", choices=("observed", "decision", "action", "note"),
                       default="observed")  # fmt: skip
    entry.add_argument("--reason", default="", metavar="R", help="why; a decision needs one")
    entry.add_argument("--occurred", default="", metavar="TIME", help="14:05, or 2026-10-03T14:05Z; default now")
    entry.add_argument("--privileged", action="store_true", help="between us and counsel: not exported by default")
    order = add("order", "orders:order", "carry out orders, one JSON object a line")
    order.add_argument("file", nargs="?", default="-", metavar="FILE")
    add("orders", "orders:orders", "every order with its fields").add_argument("--json", action="store_true")
    ingest = add("ingest", "listening:ingest", "take in mentions from another tool")
    ingest.add_argument("file", metavar="FILE")
    ingest.add_argument("--format", choices=("jsonl", "csv"), default="")


def _analysis(commands: Commands) -> None:  # type: ignore[valid-type]
    add = _Adder(commands)
    gauge = add("gauge", "analysis:gauge", "the volume detector over a recorded series")
    gauge.add_argument("--series", metavar="FILE.csv", help="columns timestamp,value")
    gauge.add_argument("--out", metavar="FILE.csv", help="where timestamp,score goes (default: print)")
    gauge.add_argument("--threshold", action="store_true", help="print the default threshold")
    tone = add("tone", "analysis:tone", "label and score of one text per line")
    tone.add_argument("file", metavar="FILE")
    tone.add_argument("--json", action="store_true")


def _leaving(commands: Commands) -> None:  # type: ignore[valid-type]
    add = _Adder(commands)
    export = add("export", "leaving:export", "write the record; every file names the head of the log")
    export.add_argument("--to", required=True, metavar="DIR")
    export.add_argument("--format", default="md,json", metavar="LIST", help="md,json")
    export.add_argument("--names", choices=("full", "roles", "hidden"), default="full")
    export.add_argument("--privileged", action="store_true", help="with what is between us and counsel")
    verify = add("verify", "leaving:verify", "0 sound, 1 tampered, 2 cut short, 3 cannot be checked, 4 unreadable")
    verify.add_argument("path", metavar="PATH", help="a room, a database or a JSON export")
    verify.add_argument("--anchor", default="", metavar="HASH", help="a head that you remember")


def _doors(commands: Commands) -> None:  # type: ignore[valid-type]
    add = _Adder(commands)
    openssh = add("openssh", "openssh_door:openssh", "what OpenSSH needs so that people reach the room with their keys")
    only = openssh.add_mutually_exclusive_group()
    only.add_argument("--keys", action="store_true", help="only the lines of authorized_keys")
    only.add_argument("--sshd", action="store_true", help="only the part of sshd_config")
    web = add("web", "web_door:web", "the wall in a browser, to look at")
    web.add_argument("--listen", default="127.0.0.1:8080", metavar="HOST:PORT",
                     help="default 127.0.0.1:8080; anywhere but on this machine a token is asked for")  # fmt: skip
    web.add_argument("--token", action="store_true", help="ask for a token on this machine too, as others have logins")


def _positive(text: str) -> float:
    value = float(text)
    if not 0.1 <= value <= 1000:
        raise argparse.ArgumentTypeError("0.1 to 1000")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("0 or more")
    return value
