"""Bodies that the companion class should never send: read as the truth or not at all, and no toggle told wrongly."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.faults.listening import Listening, listening
from tests.faults.mutations import mutated, repeated
from tests.faults.test_faults_hostile import json_values
from tests.org.demo_org import WANTED
from tui.demo.http.server import Fault
from tui.demo.http.wire import Reply, Request
from tui.org.routes.companion_reading import CompanionReader
from tui.presence.model import Snapshot
from tui.presence.ports import Toggle
from tui.presence.problems import Failure
from tui.presence.reading import why_blind

FUZZ = settings(max_examples=80, deadline=None)
ROWS, CHARACTERS = 9, 60  # of our pages: this org takes two or three
NULLABLE = frozenset({2, 3, 6})  # of a session's row: types and parent, where any text or none may stand


@pytest.fixture(scope="module")
def org() -> Iterator[Listening]:
    """An org whose companion class is asked for small pages."""
    small = partial(CompanionReader, ROWS, CHARACTERS)
    with patch("tui.org.routes.readers.CompanionReader", small), listening(extra=frozenset({"companion"})) as place:
        yield place


class Pages:
    """Changes the answers to these numbered requests for a page, or a toggle, that the org gives to all others."""

    def __init__(self, org: Listening, where: str, bend: Callable[[int, Any], Any]) -> None:
        self._org, self._where, self._bend = org, where, bend
        self.told: list[Any] = []

    def __enter__(self) -> Pages:
        self._before = self._org.place.server.interceptor
        self._org.place.server.interceptor = self._meet
        return self

    def __exit__(self, *_: object) -> None:
        self._org.place.server.interceptor = self._before

    def _meet(self, request: Request) -> Fault | None:
        return Fault(rewrite=self._bent) if request.path.endswith(self._where) else None

    def _bent(self, reply: Reply) -> Reply:
        if reply.status != 200:
            return reply
        self.told.append(json.loads(reply.body))
        told = self._bend(len(self.told) - 1, self.told[-1])
        return Reply(reply.status, json.dumps(told).encode())


def begun(org: Listening) -> None:
    """A connection that has read once, all well, and an org that received nothing."""
    org.reconnect()
    org.place.read()
    org.clear()


def people(snapshot: Snapshot) -> set[tuple[str, str, int]]:
    """Which sessions there are, whose, and how long each lives."""
    return {(one.id, one.user_id, one.seconds_valid) for one in snapshot.sessions.rows}


def pages_of(org: Listening) -> tuple[list[Any], Snapshot]:
    """The pages of the first reading of a connection, as they should be, and what they tell."""
    org.reconnect()
    with Pages(org, "/reading", lambda _, told: told) as pages:
        told = org.place.read()
    org.clear()
    assert len(pages.told) > 1
    return pages.told, told


# readings


@FUZZ
@given(data=st.data())
def test_a_page_that_is_wrong_in_one_place_is_read_as_the_truth_or_not_at_all(
    org: Listening, data: st.DataObject
) -> None:
    sound, truth = pages_of(org)
    number = data.draw(st.integers(0, len(sound) - 1))
    what, wrong = data.draw(mutated(sound[number], NULLABLE) | repeated(sound[number]))
    _check(org, truth, what, lambda at, told: wrong if at == number else told)


@FUZZ
@given(data=st.data())
def test_pages_that_are_all_wrong_in_the_same_way_are_read_as_the_truth_or_not_at_all(
    org: Listening, data: st.DataObject
) -> None:
    _, truth = pages_of(org)
    number = data.draw(st.integers(1, 30).filter(lambda one: one != ROWS))  # just one page would hold together
    what, change = data.draw(st.sampled_from(list(_lies(number).items())))
    _check(org, truth, what, lambda _, told: change(told))


def _lies(number: int) -> dict[str, Callable[[Any], Any]]:
    """What a class could get wrong in every page."""
    return {
        f"remaining is {number} more": partial(_sessions, lambda one: {**one, "remaining": one["remaining"] + number}),
        f"remaining is {number}": partial(_sessions, lambda one: {**one, "remaining": number}),
        "the same rows always": partial(_sessions, lambda one: {**one, "rows": one["rows"][:1] * len(one["rows"])}),
        "one row too few": partial(_sessions, lambda one: {**one, "rows": one["rows"][:-1]}),
        "every row twice": partial(_sessions, lambda one: {**one, "rows": [*one["rows"], *one["rows"]]}),
        f"pieces from {number}": partial(_answer, lambda one: {**one, "offset": number}),
        f"a total of {number}": partial(_answer, lambda one: {**one, "total": number}),
        f"a total {number} too high": partial(_answer, lambda one: {**one, "total": one["total"] + number}),
        "pieces that are empty": partial(_answer, lambda one: {**one, "text": ""}),
        "pieces without their ends": partial(_answer, lambda one: {**one, "text": one["text"][:-1]}),
        "no checksum": partial(_answer, lambda one: {**one, "checksum": ""}),
    }


def _sessions(change: Callable[[Any], Any], told: Any) -> Any:
    return {**told, "sessions": change(told["sessions"])} if told.get("sessions") else told


def _answer(change: Callable[[Any], Any], told: Any) -> Any:
    return {**told, "answer": change(told["answer"])} if told.get("answer") else told


def _check(org: Listening, truth: Snapshot, what: str, bend: Callable[[int, Any], Any]) -> None:
    """Read with these pages: by the companion or whatever takes its place, the truth or nothing, and a word of it."""
    with Pages(org, "/reading", bend) as pages:
        told = org.place.read()
    assert len(pages.told) < 30, what
    assert told.answer in (None, truth.answer), what
    if why_blind(told, None, own_expected=True) is None:
        assert people(told) == people(truth), what
    if told.routes.read != "companion":
        assert told.notes, what
    assert org.received() == []


@settings(max_examples=40, deadline=None)
@given(value=json_values)
@pytest.mark.parametrize("path", ["/reading", "/about", "/toggles"])
def test_whatever_json_the_companion_sends_it_is_read_or_one_of_our_own_failures(
    org: Listening, path: str, value: object
) -> None:
    org.reconnect()
    with org.instead(path, value), suppress(Failure):
        org.place.read()
        org.place.toggle(Toggle(org.user_id, False, "Lunch"))
    assert len(org.received()) <= 1


# what changes while it is read


def test_an_answer_that_changes_while_it_is_read_is_read_as_it_is_in_the_end(org: Listening) -> None:
    begun(org)
    world = org.place.world
    on = world.toggled_on(org.user_id)

    def changes(at: int, told: Any) -> Any:
        if at == 0:
            world.manager_toggles(org.user_id, not on)
        return told

    with Pages(org, "/reading", changes):
        told = org.place.read()
    assert told.answer == world.availability()
    assert told.routes.read == "companion"


def test_an_answer_that_never_holds_still_is_left_to_the_next_way_and_that_is_told(org: Listening) -> None:
    begun(org)
    world = org.place.world

    def changes(_: int, told: Any) -> Any:
        world.manager_toggles(org.user_id, not world.toggled_on(org.user_id))
        return told

    with Pages(org, "/reading", changes) as pages:
        told = org.place.read()
    assert told.answer == world.availability()
    assert told.routes.read == "throw"
    assert any("kept changing" in one for one in told.notes)
    assert len(pages.told) < 12


@pytest.mark.parametrize("leaves", [0, 8, 9, 12])
def test_r1_somebody_who_leaves_between_two_pages_is_read_once_or_not_at_all(org: Listening, leaves: int) -> None:
    begun(org)
    world = org.place.world
    rows = sorted((row for row in world.records("AuthSession") if not row["IsCurrent"]), key=lambda row: str(row["Id"]))
    who = str(rows[min(leaves, len(rows) - 1)]["UsersId"])
    before = people(org.place.read())

    def logs_out(at: int, told: Any) -> Any:
        if at == 0:
            world.log_out(who)
        return told

    with Pages(org, "/reading", logs_out):
        told = org.place.read()
    after = people(org.place.read())
    world.log_in(who)
    assert told.sessions.total == len(told.sessions.rows)
    assert after <= people(told) <= before


# toggles


@FUZZ
@given(data=st.data())
def test_whatever_is_wrong_with_the_results_nobody_is_toggled_twice_and_none_is_said_to_have_failed(
    org: Listening, data: st.DataObject
) -> None:
    begun(org)
    ids = [one.id for one in org.place.world.population.staff[:3]]
    with Pages(org, "/toggles", lambda _, told: told) as sound:
        org.place.toggle(*(Toggle(one, True) for one in ids))
    what, wrong = data.draw(mutated(sound.told[0], frozenset()) | repeated(sound.told[0]))
    begun(org)
    with Pages(org, "/toggles", lambda _, __: wrong):
        outcomes = asked(org, ids)
    assert [one[:2] for one in org.received()] == [(one, True) for one in ids], what
    assert [one for one in outcomes if one is False] == [], what


def asked(org: Listening, ids: list[str]) -> list[bool | None]:
    """How each toggle ended; an answer that was lost leaves all of them open."""
    try:
        return [one.ok for one in org.place.toggle(*(Toggle(one, True) for one in ids))]
    except Failure:
        return [None] * len(ids)


def test_the_results_of_these_tests_are_true_where_nothing_is_wrong(org: Listening) -> None:
    begun(org)
    assert asked(org, [org.user_id]) == [True]
    told = asyncio.run(org.place.org.read(replace(WANTED, permissions_anew=True), _Still()))
    assert why_blind(told, None, own_expected=True) is None


class _Still:
    """Nobody watches."""

    aborted = False

    def step(self, what: str, done: int, of: int | None) -> None:
        """Nothing to tell."""
