"""How often the login history is asked: gently, as its calls are the org's."""

from __future__ import annotations

from tui.presence.model import ApiUse

DAY = 86_400.0
OFTEN = 120.0  # seconds between two questions where the org has calls enough; readings show who is there anyway
BESIDE_EVENTS = 300.0  # where logins are told by events, and the history only by what they missed
SHARE = 0.01  # of the org's calls of a day, at most
SCARCE = 0.8  # of the org's calls used, from which on nobody asks


def asking_pause(use: ApiUse, *, beside_events: bool = False) -> float:
    """Seconds between two questions."""
    usual = BESIDE_EVENTS if beside_events else OFTEN
    return max(usual, DAY / (use.limit * SHARE)) if use.limit else usual


def scarce(use: ApiUse) -> bool:
    """Whether the org's calls are too few to ask now."""
    return use.used is not None and bool(use.limit) and use.used >= SCARCE * (use.limit or 0)
