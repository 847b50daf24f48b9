"""Who else toggles in this org: never two loops without a clear yes, neither at the start nor later."""

from __future__ import annotations

from msgspec import Struct

from tui.loop.hand import Hand
from tui.loop.pulse import Pulse
from tui.presence.chains import UNSEEN
from tui.presence.model import Problem
from tui.presence.ports import Job, Org
from tui.presence.problems import OrgFailure

ANOTHER_LOOP = "Another loop is running for this org on this machine"
UNKNOWN = "It is not known whether the org's own polling job runs"
CYCLES_BETWEEN = 10  # two looks for a job that somebody starts while our own loop runs; each costs a call
TAKES_OVER = Problem(
    "This loop stopped",
    "the org's own job was started meanwhile, and two loops may toggle against each other",
    "Leave it to the job, or abort the job; started again, this loop asks whether it shall run beside it",
)


class Rivals(Struct, frozen=True):
    """Those that were found, a sentence each; ``unknown`` is why there may be more, empty where all was seen.

    ``hidden``: the org does not show its jobs to this user, so that no later look will tell either.
    """

    found: tuple[str, ...] = ()
    unknown: str = ""
    hidden: bool = False


async def find_rivals(org: Org, *, locked: bool) -> Rivals:
    """Ask the org for its own job; ``locked``: another process of this machine holds the loop's lock.

    A question that fails leaves it unknown: the loop meets the same failure and says so.
    """
    local = (ANOTHER_LOOP,) if locked else ()
    try:
        jobs = await org.own_jobs()
    except OrgFailure as failure:
        return Rivals(local, f"{UNKNOWN}: {failure}")
    if jobs is None:
        return Rivals(local, f"{UNKNOWN}: {UNSEEN}", hidden=True)
    # Several links of one chain are one rival.
    return Rivals((*local, *dict.fromkeys(map(sentence, jobs))))


def sentence(job: Job) -> str:
    """``The org's own job DePresenceJob is on, as Ada``."""
    return f"The org's own job {job.class_name} is on, as {job.created_by or 'somebody'}"


class Lookout:
    """Looks every few cycles whether somebody started the org's own job beside a loop that applies its plans."""

    def __init__(self, org: Org, hand: Hand) -> None:
        self._org, self._hand = org, hand

    async def after(self, pulse: Pulse) -> str:
        """Who was found, a sentence each; the loop is stopped then, unless a person wants it all the same.

        Empty where nobody was, where it is not time to look, and where nobody can tell.
        """
        cycle, hand = pulse.cycle, self._hand
        sends = hand.applying and hand.sends and not pulse.settings.loop.dry_run
        if cycle is None or cycle.number % CYCLES_BETWEEN or not sends or hand.beside:
            return ""
        found = "; ".join((await find_rivals(self._org, locked=False)).found)
        if found:
            hand.abort()
        return found
