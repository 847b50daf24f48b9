"""Texts made alike for searching."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]+")  # those of Latin, Greek and Cyrillic letters, which are most


def fold(text: str) -> str:
    """``text`` without case and accents, so that ``ines`` finds ``Inês``."""
    if text.isascii():
        return text.lower()
    apart = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    if apart.isascii():
        return apart
    return "".join(one for one in apart if not unicodedata.combining(one))
