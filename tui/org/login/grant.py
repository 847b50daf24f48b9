"""What goes to an org's token endpoint and what it gives. No representation of either shows a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote_plus

REFRESH_TOKEN = "refresh-token"  # noqa: S105  what the keychain calls it
CLIENT_SECRET = "client-secret"  # noqa: S105  likewise
_LONG_ENOUGH_TO_BE_SECRET = 8  # characters


@dataclass(frozen=True)
class Grant:
    """The answer of the token endpoint (salesforce.md 7).

    ``refresh_token`` is a new one where the org rotates them: the one before is dead then. ``instance_url`` is where
    the access token counts.
    """

    access_token: str = field(repr=False)
    instance_url: str = ""
    refresh_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Form:
    """What is asked of the endpoint: codes, secrets and signatures among plain values."""

    fields: Mapping[str, str] = field(repr=False)

    def without(self, text: str) -> str:
        """The text without what the form holds, should it quote any."""
        for value in self.fields.values():
            if len(value) >= _LONG_ENOUGH_TO_BE_SECRET:
                text = text.replace(value, "…").replace(quote_plus(value), "…")
        return text
