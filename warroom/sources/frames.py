"""What the parser's process and its parent say to each other: length-prefixed msgpack."""

from __future__ import annotations

import struct
from typing import Final

import msgspec

from warroom.sources.base import Parsed

LENGTH: Final = struct.Struct(">I")
MOST_REPLY: Final = 32_000_000
"""Bytes that a reply may take; a parse that would say more is refused by the child, a longer one by the parent."""


class Job(msgspec.Struct, frozen=True, array_like=True):
    """One body to parse."""

    kind: str
    body: bytes
    headers: dict[str, str]
    url: str
    now: int


_encoder = msgspec.msgpack.Encoder()
_jobs = msgspec.msgpack.Decoder(Job)
_replies = msgspec.msgpack.Decoder(Parsed)


def pack(message: Job | Parsed) -> bytes:
    """The frame that carries ``message``."""
    data = _encoder.encode(message)
    return LENGTH.pack(len(data)) + data


def read_job(data: bytes) -> Job:
    """A job out of a frame's content."""
    return _jobs.decode(data)


def read_reply(data: bytes) -> Parsed:
    """A reply out of a frame's content. Raises ``msgspec.MsgspecError`` when the child was talked into nonsense."""
    return _replies.decode(data)
