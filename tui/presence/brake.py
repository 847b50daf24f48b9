"""The brake (R11): many offs at once look like a broken reading. It withholds offs, never ons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from tui.presence.memory import Memory, Sent
from tui.presence.model import DE, Id
from tui.presence.roster import Roster
from tui.presence.settings import BrakeSettings, Settings

READINGS = 3


class Brake(Struct, frozen=True):
    """``offs`` of one interval against ``most_on``, the most users seen on in the last hour; whose offs wait, and why.

    ``why`` is None where nothing waits.
    """

    offs: int
    most_on: int
    why: str | None = None
    users: frozenset[Id] = frozenset()


def brake(
    offs: Iterable[Id], roster: Roster, settings: Settings, memory: Memory, toggled: Iterable[Id] | None = None
) -> Brake:
    """R11: offs planned and lately sent, of users whom DE answers on or did since, against the most seen on.

    Once it brakes, every off waits, also of users whom DE happens to answer off (after hours their toggle may be on).
    An off is released by itself once its user is absent for ``release_after`` seconds over three readings.
    ``toggled``, where it is known, holds all users with an off of ours within the last interval.
    """
    planned = set(offs)
    braking, of = settings.brake, _most_on(roster, memory)
    candidates = memory.pasts if toggled is None else toggled
    lately = sent_lately(candidates, roster.at, settings.loop.interval, memory)
    counted = _were_on(planned | lately, roster, memory)
    number = len(counted)
    if not exceeds(number, of, braking):
        return Brake(number, of)
    waiting = frozenset(one for one in planned if not _long_absent(one, roster, braking.release_after, memory))
    if not waiting:
        return Brake(number, of)
    share = f"{number / of:.0%} of the {of}" if of else "more than any"
    return Brake(number, of, f"{number} offs in one interval are {share} that were on", waiting)


def exceeds(offs: int, most_on: int, braking: BrakeSettings) -> bool:
    """R11: whether so many offs are more than one interval may bring."""
    return offs >= braking.at_least and offs > braking.share * most_on


def _were_on(users: Iterable[Id], roster: Roster, memory: Memory) -> set[Id]:
    past_of, standing_of = memory.pasts.get, roster.standings.get
    return {
        one
        for one in users
        if ((past := past_of(one)) is not None and past.on_answered)
        or ((standing := standing_of(one)) is not None and standing.de in (DE.ON, DE.MIXED))
    }


def _most_on(roster: Roster, memory: Memory) -> int:
    hour = timedelta(hours=1)
    return max((on for at, on in memory.on_counts if roster.at - at <= hour), default=0)


def sent_lately(users: Iterable[Id], at: datetime, interval: float, memory: Memory) -> frozenset[Id]:
    """Those of these users with an off of the loop's within an interval before ``at``."""
    span, pasts = timedelta(seconds=interval), memory.pasts
    return frozenset(
        user_id
        for user_id in users
        if (past := pasts.get(user_id)) is not None
        and past.sends
        and any(_off_of_the_loop(sent) and at - sent.at <= span for sent in past.sends)
    )


def _off_of_the_loop(sent: Sent) -> bool:
    return sent.by == "loop" and not sent.to and sent.outcome in ("done", "unsettled")


def _long_absent(user_id: Id, roster: Roster, release_after: float, memory: Memory) -> bool:
    past = memory.of(user_id)
    if not release_after or past.missing_from is None:
        return False
    return past.missing_readings >= READINGS and (roster.at - past.missing_from).total_seconds() >= release_after
