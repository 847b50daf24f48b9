"""Plays one cell from beginning to end, and says what is wrong with it: a list of complaints, empty where all is well.

The loop runs healthily at first (or not, from the start), the fault is in force for a while, then it ends by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.faults.matrix import Cell
from tests.faults.matrix_faults import RETRY_AFTER
from tests.faults.matrix_grounds import REFRESH, Ground
from tests.faults.matrix_kinds import ABOUT, ALWAYS, BY_COMPANION, LOG_1, LOG_N, MIDWAY
from tests.faults.matrix_stage import SETTINGS, Scene
from tui.demo.http.wire import Request
from tui.loop.pulse import Phase, Pulse

_NOTHING = Request("GET", "/")
LASTS = 2.5  # readings that a fault lasts; without it all that is due is done sooner
LONGEST = 75.0  # seconds that the loop backs off at most
LEAKS = re.compile(r"https?://|/services/|\bSELECT\b|anonymousBody|executeAnonymous|Traceback|<html|00D\w{12,15}!")

OVER = re.compile("login has expired|does not accept it any more")


async def undisturbed(ground: Ground, when: str, folder: Path) -> list[str]:
    """The same world without a fault: what is due must be done in the time that a fault lasts."""
    scene = Scene(None, when, folder, ground)
    async with scene.open():
        await _begun(scene, when)
        if not await scene.until(lambda: scene.in_step, _lasts(scene)):
            scene.oracle.complaints.append("without a fault, nothing is toggled")
        await scene.until(lambda: False, 30)
    return [*scene.oracle.complaints, *scene.unhandled, *_leaks(scene)]


async def play(cell: Cell, folder: Path) -> list[str]:
    """The complaints about a cell."""
    scene = Scene(cell, cell.when, folder)
    async with scene.open():
        await _begun(scene, cell.when)
        armed_at, whole = scene.clock.seconds, len(scene.oracle.whole)
        scene.arm()
        enough = 2 if cell.kind.writes else 1

        def fits() -> bool:
            nothing_whole = len(scene.oracle.whole) == whole
            return scene.served >= enough and _long_enough(scene, cell, armed_at, nothing_whole=nothing_whole)

        await scene.until(fits, 2 * _lasts(scene))
        found = [*_served(scene, cell), *_named(scene, cell)]
        scene.armed = False
        found += await _recovers(scene, cell)
    return [*found, *scene.oracle.complaints, *scene.unhandled, *_leaks(scene)]


async def _begun(scene: Scene, when: str) -> None:
    """Midway, the loop has read twice and found everybody in step when four people come and go.

    A person's word then lets it read anew what rarely changes, as it does by itself every ten readings (R2).
    """
    if when == MIDWAY:
        begins = 600 + 4 * scene.ground.pace
        await scene.until(lambda: len(scene.oracle.whole) >= 2 and scene.pulses[-1].cycle is not None, begins)
        scene.come_and_go()
        scene.hand.confirm("no plan of ours")


def _lasts(scene: Scene) -> float:
    return LASTS * scene.ground.pace


def _long_enough(scene: Scene, cell: Cell, armed_at: float, *, nothing_whole: bool) -> bool:
    """Whether what is due would be done by now; while no reading is whole, the next comes soon on every ground."""
    if cell.kind.writes:  # a third time within the hour would be one too many for the policy (R13)
        return scene.pulses[-1].cycle is not None
    return scene.clock.seconds - armed_at >= (LASTS * REFRESH if nothing_whole else _lasts(scene))


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
    ours = [one for one in told if not re.search(cell.ground.says, one)]
    went_on, effect = scene.in_step, cell.trouble.effect_on(cell.kind)
    if effect == "harmless" and not went_on:
        yield f"it should do no harm, but the loop did not go on: {told}"
    if effect == "harmless" and ours:
        yield f"it should do no harm, but the screen says {ours}"
    if effect == "breaks" and not cell.kind.another_way and not ours:
        yield "nothing on the screen names it"
    if effect == "breaks" and ours and not any(re.search(cell.trouble.words, one, re.I) for one in ours):
        yield f"the screen says something else: {ours}"
    if cell.ground.goes_on and cell.trouble.falls_to_another(cell.kind) and effect == "breaks" and not went_on:
        yield f"no other route took its place: {told}"
    if not told and not rows and not went_on:
        yield "nothing on the screen names it, and yet the loop did not go on"


def _troubles(pulses: Sequence[Pulse]) -> Iterator[str]:
    """Everything that a person is told is wrong."""
    for pulse in pulses:
        yield from (f"{one.title}: {one.cause}" for one in pulse.problems)
        if pulse.phase in (Phase.BRAKED, Phase.RETRYING):
            yield pulse.why
        yield from (one.why for one in pulse.entries if one.kind == "error" or one.outcome in ("failed", "unsettled"))
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

    What was told wrongly of things that rarely change is believed until they are read anew: for ten readings. So is
    that a way by the companion or the debug log is closed. A login that the org has ended needs a person, who is there
    whenever it is over: a renewal that the org carries out late ends the login only when it has come through.
    """
    since, readings = scene.clock.seconds, len(scene.oracle.whole)
    rarely = cell.kind.asked is not ALWAYS or cell.kind in (BY_COMPANION, LOG_1, LOG_N)
    between = LONGEST if cell.kind is ABOUT else SETTINGS.loop.refresh
    waits = (LONGEST + RETRY_AFTER + 3 * scene.ground.pace + 10 * between * rarely) * (1 + scene.ground.renews)
    found = []
    if not await _until(scene, lambda: len(scene.oracle.whole) > readings and _sound(scene.pulses[-1]), waits):
        last = scene.pulses[-1]
        found.append(f"not sound {scene.clock.seconds - since:.0f} s after it ended: {last.phase} {last.why}")
    if not await _until(scene, lambda: scene.in_step and not scene.journal.open_toggles(), waits):
        withheld = [one.why for one in scene.pulses[-1].plan.withheld] if scene.pulses[-1].plan else []
        found.append(f"not in step after it ended: {withheld}")
    return [*found, *_journal(scene)]


async def _until(scene: Scene, fits: Callable[[], bool], seconds: float) -> bool:
    """Wait until this holds, while a person logs in again as often as the login is over."""

    def looked_after() -> bool:
        if scene.ground.renews and _over(scene.pulses[-1]):
            scene.log_in_by_web()
        return fits()

    return await scene.until(looked_after, seconds)


def _over(pulse: Pulse) -> bool:
    return OVER.search(pulse.why) is not None


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
            if LEAKS.search(text) or any(one in text for one in scene.tokens):
                yield f"not for a screen: {text}"
        if any(not one.title or not one.cause for one in pulse.problems):
            yield f"a problem without a cause: {pulse.problems}"
