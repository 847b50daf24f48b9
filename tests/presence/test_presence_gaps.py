"""R2, R3, R5, R6 and R11 after a gap, a sleep or an idle limit: what must show itself again before it is believed."""

from __future__ import annotations

from datetime import timedelta

from tests.made import NINE, session, snapshot, tid, uid
from tests.presence.days import Day, rule, wanted, why
from tui.presence.entry import Entry
from tui.presence.evaluate import evaluate
from tui.presence.memory import Hold, Past, Sent
from tui.presence.model import DE, Instant
from tui.presence.reading import why_stale
from tui.presence.settings import BrakeSettings, PresenceSettings, Settings
from tui.presence.settle import settle
from tui.presence.since import confirm, vanished

CALM = Settings(brake=BrakeSettings(share=1.0))


def night(*, of: int, settings: Settings) -> Day:
    """A day whose users left, were turned off, and were then not looked at until the next morning, when all are on."""
    day = Day(set(range(1, of + 1)), set(range(1, of + 1)), of=of, settings=settings)
    day.read()
    day.present = set()
    for _ in range(4):
        day.apply(day.read())
    day.on = set(range(1, of + 1))
    return day


def test_i7_one_wrongly_empty_reading_after_a_night_turns_nobody_off() -> None:
    for of in (1, 9):
        plan = night(of=of, settings=CALM).read(14 * 3600)
        assert wanted(plan) == {}
        assert why(plan, 1) == "to be confirmed"


def test_r6_an_absence_that_lasts_is_confirmed_by_the_second_reading_after_a_gap() -> None:
    day = night(of=2, settings=CALM)
    day.read(14 * 3600)
    assert wanted(day.read()) == {1: "off", 2: "off"}


def test_r6_an_absence_that_lasts_is_confirmed_after_a_gap_though_de_answers_off() -> None:
    day = Day(set(), set(), of=1, settings=CALM)
    day.read()
    day.read()
    assert rule(day.read(14 * 3600), 1) == "R5"
    assert wanted(day.read()) == {1: "off"}


def test_r11_the_time_before_a_gap_releases_no_braked_off() -> None:
    day = night(of=9, settings=Settings())
    day.read(14 * 3600)
    plan = day.read()
    assert len(plan.braked) == 9
    assert not plan.off


def test_r5_a_logout_confirms_an_absence_by_one_reading() -> None:
    day = Day({1}, {1}, of=1)
    day.read()
    past, changed = confirm(day.past(1), present=False, at=NINE, off_after=20, logged_out=True)
    assert changed
    assert past.missing_readings >= 2


def test_r5_a_session_left_out_withholds_also_whom_the_idle_limit_makes_absent() -> None:
    rows = (session(1, 1, age=7000), session(2, 1, kind="Visualforce"))
    snap = snapshot(rows, {tid(1): {uid(1): True}})
    standing = evaluate(snap, PresenceSettings(idle_limit_minutes=30), NINE).standings[uid(1)]
    assert standing.presence == "absent"
    assert standing.left_out == "Visualforce"


def test_r3_a_reading_made_before_a_short_sleep_is_stale() -> None:
    taken = Instant(1000.0, 500.0)
    assert why_stale(taken, Instant(1030.0, 530.0)) is None
    assert why_stale(taken, Instant(1040.0, 510.0)) is not None
    assert why_stale(taken, Instant(980.0, 510.0)) is not None


def test_readings_in_which_nothing_happens_leave_every_past_as_it_is() -> None:
    day = Day({1}, {1}, of=3)
    for _ in range(4):
        day.apply(day.read())
    before = day.memory.pasts
    day.read()
    assert day.reading is not None
    assert day.reading.kept == {}
    assert day.memory.pasts == before


def test_r1_who_vanished_is_known_for_a_whole_day_however_seldom_that_is_noted() -> None:
    day = Day({1, 2, 3}, {1, 2, 3}, of=3)
    for _ in range(10):
        day.read()
    assert uid(3) in vanished(day.memory, set(), day.now + timedelta(days=1))
    assert uid(3) not in vanished(day.memory, set(), day.now + timedelta(days=1, minutes=11))


def test_one_toggle_of_ours_explains_one_change_of_des_answer() -> None:
    day = Day({1}, set(), of=1)
    day.apply(day.read())
    day.read()
    assert day.past(1).changed_by == "loop"
    for answer in (set(), {1}):
        day.on = answer
        day.read()
        assert day.past(1).changed_by == "outside"


def test_r6_a_gap_leaves_a_hold_and_what_it_holds() -> None:
    day = Day({1}, {1}, of=1)
    day.read()
    day.hold(1, Hold("until they leave", until_presence=True))
    day.read(7200)
    assert day.past(1).hold is not None
    assert day.past(1).de is DE.ON


def test_r8_an_on_after_our_off_makes_the_off_no_longer_the_last_word() -> None:
    day = Day(set(), set(), of=1, settings=CALM)
    day.read()
    day.apply(day.read())
    assert wanted(day.read()) == {}
    day.send(1, to=True, by="person", shown=False)
    assert wanted(day.read()) == {1: "off"}


def test_r15_a_later_toggle_that_was_refused_overtakes_nothing() -> None:
    day = Day({1}, {1}, of=1)
    day.read()
    lost = Entry(NINE, "toggle", uid(1), "Ada", "off", "on", by="loop", outcome="unsettled")
    refused = Sent(False, NINE + timedelta(seconds=5), "person", "failed")
    assert day.roster is not None
    ended = settle(lost, day.roster, Past(sends=(refused,)))
    assert ended is not None
    assert ended.outcome == "done"
