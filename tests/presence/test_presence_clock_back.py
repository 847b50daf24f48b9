"""An org's clock that ran ahead and is set right: nothing counts from a moment that is still to come (R3, R5, R6)."""

from __future__ import annotations

from datetime import timedelta

from tests.made import NINE, session, snapshot, tid, uid
from tui.presence.evaluate import evaluate
from tui.presence.memory import Memory
from tui.presence.remember import remember
from tui.presence.roster import Roster
from tui.presence.settings import LoopSettings, PresenceSettings
from tui.presence.since import starts_anew

DAY = timedelta(days=1)


def absent_at(days: int, seconds: float) -> Roster:
    at = NINE + timedelta(days=days, seconds=seconds)
    return evaluate(snapshot((), {tid(1): {uid(1): True}}, at=at), PresenceSettings(), at)


def remembered(memory: Memory, roster: Roster) -> Memory:
    return remember(memory, roster, LoopSettings(), own_shown=True)


def test_r5_an_absence_first_seen_on_a_clock_a_day_ahead_is_sure_after_two_readings_on_the_right_one() -> None:
    memory = remembered(Memory(), absent_at(1, 0))
    memory = remembered(memory, absent_at(0, 20))
    assert memory.of(uid(1)).present is None
    memory = remembered(memory, absent_at(0, 45))
    assert memory.of(uid(1)).present is False


def test_r11_what_was_counted_on_a_clock_ahead_does_not_loosen_the_brake() -> None:
    memory = remembered(Memory(), absent_at(1, 0))
    memory = remembered(memory, absent_at(0, 20))
    assert [at for at, _ in memory.on_counts] == [NINE + timedelta(seconds=20)]


def test_r6_a_step_back_within_tolerance_begins_nothing_anew() -> None:
    assert not starts_anew(NINE, NINE - timedelta(seconds=30), 300)
    assert starts_anew(NINE, NINE - DAY, 300)


def test_r5_a_live_session_without_a_type_withholds() -> None:
    shown = snapshot((session(1, 1, kind=None),), {tid(1): {uid(1): True}})
    roster = evaluate(shown, PresenceSettings(), NINE)
    assert roster.standings[uid(1)].left_out == "typeless"
