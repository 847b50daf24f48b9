"""Record Ids as the platform reads them from outside: 15 letters with meaning in their case, or 18 with a checksum."""

from __future__ import annotations

import re

from tui.demo.world.ids import to_18

_SHAPE = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")


def is_record_id(text: str) -> bool:
    """Whether the text has the shape of an Id. The checksum is not proved, the platform repairs it too."""
    return _SHAPE.fullmatch(text) is not None


def read_id(text: str) -> str:
    """The 18-character form of an Id of either length. Raises ValueError for what is none."""
    if not is_record_id(text):
        raise ValueError(f"Invalid id: {text}")
    return to_18(text)
