"""The colours of presence, for everything but the table, which has its own palette of the same."""

from __future__ import annotations

from tui.presence.model import Presence

PRESENCE_STYLES = {
    Presence.ACTIVE: "$text-success",
    Presence.IDLE: "$text-warning",
    Presence.ABSENT: "$text-muted",
    Presence.UNKNOWN: "#c678dd",  # magenta; no theme variable is
}
