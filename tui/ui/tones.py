"""The colours that mean the same everywhere; the table has its own palette of the same."""

from __future__ import annotations

from tui.presence.model import Presence

# Textual's $text-muted adapts to what lies below it and does not resolve in Content, so quiet text is mixed by hand.
QUIET = "$foreground 62%"
FAINT = "$foreground 38%"
SANDBOX = "bold $text-primary on $primary-muted"
PRODUCTION = "bold $button-color-foreground on $error"
PRESENCE_STYLES = {
    Presence.ACTIVE: "$text-success",
    Presence.IDLE: "$text-warning",
    Presence.ABSENT: QUIET,
    Presence.UNKNOWN: "#c678dd",  # magenta; no theme variable is
}


def badge(*, sandbox: bool) -> tuple[str, str]:
    """The word for the kind of org, and its style: nobody mistakes production."""
    return (" SANDBOX ", SANDBOX) if sandbox else (" PRODUCTION ", PRODUCTION)
