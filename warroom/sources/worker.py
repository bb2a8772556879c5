"""The process that reads strangers' XML: little memory, little time, no file, no network, no second process.

Started by ``offload.py`` as ``python -c "... worker.main()"``; jobs come in on standard input, answers go out on
what was standard output. Whatever goes wrong here ends this process, and its parent starts another.
"""

from __future__ import annotations

import codecs
import os
import resource
import sys
import time
from typing import Final

from warroom.sources import feed, frames, hackernews, jsonfeed, mastodon, parsing
from warroom.sources.base import Parsed
from warroom.sources.charset import PRELOAD

MEMORY: Final = 600_000_000
CPU_S: Final = 6

_FORBIDDEN: Final = (
    "open", "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.remove", "os.rename",
    "os.mkdir", "os.listdir", "os.scandir", "shutil.", "ctypes.",
)  # fmt: skip
_RSS: Final = (
    b'<rss version="2.0"><channel><title>t</title><item><title>a</title>'
    b"<pubDate>Mon, 02 Jan 2006 15:04:05 GMT</pubDate><description>&lt;p&gt;x</description></item></channel></rss>"
)
_ATOM: Final = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="xhtml">'
    b'<div xmlns="http://www.w3.org/1999/xhtml">a</div></title><content>eA==</content>'
    b"<updated>2026-01-01T00:00:00Z</updated></entry></feed>"
)
_SAMPLES: Final = (_RSS, _ATOM, b"<rss><channel><item><title>broken &amp; cut")


def prepare() -> None:
    """Load everything that a parse can need, so that nothing has to be opened afterwards."""
    for name in (*PRELOAD, "idna", "punycode"):
        codecs.lookup(name)
    time.strptime("2026", "%Y")  # loads its own helper at the first use
    for sample in _SAMPLES:
        feed.parse(sample, {}, "https://localhost/", 0)
    jsonfeed.parse(b'{"version":"","items":[{}', {}, "", 0)
    mastodon.parse(b"[]", 0)
    hackernews.parse(b"{}", 0)


def lock_down() -> None:
    """From here on: no memory beyond 600 MB, no core file, and an exception for whoever opens or starts anything."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_refuse)


def _refuse(event: str, args: tuple[object, ...]) -> None:
    if event == "import":
        if args[0] not in sys.modules:
            raise ModuleNotFoundError(f"a parse must not load {args[0]}")
    elif event.startswith(_FORBIDDEN):
        raise PermissionError(f"a parse must not {event}")


def _more_time() -> None:
    """Six seconds of processor time for the next job; the system ends the process when they are used up."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + CPU_S
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _answer(job: frames.Job) -> bytes:
    try:
        reply = frames.pack(parsing.parse(job.kind, job.body, job.headers, job.url, job.now))
    except MemoryError:
        return frames.pack(Parsed(status="rejected", notes=("it takes too much memory to read",)))
    if len(reply) > frames.MOST_REPLY:
        return frames.pack(Parsed(status="rejected", notes=("it holds too much text to be a feed",)))
    return reply


def main() -> None:
    """Serve jobs until the parent closes our input."""
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 0)
    os.dup2(silence, 1)
    prepare()
    lock_down()
    while len(head := source.read(frames.LENGTH.size)) == frames.LENGTH.size:
        (length,) = frames.LENGTH.unpack(head)
        _more_time()
        target.write(_answer(frames.read_job(source.read(length))))
        target.flush()
