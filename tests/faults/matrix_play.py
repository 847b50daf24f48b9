"""Plays one cell from beginning to end, and says what is wrong with it: a list of complaints, empty where all is well.

The loop runs healthily at first (or not, from the start), the fault is in force for a while, then it ends by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.faults.matrix import Cell
from tests.faults.matrix_faults import RETRY_AFTER
from tests.faults.matrix_kinds import ANEW, MIDWAY
from tests.faults.matrix_stage import SETTINGS, Scene
from tui.demo.http.wire import Request
from tui.loop.pulse import Phase, Pulse

_NOTHING = Request("GET", "/")
LASTS = 50.0  # seconds of a fault; without it all that is due is done sooner
LONGEST = 75.0  # seconds that the loop backs off at most
LEAKS = re.compile(r"https?://|/services/|\bSELECT\b|anonymousBody|executeAnonymous|Traceback|<html|00D\w{12,15}!")


async def undisturbed(when: str, folder: Path) -> list[str]:
    """The same world without a fault: what is due must be done in the time that a fault lasts."""
    scene = Scene(None, when, folder)
    async with scene.open():
        await _begun(scene, when)
        if not await scene.until(lambda: scene.in_step, LASTS):
            scene.oracle.complaints.append("without a fault, nothing is toggled")
        await scene.until(lambda: False, 30)
    return [*scene.oracle.complaints, *scene.unhandled, *_leaks(scene)]


async def play(cell: Cell, folder: Path) -> list[str]:
    """The complaints about a cell."""
    scene = Scene(cell, cell.when, folder)
    async with scene.open():
        await _begun(scene, cell.when)
        armed_at, scene.trouble_at, scene.armed = scene.clock.seconds, len(scene.pulses), True
        enough = 2 if cell.kind.writes else 1
        await scene.until(lambda: scene.served >= enough and _long_enough(scene, cell, armed_at), 2 * LASTS)
        found = [*_served(scene, cell), *_named(scene, cell)]
        scene.armed = False
        found += await _recovers(scene, cell)
    return [*found, *scene.oracle.complaints, *scene.unhandled, *_leaks(scene)]


async def _begun(scene: Scene, when: str) -> None:
    """Midway, the loop has read twice and found everybody in step when four people come and go.

    A person's word then lets it read anew what rarely changes, as it does by itself every ten readings (R2).
    """
    if when == MIDWAY:
        await scene.until(lambda: len(scene.oracle.whole) >= 2 and scene.pulses[-1].cycle is not None, 600)
        scene.come_and_go()
        scene.hand.confirm("no plan of ours")


def _long_enough(scene: Scene, cell: Cell, armed_at: float) -> bool:
    if cell.kind.writes:  # a third time within the hour would be one too many for the policy (R13)
        return scene.pulses[-1].cycle is not None
    return scene.clock.seconds - armed_at >= LASTS


def _served(scene: Scene, cell: Cell) -> Iterator[str]:
    if not scene.served:
        yield "the fault was never served"
    fault = cell.trouble.make(cell.kind, scene.world, _NOTHING) if not cell.trouble.deletes else None
    if fault is not None and fault.answer is not None:
        statuses = {status for _, _, status in scene.server.requests}
        if fault.answer.status not in statuses:
            yield f"no HTTP {fault.answer.status} in the org's log"


def _named(scene: Scene, cell: Cell) -> Iterator[str]:
    """What the screen said while the fault lasted; where it said nothing, all went on as without it."""
    told = list(dict.fromkeys(_troubles(scene.pulses[scene.trouble_at :])))
    rows = list(dict.fromkeys(_withheld(scene)))
    went_on = scene.in_step
    if cell.trouble.effect == "harmless" and not went_on:
        yield f"it should do no harm, but the loop did not go on: {told}"
    if cell.trouble.effect == "harmless" and told:
        yield f"it should do no harm, but the screen says {told}"
    if cell.trouble.effect == "breaks" and not cell.kind.another_way and not told:
        yield "nothing on the screen names it"
    if cell.trouble.effect == "breaks" and told and not any(re.search(cell.trouble.words, one, re.I) for one in told):
        yield f"the screen says something else: {told}"
    if not told and not rows and not went_on:
        yield "nothing on the screen names it, and yet the loop did not go on"


def _troubles(pulses: Sequence[Pulse]) -> Iterator[str]:
    """Everything that a person is told is wrong."""
    for pulse in pulses:
        yield from (f"{one.title}: {one.cause}" for one in pulse.problems)
        if pulse.phase in (Phase.BRAKED, Phase.RETRYING):
            yield pulse.why
        yield from (one.why for one in pulse.entries if one.outcome in ("failed", "unsettled"))
        if pulse.cycle is not None:
            report = pulse.cycle.report
            yield from (one.error for one in report.outcomes if one.error)
            yield from () if report.problem is None else (str(report.problem),)


def _withheld(scene: Scene) -> Iterator[str]:
    """Why what was due is withheld, in the words of its row; waiting for a second reading is no trouble."""
    for pulse in scene.pulses[scene.trouble_at :]:
        for one in pulse.plan.withheld if pulse.plan else ():
            if one.user_id in {*scene.leavers, *scene.comers} and one.why != "to be confirmed":
                yield one.why
        for user_id in scene.comers:
            standing = pulse.roster.standings.get(user_id) if pulse.roster else None
            if standing is not None and standing.left_out:
                yield f"a {standing.left_out} session does not count"


async def _recovers(scene: Scene, cell: Cell) -> list[str]:
    """The fault is over: the loop is sound again within its back-off, and all that was due gets done.

    What was told wrongly of things that rarely change is believed until they are read anew: for ten readings.
    """
    since, readings = scene.clock.seconds, len(scene.oracle.whole)
    refresh = SETTINGS.loop.refresh
    waits = LONGEST + RETRY_AFTER + (10 if cell.kind.asked is ANEW else 3) * refresh
    found = []
    if not await scene.until(lambda: len(scene.oracle.whole) > readings and _sound(scene.pulses[-1]), waits):
        last = scene.pulses[-1]
        found.append(f"not sound {scene.clock.seconds - since:.0f} s after it ended: {last.phase} {last.why}")
    if not await scene.until(lambda: scene.in_step and not scene.journal.open_toggles(), waits):
        withheld = [one.why for one in scene.pulses[-1].plan.withheld] if scene.pulses[-1].plan else []
        found.append(f"not in step after it ended: {withheld}")
    return [*found, *_journal(scene)]


def _sound(pulse: Pulse) -> bool:
    sound = pulse.roster is not None and pulse.roster.complete and not pulse.problems
    return sound and pulse.phase in (Phase.ON, Phase.APPLYING)


def _journal(scene: Scene) -> Iterator[str]:
    """Each toggle that the org applied is known."""
    kept = {(one.user, one.to == "on") for one in scene.journal.history() if one.kind == "toggle"}
    for one in scene.world.received:
        if (one.user_id, one.online) not in kept:
            yield f"the journal knows nothing of {one.user_id}"
    if scene.journal.open_toggles():
        yield "a toggle was never settled"


def _leaks(scene: Scene) -> Iterator[str]:
    for pulse in scene.pulses:
        for text in (*_troubles([pulse]), pulse.why):
            if LEAKS.search(text) or scene.server.access_token in text:
                yield f"not for a screen: {text}"
        if any(not one.title or not one.cause for one in pulse.problems):
            yield f"a problem without a cause: {pulse.problems}"
