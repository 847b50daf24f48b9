"""How long to the next reading and the next cycle, and why: the org's calls, a route's own quota, nobody looking. Pure.

Above 80 % of the org's daily API calls everything takes twice as long as set, above 90 % four times; above 95 %
readings pause, and one call every quarter of an hour asks whether they may go on (salesforce.md, section 9).
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from tui.presence.model import ApiUse, Problem
from tui.presence.settings import LoopSettings, Settings

UNTOLD = ApiUse()
SLOWER = ((0.90, 4.0), (0.80, 2.0))  # above this share of the calls, so many times as long
PAUSED_ABOVE = 0.95
ASK_AGAIN = 900.0  # seconds between two questions while readings pause
# Slowed spans stop here, so that two readings still fall into the hour after which what counts begins anew (R6).
LONGEST = 1800.0
QUOTA = "the reading route has a quota of its own"
NOBODY_LOOKS = "this terminal has no focus"


class Pace(Struct, frozen=True):
    """Seconds between readings and between cycles as they are now; ``why`` they are longer than set, or empty.

    ``rest`` is the least between two readings that nobody asked for. ``paused`` says why nothing is read at all.
    ``factor``: so many times as long as set everything takes, for want of calls.
    """

    refresh: float = LoopSettings().refresh
    interval: float = LoopSettings().interval
    rest: float = 0.0
    why: str = ""
    paused: Problem | None = None
    factor: float = 1.0

    def of(self, settings: Settings) -> Settings:
        """The settings at this pace: what the rules count in intervals, they count in those that there are."""
        if (settings.loop.refresh, settings.loop.interval) == (self.refresh, self.interval):
            return settings
        return replace(settings, loop=replace(settings.loop, refresh=self.refresh, interval=self.interval))


def pace(loop: LoopSettings, api: ApiUse = UNTOLD, rest: float = 0.0, *, focused: bool = True) -> Pace:
    """The pace by the settings, the org's use of its calls, what the routes ask for, and whether somebody looks.

    An org that tells no limit is asked as often as set.
    """
    share = share_used(api) or 0.0
    factor = next((times for above, times in SLOWER if share > above), 1.0)
    seen = loop.refresh if focused else max(loop.refresh, loop.unfocused_refresh)
    refresh, interval = (max(rest, _slowed(seconds, factor)) for seconds in (seen, loop.interval))
    return Pace(refresh, interval, rest, _why(loop, api, rest, refresh), paused(api), factor)


def share_used(api: ApiUse) -> float | None:
    """How much of the org's daily calls is used, 1.0 being all; None where it tells no limit."""
    return api.used / api.limit if api.used is not None and api.limit else None


def paused(api: ApiUse) -> Problem | None:
    """Why nothing may be read, or None."""
    if (share_used(api) or 0.0) <= PAUSED_ABOVE:
        return None
    return Problem(
        f"{used_words(api)}; reading pauses above {PAUSED_ABOVE:.0%}".replace("%", " %").replace("  ", " "),
        "",
        "It goes on by itself once less is used. Your own toggles still go, and r reads once.",
    )


def used_words(api: ApiUse) -> str:
    """``96 % of the org's API calls are used``, rounded up, so that it never seems to be within a bound it passed."""
    tenths = -(-(api.used or 0) * 1000 // (api.limit or 1))
    return f"{tenths / 10:g} % of the org's API calls are used"


def _slowed(seconds: float, factor: float) -> float:
    return max(seconds, min(seconds * factor, LONGEST))


def _why(loop: LoopSettings, api: ApiUse, rest: float, refresh: float) -> str:
    if refresh <= loop.refresh:
        return ""
    if (share_used(api) or 0.0) > SLOWER[-1][0]:
        return used_words(api)
    return QUOTA if refresh <= rest else NOBODY_LOOKS
