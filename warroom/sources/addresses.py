"""Which addresses we connect to: public ones, unless a person allowed one host and port by name.

The check stands where the connection is made, on the addresses that are then connected to. A name that answers
differently the second time (DNS rebinding), an odd spelling of an address (``2130706433``, ``0x7f.1``) or an
IPv4 address in IPv6 dress all end here, because only the resolved address is looked at.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, TypeAlias

import httpcore

Resolve: TypeAlias = Callable[[str, int], Awaitable[list[str]]]
"""Name and port → addresses as text, in the order to be tried. Raises OSError when there is none."""

_CONNECT_S = 5.0
_MOST_TRIED = 4

_REFUSED: Final = tuple(
    ipaddress.ip_network(net)
    for net in (
        # is_global says yes to all of these, yet each can carry a private or a local address, or reach nobody
        "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10", "5f00::/16", "3fff::/20",
        "192.0.0.0/24", "192.88.99.0/24",
        # stated, so that an older table in the standard library does not matter
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "fc00::/7", "fe80::/10", "ff00::/8",
    )
)  # fmt: skip


class Blocked(Exception):  # noqa: N818 - it is an outcome, not a fault
    """The address is not one that we connect to."""


def is_public(address: str) -> bool:
    """Whether ``address`` (text, with or without a zone) is an ordinary public internet address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return ip.is_global and not any(ip in net for net in _REFUSED if net.version == ip.version)


async def resolve(host: str, port: int) -> list[str]:
    """Ask the system's resolver. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class Guard(httpcore.AsyncNetworkBackend):
    """The door that every connection goes through. ``allow`` is the one ``(host, port)`` that may be private."""

    def __init__(self, resolver: Resolve, allow: tuple[str, int] | None) -> None:
        self._resolve = resolver
        self._allow = allow
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the signature is the library's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve once, refuse unless all addresses pass, and connect to what was checked."""
        try:
            found = await self._resolve(host.strip("[]"), port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"no address is known for {host}") from error
        if not found:
            raise httpcore.ConnectError(f"no address is known for {host}")
        if (host.strip("[]").lower(), port) != self._allow and not all(map(is_public, found)):
            raise Blocked
        failed: Exception | None = None
        for address in found[:_MOST_TRIED]:
            try:
                return await self._inner.connect_tcp(address, port, _CONNECT_S, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore.ConnectError(f"no address is known for {host}")
