"""Who else toggles in this org: a second loop does not start beside them without a clear yes."""

from __future__ import annotations

from msgspec import Struct

from tui.presence.ports import Org
from tui.presence.problems import OrgFailure

ANOTHER_LOOP = "Another loop is running for this org on this machine"
UNKNOWN = "It is not known whether the org's own polling job runs"
MAY_NOT_SEE = "your user may not see the org's jobs (View Setup and Configuration)"


class Rivals(Struct, frozen=True):
    """Those that were found, a sentence each; ``unknown`` is why there may be more, empty where all was seen."""

    found: tuple[str, ...] = ()
    unknown: str = ""


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
        return Rivals(local, f"{UNKNOWN}: {MAY_NOT_SEE}")
    # Several links of one chain are one rival.
    told = dict.fromkeys(f"The org's own job {one.class_name} is on, as {one.created_by or 'somebody'}" for one in jobs)
    return Rivals((*local, *told))
