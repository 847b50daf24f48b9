"""Whether the terminal has more signs than ASCII's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TextIO

BARE = frozenset({"C", "POSIX"})
COERCED = "C.UTF-8"  # what Python puts into LC_CTYPE where the locale is C (PEP 538)


def ascii_only(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether only ASCII may be written: the stream has no UTF-8, or it is a terminal whose locale is C.

    Python writes UTF-8 where the locale is C, whether the terminal has it or not; who asks for C there gets ASCII.
    """
    if not (stream.encoding or "utf-8").lower().startswith("utf"):
        return True
    return stream.isatty() and _locale(environment) in BARE


def _locale(environment: Mapping[str, str]) -> str:
    """The locale of characters (the first of three variables that is set: POSIX), as it was before Python."""
    found = {name: environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")}
    if found["LC_CTYPE"] == COERCED and found["LANG"] in BARE:
        found["LC_CTYPE"] = ""
    return next((one for one in found.values() if one), "")
