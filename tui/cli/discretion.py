"""Nothing that looks like a secret leaves through a message or the log."""

from __future__ import annotations

import re

# Session tokens, also as an address spells them, JWTs, and what stands behind an Authorization scheme (clients.md 2.2),
# where it is longer than the words of a remedy ("the app's OAuth settings");
# refresh tokens and codes by how Salesforce's begin, and what an OAuth form or address calls a secret.
SECRETS = re.compile(
    r"00D\w{9,15}(?:!|%(?:25)*21)[.%\w]*|eyJ[\w-]{8,}(?:\.[\w-]+)*|(?i:\b(?:bearer|oauth)\s+)\S{16,}"
    r"|5Aep[.\w-]{16,}|aPrx[.%=\w-]{16,}"
    r"|\b(?:access_token|refresh_token|client_secret|code_verifier|assertion|code|token)=[^&\s]{16,}",
    re.ASCII,
)


def without_secrets(text: str) -> str:
    """The text with an ellipsis in place of every token."""
    return SECRETS.sub("…", text)
