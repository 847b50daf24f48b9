"""What was toggled here and how to take it back. Pure, no Textual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tui.loop.hand import Report
from tui.loop.pulse import Pulse
from tui.presence.memory import Hold, Past
from tui.presence.model import DE, Id
from tui.presence.ports import Toggle
from tui.presence.roster import Standing

MOST_STEPS = 50
REASON = "Undo"  # travels with an off that takes back an on


class Step(Struct, frozen=True):
    """One toggle made here, of one user or many, and the holds that stood on them before (R9)."""

    to: bool
    user_ids: tuple[Id, ...]
    holds: Mapping[Id, Hold | None]


class Undoing(Struct, frozen=True):
    """What taking a step back means: whom it still reaches, and who has been changed by somebody else since."""

    to: bool
    user_ids: tuple[Id, ...]
    holds: tuple[tuple[Id, Hold | None], ...]
    others: tuple[Id, ...]


def step_of(toggles: Iterable[Toggle], report: Report, before: Mapping[Id, Past]) -> Step | None:
    """The step that a report leaves behind: every toggle that was not refused. None where there is none."""
    reached = {one.user_id for one in report.outcomes if one.ok is not False}
    made = [one for one in toggles if one.user_id in reached]
    if not made:
        return None
    holds = {one.user_id: before[one.user_id].hold if one.user_id in before else None for one in made}
    return Step(made[0].to, tuple(one.user_id for one in made), holds)


def last_step(steps: Sequence[Step], user_id: Id | None = None) -> Step | None:
    """The last step, or the last that reached this user; None where there is none."""
    return next((one for one in reversed(steps) if user_id is None or user_id in one.user_ids), None)


def taken_back(steps: Sequence[Step], whole: Step, part: Step) -> list[Step]:
    """The steps without the users of ``part`` in the last step that is ``whole``; where nobody is left, without it."""
    place = max((number for number, one in enumerate(steps) if one == whole), default=len(steps))
    if place == len(steps):  # taken back already, while this was asked
        return list(steps)
    left = tuple(one for one in whole.user_ids if one not in part.user_ids)
    return [*steps[:place], *([replace(whole, user_ids=left)] if left else []), *steps[place + 1 :]]


def undoing(step: Step, pulse: Pulse) -> Undoing:
    """The way back: only for users whose DE state is still what the step made it."""
    ours = tuple(one for one in step.user_ids if still_ours(one, step.to, pulse))
    holds = tuple((one, step.holds.get(one)) for one in ours)
    return Undoing(not step.to, ours, holds, tuple(one for one in step.user_ids if one not in ours))


def still_ours(user_id: Id, to: bool, pulse: Pulse) -> bool:
    """Whether DE still answers what we made it, or has not been asked since."""
    standing = pulse.roster.standings.get(user_id) if pulse.roster else None
    if standing is None or pulse.roster is None:
        return False
    if _answers(standing, to):
        return True
    last = pulse.memory.of(user_id).last_sent
    return last is not None and last.to is to and last.by == "person" and last.at >= pulse.roster.at


def _answers(standing: Standing, to: bool) -> bool:
    return standing.de is (DE.ON if to else DE.OFF)
