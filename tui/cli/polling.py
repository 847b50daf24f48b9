"""The loop without a screen: its cycles printed, its end by a signal, its exit code."""

from __future__ import annotations

import sys
from contextlib import aclosing

from tui.cli.cycle_lines import cycle_lines
from tui.cli.failures import Withheld
from tui.cli.paper import print_json, print_line
from tui.cli.reading import refuse_blindness, refuse_unknown_exclusions
from tui.cli.shaping import cycle_shape
from tui.cli.signals import stopped_by_signals
from tui.cli.telling import INTERRUPTED, say, tell
from tui.cli.toggling import code_of_failed
from tui.cli.wiring import Wired
from tui.cli.witness import Witness
from tui.loop.hand import Hand
from tui.loop.pulse import Cycle, Phase, Pulse
from tui.loop.rivals import TAKES_OVER, Lookout
from tui.loop.watch import watch
from tui.presence.model import Problem
from tui.presence.problems import OrgFailure
from tui.presence.words import span


class Polling:
    """One run of the loop. ``apply``: plans are sent; ``once``: it ends after a cycle."""

    def __init__(self, wired: Wired, *, apply: bool, once: bool, as_json: bool) -> None:
        self._wired, self._once, self._as_json = wired, once, as_json
        self._apply = apply
        self._sends = apply and not wired.settings.loop.dry_run
        self._org = Witness(wired.org)
        self._told: OrgFailure | None = None
        self._pause: Problem | None = None
        self._read = self._in_cycle = self._stopping = False

    async def run(self, *, first_ok: bool, confirm: str | None) -> int:
        """Cycle until the end, and return the exit code. Raises Failure where it cannot begin."""
        wired = self._wired
        hand = Hand(applying=True, sends=self._apply, first_ok=first_ok and self._apply)
        hand.beside = first_ok  # the same yes let it begin beside the org's own job
        if confirm is not None:
            hand.confirm(confirm)
        if wired.journal.problem is not None:
            tell(wired.journal.problem)
        lookout = Lookout(wired.org, hand)
        events = None if self._once else wired.events
        pulses = watch(self._org, wired.journal, wired.settings, wired.clock, hand, events=events)
        with stopped_by_signals(lambda: self._stop(hand)):
            async with aclosing(pulses):
                async for pulse in pulses:
                    code = self._after(pulse)
                    if code is not None:
                        return code
                    found = await lookout.after(pulse)
                    if found:
                        raise Withheld(TAKES_OVER.title, f"{found}, and was started meanwhile", TAKES_OVER.next)
        return 0

    def _stop(self, hand: Hand) -> None:
        self._stopping = True
        hand.abort()

    def _after(self, pulse: Pulse) -> int | None:
        """What a pulse means for us: the exit code where we end with it."""
        self._check_failure()
        self._say_pause(pulse)
        if pulse.roster is not None and not self._read:
            self._check_first(pulse)
        if pulse.phase is Phase.APPLYING:
            self._in_cycle = True
        if pulse.cycle is not None:
            self._in_cycle = False
            code = self._end_of_cycle(pulse, pulse.cycle)
            if code is not None:
                return code
        if self._stopping and not self._in_cycle and pulse.phase is not Phase.READING:
            return INTERRUPTED if self._once else 0
        return None

    def _check_failure(self) -> None:
        """A first reading that fails, or the only one, ends the run with its own exit code; a later one is told."""
        failure = self._org.unread
        if failure is None or failure is self._told:
            return
        if self._once or not self._read:
            raise failure
        self._told = failure
        tell(failure.problem)

    def _say_pause(self, pulse: Pulse) -> None:
        """A pause is told when it begins: no cycle comes while it lasts, and the next one's object carries it."""
        pause = pulse.pace.paused
        if pause is not None and self._pause is None:
            tell(pause)
        self._pause = pause and (self._pause or pause)

    def _check_first(self, pulse: Pulse) -> None:
        self._read = True
        if pulse.permissions is not None:
            refuse_blindness(pulse.permissions)
        if pulse.roster is not None:
            refuse_unknown_exclusions(pulse.roster, self._wired.settings.exclude)
        unsure = pulse.plan is not None and any(one.rule == "R5" and one.would == "off" for one in pulse.plan.withheld)
        if unsure and sys.stderr.isatty():  # a person waits here, and wonders
            say(f"A second reading in {span(self._wired.settings.loop.off_after)} confirms who is absent")

    def _end_of_cycle(self, pulse: Pulse, cycle: Cycle) -> int | None:
        shape = cycle_shape(cycle, self._wired.facts, applying=self._sends)
        if self._as_json:
            print_json(shape)
        else:
            for line in cycle_lines(shape, cycle, pulse.roster):
                print_line(line)
        if shape.first:
            raise Withheld("Nothing was sent", "this is the first plan for this org", "Look at it and add --yes")
        for problem in shape.errors:
            if problem != self._pause:  # that was told when it began
                tell(problem)
        return self._code_of(cycle) if self._once else None

    def _code_of(self, cycle: Cycle) -> int:
        report = cycle.report
        if report.problem is not None or not all(one.ok for one in report.outcomes):
            return code_of_failed(report, self._org.unsent)
        if not cycle.complete:
            return 1
        if cycle.brake is None or not self._apply:
            return 0
        todo = (
            f"Look at the plan; poll --once --apply --confirm {cycle.plan.id} releases it" if cycle.plan.braked else ""
        )
        tell(Problem("The loop brakes", cycle.brake, todo))
        return Withheld.exit_code
