"""A reading of a few users after events of theirs: what it may change, and what it must leave alone (R16)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.made import ALL, NINE, session, snapshot, tid, uid
from tui.loop.cycle import Reading, conclude
from tui.loop.woken import Woken, conclude_some
from tui.presence.memory import Hold, Memory, Past, Sent
from tui.presence.model import DE, Id, Instant, Presence, Session, SessionPages, Snapshot
from tui.presence.settings import BrakeSettings, LoopSettings, Settings
from tui.presence.since import settled
from tui.presence.targeted import TOO_OLD, WAIT_FOR_CYCLE

LATER = NINE + timedelta(seconds=30)
CALM = Settings(brake=BrakeSettings(share=1.0))
FOUR = (1, 2, 3, 4)


def all_read(
    present: tuple[int, ...] = FOUR,
    on: tuple[int, ...] = FOUR,
    *,
    settings: Settings = CALM,
    memory: Memory | None = None,
    at: datetime = NINE,
) -> Reading:
    """A reading of all four, of whom these are there and these on."""
    rows = tuple(session(n, n, now=at) for n in present)
    answer = {tid(1): {uid(n): n in on for n in FOUR}}
    return conclude(snapshot(rows, answer, at=at), settings, memory or Memory(begun=True), None)


def some_read(*rows: Session, at: datetime = LATER) -> Snapshot:
    """A reading of some, which shows these sessions and the caller's own."""
    return replace(snapshot(rows, at=at), answer=None, users={}, teams={})


def woken(
    last: Reading,
    *rows: Session,
    users: tuple[int, ...] = (1,),
    logged_out: tuple[int, ...] = (),
    memory: Memory | None = None,
    settings: Settings = CALM,
    at: datetime = LATER,
) -> Woken:
    """What a reading of these users means after ``last``."""
    found = conclude_some(some_read(*rows, at=at), ids(users), ids(logged_out), settings, memory or last.memory, last)
    assert isinstance(found, Woken)
    return found


def ids(numbers: tuple[int, ...]) -> frozenset[Id]:
    return frozenset(uid(n) for n in numbers)


def offs(found: Woken) -> list[Id]:
    return [one.user_id for one in found.some.plan.off]


def ons(found: Woken) -> list[Id]:
    return [one.user_id for one in found.some.plan.on]


def remembered(memory: Memory, number: int, **fields: object) -> Memory:
    """The memory with these fields of one user's past."""
    past = replace(memory.of(uid(number)), **fields)
    return replace(memory, pasts={**memory.pasts, uid(number): past})


def test_r5_one_reading_after_a_logout_makes_absent() -> None:
    found = woken(all_read(), logged_out=(1,))
    assert found.some.memory.of(uid(1)).present is False
    assert offs(found) == [uid(1)]


def test_r5_without_a_logout_no_reading_of_some_makes_absent() -> None:
    last = all_read()
    found = woken(last)
    assert found.some.memory.of(uid(1)) is last.memory.of(uid(1))
    assert found.whole.roster.standings[uid(1)].presence is Presence.ABSENT
    assert offs(found) == []
    assert [one.why for one in found.some.plan.withheld] == ["to be confirmed"]


def test_r5_who_is_there_is_present_at_once() -> None:
    found = woken(all_read(present=(2, 3, 4), on=(2, 3, 4)), session(1, 1, now=LATER))
    assert ons(found) == [uid(1)]
    assert found.some.memory.of(uid(1)).missing_readings == 0


def test_a_session_that_does_not_count_makes_nobody_present() -> None:
    found = woken(all_read(), session(1, 1, kind="Visualforce", now=LATER), logged_out=(1,))
    assert [(one.rule, one.would) for one in found.some.plan.withheld] == [("R5", "off")]


def test_r1_what_counts_complete_readings_stays_as_it_was() -> None:
    last = all_read()
    found = woken(last, logged_out=(1,))
    after = found.some.memory
    assert (after.last_complete, after.answered, after.on_counts) == (NINE, 4, ((NINE, 4),))
    assert (after.own_shown, after.anchor) == (last.memory.own_shown, last.memory.anchor)
    assert after.of(uid(1)).answered


def test_others_keep_their_past_their_standing_and_their_place_in_the_plan() -> None:
    last = all_read(present=(1, 2), on=FOUR)
    found = woken(last, logged_out=(1,))
    assert set(found.some.kept) == {uid(1)}
    assert {one.user_id for one in found.some.plan.withheld} == set()
    assert all(found.whole.roster.standings[uid(n)] is last.roster.standings[uid(n)] for n in (2, 3, 4))
    assert {one.user_id for one in found.whole.plan.withheld} == ids((3, 4))


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        (
            lambda snap: replace(snap, sessions=SessionPages(snap.sessions.rows[:-1], 0, finished=True)),
            "your own session is not among those read",
        ),
        (
            lambda snap: replace(snap, sessions=replace(snap.sessions, finished=False)),
            "not all pages of sessions arrived",
        ),
        (lambda snap: replace(snap, taken=Instant(0.0, 0.0)), "the org's clock and ours moved"),
        (lambda snap: replace(snap, permissions=replace(ALL, manage_users=False)), "only your own sessions"),
    ],
)
def test_r16_what_would_make_a_reading_of_all_blind_makes_one_of_some_useless(spoilt: object, why: str) -> None:
    assert callable(spoilt)
    last = all_read()
    found = conclude_some(spoilt(some_read()), ids((1,)), ids((1,)), CALM, last.memory, last)
    assert isinstance(found, str)
    assert why in found


def test_r16_where_the_org_never_showed_the_callers_session_it_is_not_waited_for() -> None:
    last = all_read()
    bare = replace(some_read(), sessions=SessionPages((), 0, finished=True))
    memory = replace(last.memory, own_shown=False)
    assert isinstance(conclude_some(bare, ids((1,)), ids((1,)), CALM, memory, last), Woken)


def test_r6_after_a_gap_in_which_what_counts_begins_anew_all_are_read() -> None:
    last = all_read()
    late = NINE + timedelta(hours=2)
    assert conclude_some(some_read(at=late), ids((1,)), ids((1,)), CALM, last.memory, last) == TOO_OLD


def test_r7_who_de_had_shown_on_since_is_not_turned_on_by_a_second_login() -> None:
    last = all_read(on=(2, 3, 4))
    memory = remembered(last.memory, 1, on_answered=True)
    found = woken(last, session(1, 1, now=LATER), memory=memory)
    assert [(one.user_id, one.rule) for one in found.some.plan.withheld] == [(uid(1), "R7")]


def test_r7_an_on_of_ours_that_de_did_not_answer_yet_is_not_sent_twice() -> None:
    last = all_read(on=(2, 3, 4))
    past = settled(
        replace(last.memory.of(uid(1)), sends=(Sent(True, NINE, "loop", "sent"),)), Sent(True, NINE, "loop", "done")
    )
    found = woken(last, session(1, 1, now=LATER), memory=replace(last.memory, pasts={uid(1): past}))
    assert ons(found) == []


def test_an_on_that_was_refused_is_tried_again() -> None:
    last = all_read(on=(2, 3, 4))
    memory = remembered(last.memory, 1, sends=(Sent(True, NINE, "loop", "failed"),))
    assert ons(woken(last, session(1, 1, now=LATER), memory=memory)) == [uid(1)]


def test_r8_an_off_of_ours_that_de_did_not_answer_yet_is_not_sent_twice() -> None:
    first = woken(all_read(), logged_out=(1,))
    sent = Sent(False, LATER, "loop", "done")
    memory = remembered(first.some.memory, 1, sends=(sent,), off_at=LATER)
    again = woken(first.whole, logged_out=(1,), memory=memory, at=LATER + timedelta(seconds=5))
    assert offs(again) == []
    assert again.some.memory.of(uid(1)).hold is None


def test_r9_a_hold_for_this_presence_ends_with_it_and_one_for_good_does_not() -> None:
    last = all_read()
    for hold, kept in ((Hold("Lunch", until_presence=True), False), (Hold("Always"), True)):
        found = woken(last, logged_out=(1,), memory=remembered(last.memory, 1, hold=hold))
        assert (found.some.memory.of(uid(1)).hold is not None) is kept
        assert offs(found) == ([] if kept else [uid(1)])


def test_r11_who_goes_counts_as_on_until_de_was_asked_again() -> None:
    found = woken(all_read(), logged_out=(1,))
    assert found.some.memory.of(uid(1)).on_answered


def test_r11_who_goes_after_an_on_that_de_did_not_show_yet_counts_too() -> None:
    last = all_read(on=(2, 3, 4))
    memory = remembered(last.memory, 1, sends=(Sent(True, NINE, "loop", "done"),), ons=1, on_at=NINE)
    assert woken(last, logged_out=(1,), memory=memory).some.memory.of(uid(1)).on_answered


def test_r11_an_absence_is_not_made_older_by_readings_of_some() -> None:
    last = all_read()
    for readings, after in ((1, 2), (2, 2), (3, 3)):
        memory = remembered(last.memory, 1, missing_from=NINE, missing_readings=readings)
        assert woken(last, logged_out=(1,), memory=memory).some.memory.of(uid(1)).missing_readings == after


def test_a_logout_of_who_is_absent_already_changes_nothing() -> None:
    last = all_read(present=(2, 3, 4))
    memory = remembered(last.memory, 1, present=False, since=NINE, missing_readings=2)
    found = woken(last, logged_out=(1,), memory=memory)
    assert found.some.kept == {}


def test_r6_what_counted_of_the_presence_before_counts_no_more() -> None:
    last = all_read()
    found = woken(last, logged_out=(1,), memory=remembered(last.memory, 1, ons=2, on_at=NINE))
    after = found.some.memory.of(uid(1))
    assert (after.since, after.ons, after.on_at) == (LATER, 0, None)


def test_r7_what_de_answered_since_is_not_forgotten_at_a_second_login() -> None:
    last = all_read()
    memory = remembered(last.memory, 1, sends=(Sent(True, NINE, "loop", "done"),))
    found = woken(last, session(1, 1, now=LATER), memory=memory)
    assert found.some.memory.of(uid(1)).on_answered


def test_r11_offs_sent_to_others_count_with_it() -> None:
    last = all_read()
    gone = Past(present=False, since=NINE, on_answered=True, off_at=NINE, sends=(Sent(False, NINE, "loop", "done"),))
    memory = replace(last.memory, pasts={**last.memory.pasts, uid(2): gone, uid(3): gone})
    found = woken(last, logged_out=(1,), memory=memory, settings=Settings())
    assert offs(found) == []
    assert found.some.plan.brake == "3 offs in one interval are 75% of the 4 that were on"


def test_r2_what_time_let_go_of_the_brake_waits_for_a_reading_of_all() -> None:
    last = all_read(present=())
    long_gone = Past(
        present=False, since=NINE, missing_from=NINE - timedelta(hours=1), missing_readings=3, on_answered=True
    )
    memory = replace(last.memory, pasts={uid(n): long_gone for n in (1, 2, 3)})
    found = woken(last, users=(1, 2, 3), logged_out=(1, 2, 3), memory=memory, settings=Settings())
    assert offs(found) == []
    assert found.some.plan.brake == WAIT_FOR_CYCLE
    assert len(found.some.plan.braked) == 3


def test_r12_who_is_last_is_told_by_what_we_made_of_the_team_since() -> None:
    settings = replace(CALM, loop=LoopSettings(last_one_grace=600))
    last = all_read(on=(1, 2), settings=settings)
    gone = Past(present=False, since=NINE, off_at=NINE, sends=(Sent(False, NINE, "loop", "done"),))
    memory = replace(last.memory, pasts={**last.memory.pasts, uid(2): gone})
    found = woken(last, logged_out=(1,), memory=memory, settings=settings)
    assert [one.rule for one in found.some.plan.withheld] == ["R12"]


def test_who_de_no_longer_answers_for_stays_unknown() -> None:
    last = all_read()
    left = conclude(
        snapshot((session(2, 2),), {tid(1): {uid(n): True for n in (2, 3, 4)}}), CALM, last.memory, last.roster
    )
    found = woken(left, session(1, 1, now=LATER))
    assert found.whole.roster.standings[uid(1)].presence is Presence.UNKNOWN
    assert found.some.plan.toggles == ()


def test_the_answer_of_de_is_shown_as_it_was_given() -> None:
    last = all_read()
    found = woken(last, logged_out=(1,))
    shown = found.whole.roster.standings[uid(1)]
    assert (shown.de, shown.teams_on, shown.teams) == (DE.ON, 1, (tid(1),))
    assert found.whole.roster.at == NINE


def test_idle_time_is_no_longer_than_what_is_certain_when_it_is_told_on_from_the_last_reading_of_all() -> None:
    found = woken(all_read(), session(1, 1, age=4000, valid=7200, now=LATER))
    shown = found.whole.roster.standings[uid(1)]
    assert (shown.presence, shown.idle_at_least(NINE)) == (Presence.IDLE, 400 - 30)


def test_who_stays_is_no_entry() -> None:
    assert woken(all_read(), session(1, 1, now=LATER)).some.entries == ()


def test_a_change_of_presence_is_an_entry_and_a_change_of_the_row() -> None:
    found = woken(all_read(), logged_out=(1,))
    assert [(one.kind, one.was, one.to, one.at) for one in found.some.entries] == [
        ("presence", "active", "absent", LATER)
    ]
    assert found.some.changes is not None
    assert set(found.some.changes.changed) == {uid(1)}
