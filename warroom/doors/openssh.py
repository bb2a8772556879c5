"""OpenSSH as a door: the lines of ``authorized_keys``, and the part of ``sshd_config``.

Everybody comes in as the unix user whom the room's folder belongs to, and who it is, their key says: each key's line
forces one command, which names the key. Nothing else can be had with it: no shell, no files, no forwarding. The
command begins with an empty environment, so that nothing that a client sends or a login sets gets into the program.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from warroom.config import FILE, Config, fingerprint
from warroom.domain.text import clean, one_line
from warroom.domain.trouble import Sayable

_KINDS: Final = (
    "ssh-ed25519", "sk-ssh-ed25519@openssh.com", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
    "sk-ecdsa-sha2-nistp256@openssh.com", "ssh-rsa",
)  # fmt: skip
_LONGEST: Final = 60
"""Characters of a key's comment that are kept."""
# The terminal's name comes from the client: the shell puts it in as one word, and the console takes no strange one.
_AROUND: Final = '/usr/bin/env -i PATH=/usr/bin:/bin LANG=C.UTF-8 TERM="$TERM" '


class NoLineError(Sayable):
    """A key or a path that cannot stand in ``authorized_keys``."""


def key_lines(config: Config, room: Path, program: Sequence[str]) -> Iterator[str]:
    """One line per key of ``[people]``. ``program`` begins a command line of warroom. Raises NoLineError."""
    for who, someone in config.people.items():
        for at, key in enumerate(someone.keys):
            try:
                yield _line(who, key, room, program)
            except ValueError as error:
                raise NoLineError(f"{room / FILE}: people.{who}.keys, number {at + 1}: {error}") from None


def _line(who: str, key: str, room: Path, program: Sequence[str]) -> str:
    found = fingerprint(key)
    kind, blob, *comment = key.split()
    if kind not in _KINDS:
        raise ValueError(
            f"OpenSSH lets nobody in with {one_line(clean(kind).text)[:40]}; known are {', '.join(_KINDS)}"
        )
    command = [*program, "--room", str(room), "attach", "--key", found]
    return f'restrict,pty,command="{_quoted(command)}" {kind} {blob} {_comment(who, comment)}'


def _quoted(command: Sequence[str]) -> str:
    """Quoted for the shell that the command is handed to, and that once more for ``authorized_keys``."""
    if strange := next((word for word in command if not word.isprintable()), ""):
        raise ValueError(
            f"{one_line(clean(strange).text)}: a path with such characters cannot stand in authorized_keys"
        )
    return (_AROUND + shlex.join(command)).replace('"', '\\"')


def _comment(who: str, words: Sequence[str]) -> str:
    """Whose key it is, and what its owner called it, with nothing in it but plain characters."""
    kept = re.sub(r"[^A-Za-z0-9@._ -]", "", one_line(clean(" ".join(words)).text))[:_LONGEST]
    return f"{who} {kept}".strip()


def sshd_lines(user: str, keys: Path) -> str:
    """What ``sshd`` must be told about that user. ``keys`` is where the lines of the keys are kept."""
    return f"""\
# warroom: a file of its own, /etc/ssh/sshd_config.d/warroom.conf. Try it: sshd -t. Then: systemctl reload ssh
# It holds for every login as {user}: let the room belong to a user that nobody works as, with /bin/sh as its shell.
# AcceptEnv adds up over all files and cannot be taken back here: leave it at LANG and LC_*.
# These three hold for the whole machine.
MaxStartups 10:30:60
LoginGraceTime 20
PermitUserEnvironment no

Match User {_word(user)}
    # Only root may write this file, so that nobody adds a key without its command: chown root, chmod 644.
    AuthorizedKeysFile {_word(str(keys))}
    AuthenticationMethods publickey
    PubkeyAuthentication yes
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    # Each key brings its command; one that stood here would hold for all, and nobody knew whose key it was.
    ForceCommand none
    PermitTTY yes
    # All of it one by one too: before OpenSSH 10 the first left agents and X11 out (CVE-2025-32728).
    DisableForwarding yes
    AllowTcpForwarding no
    AllowStreamLocalForwarding no
    AllowAgentForwarding no
    X11Forwarding no
    PermitTunnel no
    PermitUserRC no
    MaxSessions 2
    MaxAuthTries 3
    ClientAliveInterval 15
    ClientAliveCountMax 4
    Banner none
Match all
"""


def _word(text: str) -> str:
    """A word of ``sshd_config``: quoted where it must be, and no ``%`` or pattern in it that sshd would read."""
    if not text.isprintable() or set(text) & set('"*?!,\\'):
        raise NoLineError(f"{one_line(clean(text).text)}: such characters cannot stand in sshd_config")
    text = text.replace("%", "%%") if "/" in text else text
    return f'"{text}"' if " " in text else text
