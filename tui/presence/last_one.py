"""The last one on in a team (R12): an off that would leave DE answering on for nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from tui.presence.memory import Past
from tui.presence.model import Id
from tui.presence.wishes import Reason
from tui.presence.words import span


def emptied(answer: Mapping[Id, Mapping[Id, bool]], offs: Sequence[Id]) -> dict[Id, tuple[Id, ...]]:
    """For each off that would be a team's last, the Ids of those teams. Offs count in the order given.

    Teams of one do not count: their only member is always the last.
    """
    order = {user_id: place for place, user_id in enumerate(offs)}
    found: dict[Id, tuple[Id, ...]] = {}
    for team_id in sorted(answer) if offs else ():
        members = answer[team_id]
        if len(members) < 2 or any(value and user_id not in order for user_id, value in members.items()):
            continue
        on = [user_id for user_id, value in members.items() if value]
        if on:
            last = max(on, key=order.__getitem__)
            found[last] = (*found.get(last, ()), team_id)
    return found


def last_one_waits(past: Past, team_names: Iterable[str], at: datetime, grace: float) -> Reason | None:
    """R12: why the last one's off waits, or None once ``grace`` seconds of absence are over."""
    absent_for = (at - (past.since or at)).total_seconds()
    if absent_for >= grace:
        return None
    return Reason("R12", f"last one on in team {', '.join(team_names)}: waits {span(grace - absent_for)}")
