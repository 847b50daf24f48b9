"""R5 to R14 as a person would tell them: who is there, what DE answers, what is then planned."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.made import CALLER, NINE, tid, uid, user
from tests.presence.days import Day, rule, wanted, why
from tui.presence.memory import Hold, Memory
from tui.presence.settings import BrakeSettings, ExcludeSettings, LoopSettings, Settings

CALM = BrakeSettings(share=1.0)


def settled_day(present: set[int], on: set[int], **loop: object) -> Day:
    """A day in its second reading, so that absences are confirmed."""
    day = Day(present, on, settings=Settings(loop=LoopSettings(**loop), brake=CALM))  # type: ignore[arg-type]
    day.read()
    return day


def test_r5_absence_needs_two_complete_readings_over_off_after() -> None:
    day = Day({1, 2}, {1, 2}, of=2)
    day.read()
    day.present = {2}
    first = day.read(5)
    assert wanted(first) == {}
    assert why(first, 1) == "to be confirmed"
    assert why(day.read(10), 1) == "to be confirmed"
    assert wanted(day.read(10)) == {1: "off"}


def test_r5_a_broken_reading_between_confirms_nothing() -> None:
    day = Day({1, 2}, {1, 2}, of=2)
    day.read()
    day.present = {2}
    day.read()
    assert wanted(day.broken()) == {}
    assert day.past(1).missing_readings == 1
    assert wanted(day.read()) == {1: "off"}


def test_r5_who_comes_back_before_confirmation_never_left() -> None:
    day = Day({1, 2}, {1, 2}, of=2)
    day.read()
    day.present = {2}
    day.read()
    day.present = {1, 2}
    assert wanted(day.read()) == {}
    assert day.past(1).since == NINE + timedelta(seconds=60)


def test_r5_a_session_that_the_preset_leaves_out_withholds_the_off() -> None:
    day = Day({2}, {1, 2}, of=2)
    day.kinds = {1: "Visualforce"}
    day.read()
    assert why(day.read(), 1) == "has a Visualforce session that the preset does not count"


def test_r6_after_a_long_gap_what_counts_begins_anew() -> None:
    day = settled_day({1}, set())
    for _ in range(2):
        day.apply(day.read(), shown=False)
    assert rule(day.read(), 1) == "R7"
    assert wanted(day.read(3700)).get(1) == "on"


def test_r7_on_is_planned_when_de_answers_off() -> None:
    assert wanted(settled_day({1, 2}, {2}).read())[1] == "on"


def test_r7_after_two_ons_that_de_never_showed_nothing_is_sent() -> None:
    day = settled_day({1}, set())
    day.apply(day.read(), shown=False)
    assert wanted(day.read())[1] == "on"
    day.apply(day.read(), shown=False)
    assert why(day.read(), 1).startswith("held back by DE")


def test_r7_a_lost_answer_is_no_accepted_on() -> None:
    day = settled_day({1}, set())
    for _ in range(2):
        day.read()
        day.send(1, to=True, outcome="unsettled")
    assert wanted(day.read())[1] == "on"


def test_r7_who_is_turned_off_elsewhere_while_present_stays_off() -> None:
    day = settled_day({1}, {1})
    day.on = set()
    assert rule(day.read(), 1) == "R7"


def test_r7_without_respect_on_is_planned_again_at_once_where_de_showed_it_else_hourly() -> None:
    day = settled_day({1, 2}, {1}, respect_outside_changes=False)
    day.on = set()
    assert wanted(day.read())[1] == "on"
    for _ in range(2):
        day.send(2, to=True, shown=False)
    assert rule(day.read(), 2) == "R7"
    for _ in range(58):
        day.read()
    assert wanted(day.read(120))[2] == "on"


def test_r7_mixed_counts_as_on() -> None:
    day = Day({1}, {1}, of=1)
    day.teams = {tid(1): {1}, tid(2): {1}}
    day.read()
    assert wanted(day.read()) == {}


def test_r8_off_is_planned_once_even_if_de_happens_to_answer_off() -> None:
    day = settled_day({2}, {2})
    assert wanted(day.read())[1] == "off"
    day.send(1, to=False)
    assert 1 not in wanted(day.read())


def test_r8_off_is_planned_again_when_de_goes_on_answering_on() -> None:
    day = settled_day({2}, {1, 2})
    day.apply(day.read(), shown=False)
    assert wanted(day.read())[1] == "off"


def test_r8_who_is_turned_on_elsewhere_while_absent_is_held_until_presence_changes() -> None:
    day = settled_day({2}, {1, 2})
    day.apply(day.read())
    day.read()
    day.on.add(1)
    assert rule(day.read(), 1) == "R9"
    day.present.add(1)
    day.read()
    assert day.past(1).hold is None


def test_r8_without_respect_the_off_is_planned_again() -> None:
    day = settled_day({2}, {1, 2}, respect_outside_changes=False)
    day.apply(day.read())
    day.read()
    day.on.add(1)
    assert wanted(day.read())[1] == "off"


def test_r9_a_hold_keeps_the_loop_away_until_its_time() -> None:
    day = settled_day({1}, set())
    day.hold(1, Hold("lunch", until=day.now + timedelta(seconds=150)))
    assert (rule(day.read(), 1), rule(day.read(), 1)) == ("R9", "R9")
    assert wanted(day.read())[1] == "on"


def test_r9_a_timed_hold_outlives_a_change_of_presence_and_one_for_good_outlives_all() -> None:
    day = settled_day({1, 2}, set())
    day.hold(1, Hold("lunch", until=day.now + timedelta(hours=5)))
    day.hold(2, Hold("for good"))
    day.present = set()
    day.read()
    assert [rule(day.read(), n) for n in (1, 2)] == ["R9", "R9"]


def test_r9_a_persons_toggle_holds_until_presence_changes() -> None:
    day = settled_day({1}, {1})
    day.send(1, to=False, by="person")
    day.hold(1, Hold("toggled by you", until_presence=True))
    assert rule(day.read(), 1) == "R9"
    day.present = set()
    day.read()
    assert wanted(day.read())[1] == "off"


def test_r10_without_a_begun_journal_the_plan_is_a_first_plan() -> None:
    day = Day({1}, set())
    day.memory = Memory()
    assert day.read().first


def test_r11_more_than_half_at_once_brakes_the_offs_and_only_them() -> None:
    day = Day({1, 2, 3, 4, 9}, {1, 2, 3, 4})
    day.read()
    day.apply(day.read())
    day.present = {9}
    day.on.discard(9)
    day.read()
    plan = day.read()
    assert plan.off == ()
    assert {one.user_id for one in plan.braked} == {uid(n) for n in (1, 2, 3, 4)}
    assert "4 offs in one interval" in (plan.brake or "")
    assert [one.user_id for one in plan.on] == [uid(9)]


def test_r11_offs_sent_in_the_same_interval_count_too() -> None:
    day = Day({1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 6}, of=6)
    day.read()
    day.present = {3, 4, 5, 6}
    day.read()
    plan = day.read()
    assert len(plan.off) == 2
    day.apply(plan)
    day.present = {5, 6}
    day.read()
    assert len(day.read().braked) == 2


def test_r11_a_braked_off_goes_by_itself_after_release_after() -> None:
    day = Day({1, 2}, {1, 2}, of=2)
    day.read()
    day.present = set()
    day.read()
    assert day.read().brake
    for _ in range(13):
        assert day.read().off == ()
    assert len(day.read(120).off) == 2


def test_r11_below_at_least_nothing_brakes() -> None:
    day = Day({1}, {1}, of=1)
    day.read()
    day.present = set()
    day.read()
    assert wanted(day.read()) == {1: "off"}
    assert day.read().brake is None


def test_r12_the_last_one_on_is_named_and_waits_the_grace() -> None:
    day = settled_day({2}, {1})
    assert day.read().off[0].last_in == ("Team 1",)
    slow = settled_day({2}, {1}, last_one_grace=180)
    assert rule(slow.read(), 1) == "R12"
    assert wanted(slow.read(200))[1] == "off"


def test_r12_a_team_of_one_has_no_last_one() -> None:
    day = Day({2}, {1}, settings=Settings(brake=CALM))
    day.teams = {tid(1): {1}, tid(2): {2, 3}}
    day.read()
    assert [one.last_in for one in day.read().off if one.user_id == uid(1)] == [()]


def test_r13_the_same_value_goes_at_most_three_times_an_hour_and_says_why() -> None:
    day = settled_day({2}, {1, 2})
    sent = 0
    for _ in range(10):
        plan = day.read()
        if 1 in wanted(plan):
            day.send(1, to=False, outcome="failed")
            sent += 1
    assert sent == 3
    assert rule(plan, 1) == "R13"
    assert "DE refused" in why(plan, 1)
    assert "next try in" in why(plan, 1)
    for _ in range(52):
        plan = day.read()
    assert wanted(plan)[1] == "off"


@pytest.mark.parametrize(
    "exclude",
    [
        ExcludeSettings(users=(uid(1),)),
        ExcludeSettings(users=("Ada",)),
        ExcludeSettings(teams=("Team 1",)),
        ExcludeSettings(teams=(tid(1),)),
        ExcludeSettings(profiles=("Sales",)),
        ExcludeSettings(permission_sets=("Resting",)),
    ],
)
def test_r14_exclusions_withhold(exclude: ExcludeSettings) -> None:
    day = Day({1}, set(), settings=Settings(exclude=exclude))
    day.users = {uid(1): user(1, "Ada", profile="Sales", permission_sets=("Resting",))}
    assert rule(day.read(), 1) == "R14"


@pytest.mark.parametrize(
    ("fields", "present", "withheld"),
    [
        ({"is_active": False}, True, True),
        ({"is_active": False}, False, True),
        ({"is_frozen": True}, True, True),
        ({"is_frozen": True}, False, False),
        ({"person": False}, True, True),
        ({"licence_told": False}, True, True),
        ({"licence_told": False}, False, True),
        ({"frozen_told": False}, True, True),
        ({"frozen_told": False}, False, False),
    ],
)
def test_r4_whom_the_loop_never_sends(fields: dict[str, bool], *, present: bool, withheld: bool) -> None:
    day = Day({1} if present else set(), set() if present else {1}, settings=Settings(brake=CALM))
    day.users = {uid(1): user(1, "Ada", **fields)}
    day.read()
    assert (rule(day.read(), 1) == "R4") is withheld


def test_r4_the_caller_is_never_planned() -> None:
    day = Day(set(), set())
    day.teams = {tid(1): {999}}
    day.read()
    assert uid(999) == CALLER
    assert rule(day.read(), 999) == "R4"


def test_r18_an_off_carries_its_reason_and_an_on_none() -> None:
    plan = settled_day({1}, {2}).read()
    assert {one.reason for one in plan.off} == {"No active session"}
    assert {one.reason for one in plan.on} == {None}


def test_a_plans_id_names_exactly_its_toggles() -> None:
    day = settled_day({1}, {2})
    one = day.read()
    assert day.read().id == one.id
    day.on.add(1)
    assert day.read().id != one.id
