"""``status --filter``: the same language as on the screen, asked of the same rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC

from tui.cli.failures import WrongUsage
from tui.loop.cycle import Reading
from tui.loop.pulse import Phase, Pulse
from tui.presence.filtering.compiling import NOTHING_SAVED, Compiled, compile_filter
from tui.presence.model import Id
from tui.ui.table.live_view import LiveView
from tui.ui.table.sorting import Order


def refuse_wrong_words(text: str) -> None:
    """A wrong word need not wait for the org; saved filters are known with it. Raises WrongUsage."""
    if "@" not in text:
        filter_of(text)


def filter_of(text: str, saved: Mapping[str, str] = NOTHING_SAVED) -> Compiled:
    """The filter that a command line means. Raises WrongUsage: a script must not get everybody for a slip."""
    compiled = compile_filter(text, saved)
    for problem in compiled.problems:
        word = text[problem.start : problem.end]
        todo = f"Write {problem.instead}" if problem.instead else "/ in the monitor explains while you type"
        raise WrongUsage(f'The filter has a word that filters nothing: "{word}"', problem.why, todo)
    return compiled


def shown_by(compiled: Compiled, reading: Reading) -> frozenset[Id]:
    """Whom the filter shows of a reading, at the reading's own time."""
    told = Pulse(Phase.OFF, org=reading.snapshot.org, roster=reading.roster, plan=reading.plan, memory=reading.memory)
    return shown_of(compiled, told)


def shown_of(compiled: Compiled, pulse: Pulse) -> frozenset[Id]:
    """Whom the filter shows of a pulse's last reading; nobody before the first."""
    if pulse.roster is None:
        return frozenset()
    live = LiveView(UTC)
    live.tell(pulse, pulse.roster.at)
    live.want(Order(), compiled, pulse.roster.at)
    return frozenset(row.id for row in live.finish().rows)
