"""``status --watch``: reading after reading, told in sentences or in JSON, until somebody ends it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, tzinfo

from tui.cli.failures import WrongUsage
from tui.cli.given import Given
from tui.cli.paper import print_json, print_line
from tui.cli.reading import refuse_blindness, refuse_unknown_exclusions
from tui.cli.shaping import pulse_shape
from tui.cli.signals import stopped_by_signals
from tui.cli.watch_words import NOTHING, Heard, changes, groups, heard, summary, timed, troubles
from tui.cli.wiring import Wired, wired
from tui.cli.witness import Witness
from tui.loop.hand import Hand
from tui.loop.pulse import Pulse
from tui.loop.watch import watch
from tui.presence.roster import Standing

Choose = Callable[[Pulse], Sequence[Standing]]
Chooser = Callable[[Wired], Choose]


async def watched(given: Given, chooser: Chooser, zone: tzinfo, *, as_json: bool) -> int:
    """Watch until a signal ends it; 0 then. Raises Failure where it cannot begin."""
    async with wired(given, os.environ) as run:
        return await Watching(run, chooser(run), zone, as_json=as_json).run()


class Watching:
    """One run. ``choose`` says of whom it tells."""

    def __init__(self, run: Wired, choose: Choose, zone: tzinfo, *, as_json: bool) -> None:
        self._run, self._choose, self._zone, self._as_json = run, choose, zone, as_json
        self._org = Witness(run.org)
        self._heard = NOTHING
        self._stopped = False

    async def run(self) -> int:
        """Read and tell, and toggle nobody."""
        run, hand = self._run, Hand(sends=False)
        pulses = watch(self._org, run.journal, run.settings, run.clock, hand, events=run.events)
        with stopped_by_signals(lambda: self._stop(hand)):
            async with aclosing(pulses):
                async for pulse in pulses:
                    self._tell(pulse)
                    if self._stopped:
                        break
        return 0

    def _stop(self, hand: Hand) -> None:
        self._stopped = True
        hand.abort()

    def _tell(self, pulse: Pulse) -> None:
        before = self._heard
        if before.roster is None and self._org.unread is not None:
            raise self._org.unread
        if pulse.roster is None or self._stopped:
            return
        shown = self._choose(pulse)
        self._heard = after = heard(pulse, [one.id for one in shown], before)
        if self._as_json:
            if pulse.roster is not before.roster:
                print_json(pulse_shape(pulse, shown))
        else:
            self._say(pulse, shown, before, after)
        if before.roster is None:
            self._check_first(pulse)

    def _say(self, pulse: Pulse, shown: Sequence[Standing], before: Heard, after: Heard) -> None:
        at = after.roster.at if after.roster is not None and after.roster is not before.roster else datetime.now(UTC)
        first = [summary(pulse, shown)] if before.roster is None else []
        users = frozenset(one.id for one in shown)
        said = (*first, *troubles(before, after), *changes(before, after, users, at), *groups(before, after))
        for line in timed(said, at, self._zone):
            print_line(line)

    def _check_first(self, pulse: Pulse) -> None:
        if pulse.permissions is not None:
            refuse_blindness(pulse.permissions)
        if pulse.roster is not None:
            refuse_unknown_exclusions(pulse.roster, self._run.settings.exclude)


def refuse_forms(form: str) -> None:
    """A table that is printed again and again helps nobody. Raises WrongUsage."""
    if form == "csv":
        raise WrongUsage("--watch has no CSV", "it prints what changes", "Use --json: one object a reading")
