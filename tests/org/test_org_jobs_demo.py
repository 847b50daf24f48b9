"""The org's own job over the real wire, in a simulated org whose kit really works: started, watched, aborted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from tests.demo.job_days import JobDay
from tests.org.demo_org import WorldTime
from tui.demo.http.server import DemoServer
from tui.org.link import OpenCalls
from tui.org.org import SalesforceOrg
from tui.org.wire.adapter import Patience
from tui.org.wire.client import Client
from tui.org.wire.connection import Connection
from tui.org.wire.errors import MissingPermission, Rejected
from tui.presence.chains import JobState, health
from tui.presence.ports import Clock

ARTICLES = "ToggleDEUserBasedOnSession"


class Place:
    """A simulated day behind its port, and our org for it. Time stands still between two words of a test."""

    def __init__(self, day: JobDay, server: DemoServer) -> None:
        self.day, self.server = day, server
        connection = Connection(server.url, server.access_token)
        self.org = SalesforceOrg(connection, WorldTime(lambda: day.now), _open, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.day.later(seconds)

    def look(self) -> JobState:
        return asyncio.run(self.org.job())

    def start(self) -> JobState:
        return asyncio.run(self.org.start_job())

    def abort(self) -> JobState:
        return asyncio.run(self.org.abort_jobs())

    def asked(self, word: str, method: str = "GET") -> int:
        return sum(method == how and word in path for how, path, _ in self.server.requests)


def _open(connection: Connection, clock: Clock) -> OpenCalls:
    return Client(connection, clock, Patience(sleep=lambda _: None))


@contextmanager
def served(*extra: str, without: frozenset[str] = frozenset()) -> Iterator[Place]:
    day = JobDay(*extra, without=without)
    with DemoServer(day.world) as server:
        place = Place(day, server)
        yield place
        asyncio.run(place.org.close())


@pytest.fixture
def place() -> Iterator[Place]:
    with served() as one:
        yield one


def test_an_org_with_the_kit_has_a_job_that_was_never_started(place: Place) -> None:
    state = place.look()
    assert (state.installed, state.chains, health(state).problem) == (True, (), "it was never started")


def test_it_is_started_follows_sessions_without_us_and_is_healthy_all_the_while(place: Place) -> None:
    assert health(place.start()).healthy
    user = place.day.alone().id
    for _ in range(3):
        place.day.world.log_in(user, valid=86_400)
        place.day.minutes(7)
        assert place.day.world.toggled_on(user)
        assert health(place.look()).healthy
        place.day.world.log_out(user)
        place.day.minutes(9)
        assert not place.day.world.toggled_on(user)
        assert health(place.look()).healthy


def test_its_next_turn_is_told_and_comes_then(place: Place) -> None:
    place.start()
    place.day.minutes(20)
    (chain,) = place.look().chains or ()
    assert chain.next_run is not None
    before = place.look().last_run
    place.day.now = chain.next_run + timedelta(seconds=15)
    place.day.world.advance()
    assert place.look().last_run not in (None, before)


def test_with_the_companion_starting_needs_no_author_apex() -> None:
    with served(without=frozenset({"author-apex"})) as bare:
        assert bare.start().chains
        assert (bare.asked("/job", "POST"), bare.asked("executeAnonymous")) == (1, 0)


def test_without_the_companion_it_goes_through_anonymous_apex() -> None:
    with served(without=frozenset({"class-access"})) as closed:
        assert closed.start().chains
        assert closed.asked("/job", "POST") == 0


def test_where_neither_is_open_it_says_what_is_missing() -> None:
    with (
        served(without=frozenset({"class-access", "author-apex"})) as closed,
        pytest.raises(MissingPermission) as caught,
    ):
        closed.start()
    assert "Author Apex" in caught.value.problem.next


def test_a_second_chain_is_refused(place: Place) -> None:
    place.start()
    with pytest.raises(Rejected, match="runs already"):
        place.start()
    assert len(place.look().chains or ()) == 1


def test_abort_ends_it_and_it_stays_ended(place: Place) -> None:
    place.start()
    place.day.minutes(20)
    assert place.abort().chains == ()
    place.day.minutes(60)
    state = place.look()
    assert (state.chains, health(state).problem) == ((), "it was stopped by a person")


@pytest.mark.parametrize("seconds", range(7))
def test_a_link_that_is_aborted_at_work_does_not_get_away(place: Place, seconds: int) -> None:
    place.start()
    place.day.later(seconds)
    assert place.abort().chains == ()
    place.day.minutes(30)
    assert place.look().chains == ()


@pytest.mark.parametrize("seconds", range(7))
def test_nor_does_one_of_the_articles_class_which_no_mark_stops(place: Place, seconds: int) -> None:
    place.day.world.install_article()
    place.day.world.article_job.start()
    place.day.later(seconds)
    assert [one.class_name for one in place.look().chains or ()] == [ARTICLES]
    assert place.abort().chains == ()
    place.day.minutes(30)
    assert place.look().chains == ()


def test_both_jobs_at_once_are_two_chains_and_one_abort_ends_both(place: Place) -> None:
    place.start()
    place.day.world.install_article()
    place.day.world.article_job.start()
    place.day.minutes(12)
    state = place.look()
    assert health(state, state).healthy is False
    assert {one.class_name for one in state.chains or ()} == {"DePresenceJob", ARTICLES}
    assert place.abort().chains == ()


def test_a_dead_chain_of_the_articles_class_tells_why_it_died(place: Place) -> None:
    place.day.world.install_article()
    place.day.world.article_job.start()
    place.day.minutes(12)
    assert health(place.look()).healthy
    place.day.world.fail_links("System.LimitException: Apex CPU time limit exceeded")
    place.day.minutes(6)
    first = place.look()
    place.day.minutes(2)
    found = health(place.look(), first)
    assert found.healthy is False
    assert "it is dead" in (found.problem or "")
    assert "CPU time limit" in (found.problem or "")


def test_the_kits_job_comes_back_from_what_no_code_catches_and_says_so(place: Place) -> None:
    place.start()
    place.day.minutes(20)
    place.day.world.fail_links("System.LimitException: Apex CPU time limit exceeded")
    told = []
    for _ in range(40):
        place.day.later(20)
        told.append(health(place.look()))
    failing = [one for one in told if one.todo == "wait"]
    assert failing
    assert "CPU time limit" in (failing[0].problem or "")
    assert {one.healthy for one in told if one.todo != "wait"} == {True}
    assert told[-1].healthy


def test_where_chains_end_after_five_links_its_schedule_is_the_chain() -> None:
    with served("developer") as place:
        place.start()
        seen = set()
        for _ in range(90):
            place.day.later(30)
            state = place.look()
            assert len(state.chains or ()) in (1, 2)
            assert health(state).healthy, health(state)
            seen |= {one.scheduled for one in state.chains or ()}
        assert seen == {True, False}
        assert place.abort().chains == ()
        place.day.minutes(60)
        assert place.look().chains == ()


def test_a_job_whose_user_was_deactivated_is_not_healthy(place: Place) -> None:
    place.start()
    place.day.minutes(6)
    place.day.world.deactivate(place.day.world.caller_id)
    state = place.look()
    assert state.runner_active is False
    assert "inactive" in (health(state).problem or "")
