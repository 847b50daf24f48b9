"""The signs of a timeline, and their ASCII twins. Each is one cell wide; none is told by its colour alone."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

MARKS: Mapping[str, str] = {
    "login": "login",
    "refused": "refused login",
    "logout": "logout",
    "loop on": "on by the loop",
    "loop off": "off by the loop",
    "person on": "on by you",
    "person off": "off by you",
    "outside on": "on elsewhere",
    "outside off": "off elsewhere",
    "failed": "toggle not done",
    "lost": "answer lost",
    "held": "hold",
    "released": "hold ended",
}
STATES: Mapping[str, str] = {
    "active": "active",
    "on": "on",
    "idle": "idle",
    "mixed": "mixed",
    "absent": "absent",
    "off": "off",
    "present": "logged in, as a session tells",
    "unknown": "not known",
}


class TimelineSigns(Struct, frozen=True):
    """One set: a sign for each of ``STATES`` and ``MARKS``; ``now`` points at the present from below."""

    states: Mapping[str, str]
    marks: Mapping[str, str]
    now: str


_STATES = {"active": "▇", "on": "▇", "idle": "▄", "mixed": "▄", "absent": "▁", "off": "▁", "present": "▒"}
_ASCII_STATES = {"active": "#", "on": "#", "idle": "=", "mixed": "=", "absent": "_", "off": "_", "present": ":"}
_LETTERS = {"login": "L", "refused": "!", "logout": "O", "lost": "?", "held": "H", "released": "h"}
_TOGGLES = tuple(one for one in MARKS if one.endswith((" on", " off")))
UNICODE = TimelineSigns(
    _STATES | {"unknown": "·"}, _LETTERS | dict(zip(_TOGGLES, "▲▼△▽↑↓", strict=True)) | {"failed": "✗"}, "▲"
)
ASCII = TimelineSigns(
    _ASCII_STATES | {"unknown": "."}, _LETTERS | dict(zip(_TOGGLES, "^vAV/\\", strict=True)) | {"failed": "x"}, "^"
)


def timeline_signs(*, ascii_only: bool) -> TimelineSigns:
    """The set to draw with."""
    return ASCII if ascii_only else UNICODE
