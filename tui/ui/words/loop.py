"""The loop's state in the contract's words. Pure, no Textual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil

from tui.loop.pulse import Phase, Pulse, Step
from tui.presence.model import Instant
from tui.presence.words import countdown
from tui.ui.plain import plain

NOT_READ = "nothing read yet"
SECONDS_UP_TO = 90  # a longer wait is told in minutes and seconds


def state_words(pulse: Pulse, now: Instant) -> str:
    """What the loop is doing: ``poll on, next in 3:41``. ``now`` are the local clocks."""
    if pulse.phase is Phase.APPLYING and not pulse.applying:
        return "poll off"  # a person's own toggle is under way, which the progress beside it tells
    return STATES[pulse.phase](pulse, _left(pulse, now))


def _left(pulse: Pulse, now: Instant) -> float:
    return max(0.0, pulse.next_at - now.monotonic) if pulse.next_at is not None else 0.0


def _on(pulse: Pulse, left: float) -> str:
    return f"poll on, next in {countdown(left)}" if pulse.next_at is not None else "poll on"


def _retrying(pulse: Pulse, left: float) -> str:
    whole = ceil(left)
    wait = f"{whole} s" if whole <= SECONDS_UP_TO else countdown(whole)
    return f"poll retrying in {wait}: {plain(pulse.why)}"


STATES: Mapping[Phase, Callable[[Pulse, float], str]] = {
    Phase.OFF: lambda _pulse, _left: "poll off",
    Phase.ON: _on,
    Phase.READING: lambda _pulse, _left: "poll reading",
    Phase.APPLYING: lambda _pulse, _left: "poll applying",
    Phase.ASKING: lambda pulse, _left: f"poll asking: {plain(pulse.why)}",
    Phase.BRAKED: lambda pulse, _left: f"poll braked: {plain(pulse.why)}",
    Phase.RETRYING: _retrying,
}


def data_age(pulse: Pulse, now: Instant) -> float | None:
    """Seconds since the last reading, by the clock that moved more; None before the first."""
    return max(0.0, pulse.data_at.until(now)) if pulse.data_at else None


def age_words(pulse: Pulse, now: Instant) -> str:
    """How old the data is: ``data 0:19 old``."""
    age = data_age(pulse, now)
    return NOT_READ if age is None else f"data {countdown(age)} old"


def is_stale(pulse: Pulse, now: Instant, refresh: float) -> bool:
    """Whether the data is older than twice the refresh time."""
    age = data_age(pulse, now)
    return age is not None and age > 2 * refresh


def slower_words(pulse: Pulse) -> str:
    """Why it reads less often than set, while it does: ``slower: 81 % of the org's API calls are used``."""
    return f"slower: {pulse.pace.why}" if pulse.pace.why and pulse.pace.paused is None else ""


def step_words(pulse: Pulse) -> str:
    """How far a long read or a bulk toggle is: ``reading sessions 12,000 of 120,000``."""
    step = pulse.step
    if pulse.sending:
        done = f"{step.done:,} of " if step is not None and step.what == "toggles" else ""
        return f"toggling {done}{len(pulse.sending):,}"
    if step is None:
        return "reading" if pulse.reading else ""
    verb = "toggling" if step.what == "toggles" else f"reading {plain(step.what)}"
    return f"{verb} {step.done:,}" + (f" of {step.of:,}" if step.of is not None else "")


def share_done(step: Step | None) -> float | None:
    """How much of a step is done, 0 to 1; None where its end is not known."""
    if step is None or not step.of:
        return None
    return min(1.0, step.done / step.of)
