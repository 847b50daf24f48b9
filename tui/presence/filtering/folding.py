"""Texts made alike for searching."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """``text`` without case and accents, so that ``ines`` finds ``Inês``."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))
