"""What did not change since the last reading is the same object again, by every way that brings it."""

from __future__ import annotations

import gc

import pytest

from tests.org.demo_org import Place, served
from tests.org.scripted import USER, Asked, Scripted, Watch, page
from tests.org.test_org_sessions import row
from tui.demo.options import Options
from tui.org.routes.unpacking import Unpacker
from tui.org.rows.sessions import read_sessions
from tui.org.rows.shelf import Shelf
from tui.org.wire.steps import Steps
from tui.presence.model import Session
from tui.presence.settings import PRESETS

TEAM, OTHER = "a0B5e0000000001", "a0B5e0000000002"
WAYS = pytest.mark.parametrize("extra", [frozenset(), frozenset({"companion"})])


def read_rows(shelf: Shelf, *rows: dict[str, object]) -> tuple[Session, ...]:
    org = Scripted(lambda _: page(*rows))
    return read_sessions(org, PRESETS["default"], Steps(Watch()), shelf=shelf).pages.rows


def by_id(place: Place) -> dict[str, Session]:
    return {one.id: one for one in place.read().sessions.rows}


@WAYS
def test_a_session_that_is_as_it_was_is_the_same_object_again(extra: frozenset[str]) -> None:
    with served(Options(size="small", extra=extra)) as place:
        before, after = by_id(place), by_id(place)
    assert before
    assert all(after[one] is session for one, session in before.items())


@WAYS
def test_of_sessions_only_those_that_changed_are_new_objects(extra: frozenset[str]) -> None:
    with served(Options(size="small", extra=extra)) as place:
        before = by_id(place)
        touched = place.world.sessions.rows[next(iter(before))]
        touched.valid += 60
        after = by_id(place)
    assert {one for one in before if after[one] is not before[one]} == {touched.id}
    assert after[touched.id].seconds_valid == touched.valid


def test_a_session_is_the_same_object_by_the_other_way_too() -> None:
    with served(Options(size="small", extra=frozenset({"companion"}))) as place:
        before = by_id(place)
        place.world.remove_companion()
        after = by_id(place)
    assert place.requests("/query/") or place.requests("query")
    assert all(after[one] is session for one, session in before.items())


def test_a_session_that_ended_is_forgotten() -> None:
    shelf = Shelf()
    first, _ = read_rows(shelf, row(1), row(2))
    read_rows(shelf, row(2))
    again, _ = read_rows(shelf, row(1), row(2))
    assert again is not first


def test_a_reading_of_a_few_users_forgets_nobody_else() -> None:
    shelf = Shelf()
    first, second = read_rows(shelf, row(1), row(2))
    org = Scripted(lambda _: page(row(2)))
    some = read_sessions(org, PRESETS["default"], Steps(Watch()), "IsCurrent = TRUE", shelf).pages.rows
    assert some == (second,)
    assert read_rows(shelf, row(1), row(2))[0] is first


def test_a_thousand_readings_of_changing_sessions_leave_no_more_behind_than_one() -> None:
    shelf = Shelf()

    def kept() -> int:
        gc.collect()
        return sum(len(one) for one in gc.get_referents(shelf) if isinstance(one, dict))

    read_rows(shelf, *(row(number) for number in range(9)))
    once = kept()
    for valid in range(600, 1_600):
        read_rows(shelf, *(row(valid % 9, NumSecondsValid=600 + valid % 3), row(9)))
        read_rows(shelf, *(row(number) for number in range(9)))
    assert kept() <= once + 3


def test_words_that_many_sessions_share_are_kept_once() -> None:
    one, other = read_rows(Shelf(), row(1), row(2, ParentId="0Ak5e0000000001CAE"))
    assert one.session_type is other.session_type
    assert one.user_id is other.user_id
    assert other.parent_id is one.id


def test_a_team_whose_members_values_did_not_change_is_the_same_object_again() -> None:
    unpacker = Unpacker()
    before = unpacker.unpack(f"{TEAM}:0055e0000000001+2-;{OTHER}:0055e0000000001+;")
    after = unpacker.unpack(f"{TEAM}:0055e0000000001+2+;{OTHER}:0055e0000000001+;")
    team, other = sorted(before)
    assert list(after[team].values()) == [True, True]
    assert list(before[team].values()) == [True, False]
    assert after[other] is before[other]


def test_an_answer_between_two_others_is_not_taken_for_the_last_one() -> None:
    unpacker = Unpacker()
    texts = [f"{TEAM}:0055e0000000001{sign}2{other}3+;" for sign in "+-?" for other in "+-?"]
    for text in texts + texts[::-1]:
        fresh, told = Unpacker().unpack(text), unpacker.unpack(text)
        assert [(team, list(users.items())) for team, users in told.items()] == [
            (team, list(users.items())) for team, users in fresh.items()
        ]


@WAYS
def test_an_answer_users_and_teams_that_are_as_they_were_are_the_same_objects_again(extra: frozenset[str]) -> None:
    with served(Options(size="small", extra=extra)) as place:
        before, after = place.read(), place.read()
    assert before.answer is after.answer
    assert before.users is after.users
    assert before.teams is after.teams


def test_users_who_are_read_anew_and_did_not_change_are_the_same_objects_again() -> None:
    with served(Options(size="small")) as place:
        snapshots = [place.read() for _ in range(12)]
    asked = [one for one in place.server.requests if "query" in one[1]]
    assert len(asked) > len(snapshots) + 4  # people were read twice
    first, last = snapshots[0].users, snapshots[-1].users
    assert all(last[one] is user for one, user in first.items())


def test_users_ids_are_the_same_objects_in_sessions_answer_and_users() -> None:
    with served(Options(size="small")) as place:
        snapshot = place.read()
    ids = {one: one for one in snapshot.users}
    answered = [one for team in (snapshot.answer or {}).values() for one in team]
    held = [one.user_id for one in snapshot.sessions.rows if one.user_id in ids]
    assert all(ids[one] is one for one in (*answered, *held))


def test_up_to_5_000_users_a_reading_by_the_companion_costs_one_call() -> None:
    with served(Options(size=5_000, extra=frozenset({"companion"}))) as place:
        place.read()
        assert place.read().api.calls == 1


def test_without_the_companion_a_reading_costs_a_call_for_each_2_000_sessions_and_one_for_the_answer() -> None:
    with served(Options(size=2_000)) as place:
        place.read()
        snapshot = place.read()
    assert snapshot.api.calls == -(-len(snapshot.sessions.rows) // 2_000) + 1


def test_sessions_are_asked_for_without_a_list_of_users() -> None:
    asked: list[Asked] = []

    def answer(one: Asked) -> object:
        asked.append(one)
        return page(row(1))

    read_sessions(Scripted(answer), PRESETS["default"], Steps(Watch()))
    assert "UsersId IN" not in asked[0].soql
    assert USER not in asked[0].soql


def test_of_many_pages_no_more_than_every_twentieth_part_is_told() -> None:
    watch = Watch()
    steps = Steps(watch)
    for done in range(0, 120_001, 500):
        steps.step("sessions", done, 120_000)
    assert [done for _, done, _ in watch.steps] == list(range(0, 120_001, 6_000))
