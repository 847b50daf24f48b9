"""What makes planned offs wait, the brake (R11) and the last one on in a team (R12): twin of both classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from tui.demo.world.jobs.twin_plan import Plan, Planned
from tui.demo.world.jobs.twin_reading import Reading
from tui.demo.world.jobs.twin_since import COUNTED, Past
from tui.demo.world.kit.settings import KitSettings


def wait_for_last_ones(made: Plan, reading: Reading, pasts: Mapping[str, Past], settings: KitSettings) -> None:
    """R12: take the offs that must wait for the grace out of the plan."""
    last = last_ones(made.offs, reading)
    grace = timedelta(seconds=settings.last_one_grace_seconds)
    sent: list[Planned] = []
    for off in made.offs:
        if off.user_id in last and (pasts[off.user_id].since or reading.at) + grace > reading.at:
            made.withheld.append(Planned(off.user_id, False, "R12", "the last one on in a team"))
        else:
            sent.append(off)
    made.offs = sent


def last_ones(offs: Sequence[Planned], reading: Reading) -> set[str]:
    """Of these offs, in their order, those that are a team's last. Teams of one do not count."""
    places = {off.user_id: place for place, off in enumerate(offs)}
    found: set[str] = set()
    for team in reading.answer.values():
        on = [member for member, told in team.items() if told]
        if len(team) > 1 and on and all(member in places for member in on):
            found.add(max(on, key=places.__getitem__))
    return found


def brake(made: Plan, reading: Reading, pasts: Mapping[str, Past], settings: KitSettings) -> None:
    """R11: move the offs that must wait to the plan's braked ones."""
    counted = _counted(made.offs, reading, pasts, settings)
    if not exceeds(settings, counted, reading.most_on):
        return
    sent: list[Planned] = []
    for off in made.offs:
        (sent if _long_absent(pasts[off.user_id], reading, settings) else made.braked).append(off)
    made.offs = sent
    if made.braked:
        made.brake = f"{counted} offs in one interval of {reading.most_on} that were on"


def exceeds(settings: KitSettings, offs: int, most_on: int) -> bool:
    """Whether so many offs of so many that were on are more than one interval may bring."""
    return offs >= settings.brake_at_least and offs > Decimal(str(settings.brake_share)) * most_on


def _counted(offs: Sequence[Planned], reading: Reading, pasts: Mapping[str, Past], settings: KitSettings) -> int:
    """Offs planned now and sent within the interval, of users whom DE answers on or did since."""
    leaving = {off.user_id for off in offs}
    interval = timedelta(minutes=settings.interval_minutes)
    found = 0
    for one in reading.users:
        past = pasts[one.id]
        lately = any(not sent.online and sent.accepted and sent.at + interval >= reading.at for sent in past.sends)
        was_on = one.answered_on is True or past.on_answered
        found += was_on and (one.id in leaving or lately)
    return found


def _long_absent(past: Past, reading: Reading, settings: KitSettings) -> bool:
    if not settings.release_after_seconds or past.missing_from is None:
        return False
    patience = timedelta(seconds=settings.release_after_seconds)
    return past.missing_readings >= COUNTED and past.missing_from + patience <= reading.at
