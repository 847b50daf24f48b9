"""For how long a person may hold somebody (R9). Pure, no Textual."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from msgspec import Struct

from tui.presence.memory import Hold
from tui.presence.when import moment_after

WHY = "held by you"


class HoldChoice(Struct, frozen=True):
    """One choice: its key, its words, when it ends, and the hold; None releases."""

    key: str
    label: str
    note: str
    hold: Hold | None


def hold_choices(now: datetime, zone: tzinfo) -> tuple[HoldChoice, ...]:
    """What may be chosen at ``now`` (org's clock), with ends as the reader's clock shows them."""
    half, hour = now + timedelta(minutes=30), now + timedelta(hours=1)
    local = now.astimezone(zone)
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        HoldChoice("1", "30 min", f"until {half.astimezone(zone):%H:%M}", Hold(WHY, until=half)),
        HoldChoice("2", "1 h", f"until {hour.astimezone(zone):%H:%M}", Hold(WHY, until=hour)),
        HoldChoice(
            "3", "until tomorrow", f"until {midnight:%a %H:%M}", Hold(WHY, until=midnight.astimezone(now.tzinfo))
        ),
        HoldChoice("4", "until presence changes", "as after a toggle made here", Hold(WHY, until_presence=True)),
        HoldChoice("5", "for good", "until you release", Hold(WHY)),
        HoldChoice("6", "release", "the loop decides again", None),
    )


def typed_hold(text: str, now: datetime, zone: tzinfo) -> HoldChoice | None:
    """The hold until the moment that was typed (``presence.when.FORMS``), or None where that is no moment to come."""
    until = moment_after(text, now, zone)
    if until is None:
        return None
    return HoldChoice("t", "typed", f"until {until.astimezone(zone):%a %H:%M}", Hold(WHY, until=until))
