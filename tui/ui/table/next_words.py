"""The words of the Next column: what the loop will do for a user, or why it will not."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import Literal

from msgspec import Struct

from tui.presence.holds import hold_words
from tui.presence.memory import Hold
from tui.presence.model import DE, Presence
from tui.presence.plan import Planned, Withheld
from tui.presence.roster import Standing
from tui.presence.words import span

NextKind = Literal["", "on", "off", "soon", "held", "held-back", "waiting", "unknown", "sending"]
SOON = 30 * 60  # seconds before its expiry from which an idle user's off is foretold
APART = frozenset({"R7", "R9"})  # held back and held: counted apart from "out of step" (design: Words)


class Next(Struct, frozen=True):
    """What stands in the column, and its kind, which says how it looks."""

    text: str = ""
    kind: NextKind = ""


def next_of(
    standing: Standing,
    said: Planned | Withheld | None,
    hold: Hold | None,
    *,
    braked: bool,
    you: bool,
    zone: tzinfo,
    today: date | None,
) -> Next:
    """What comes next for one user, by the plan and the hold on them; ``soon_off`` stands in where this is empty."""
    if hold is not None:
        return Next(hold_words(hold, _until(hold, zone, today)), "held")
    if isinstance(said, Planned):
        arrow = "→ on" if said.to else "→ off"
        return Next(f"{arrow}, braked", "waiting") if braked else Next(arrow, "on" if said.to else "off")
    if said is None:
        return Next()
    if said.would is None:
        return Next("nothing: no data", "unknown")
    if said.rule == "R7":
        return Next("held back by DE", "held-back")
    return Next(_waits(standing, said, you=you), "waiting")


def _waits(standing: Standing, said: Withheld, *, you: bool) -> str:
    """The short form of a rule's reason; the whole one is in the Why column and the details."""
    if said.rule == "R4":
        return _not_counted(standing, said, you=you)
    if said.rule == "R5" and standing.left_out:
        return f"has a {standing.left_out} session"
    return said.why.removesuffix(" in the settings")


def _not_counted(standing: Standing, said: Withheld, *, you: bool) -> str:
    user = standing.user
    if you:
        return "this is you"
    if not user.person:
        return "not a person"
    if not user.is_active:
        return "inactive user"
    return "frozen user" if user.is_frozen else said.why


def soon_off(standing: Standing, now: datetime | None) -> Next:
    """The off that an idle user's expiry will bring, once it is near: ``off in ~13 min``."""
    if now is None or standing.presence is not Presence.IDLE or standing.expires_at is None:
        return Next()
    if standing.de not in (DE.ON, DE.MIXED):
        return Next()
    left = (standing.expires_at - now).total_seconds()
    if left > SOON:
        return Next()
    return Next(f"off in ~{span(max(left, 60))}" if left > 0 else "off in a moment", "soon")


def out_of_step(said: Planned | Withheld | None, hold: Hold | None) -> bool:
    """Whether a toggle is planned or withheld for a user who is neither held nor held back by DE."""
    if hold is not None or said is None:
        return False
    return isinstance(said, Planned) or (said.would is not None and said.rule not in APART)


def _until(hold: Hold, zone: tzinfo, today: date | None) -> str | None:
    """A hold's end on the reader's clock, with its day where that is not today."""
    if hold.until is None:
        return None
    until = hold.until.astimezone(zone)
    if today is None or until.date() == today:
        return until.strftime("%H:%M")
    far = abs((until.date() - today).days) >= 7
    return f"{until.day} {until.strftime('%b')}" if far else until.strftime("%a %H:%M")


SHORTER = (
    ("held until presence changes", "held till change"),
    ("held until ", "till "),
    ("excluded by ", "excluded"),
    ("has a ", "other session"),
    ("last one on in ", "last one on"),
)


def shorter(text: str) -> str:
    """The Next words for a narrow column; the whole is in the Why column and the details."""
    for long, short in SHORTER:
        if text.startswith(long):
            return short + text.removeprefix(long) if short.endswith(" ") else short
    return text
