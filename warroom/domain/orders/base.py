"""What every order is, and what the room says when it does not do it."""

import msgspec


class Asked(msgspec.Struct, frozen=True, kw_only=True, tag_field="order", forbid_unknown_fields=True):
    """Something a person asks for."""


class Refused(msgspec.Struct, frozen=True):
    """The room does not do it, and says why in words for people."""

    why: str
