"""Which route is in use: the first that works, the next where one begins to fail, and what is said of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.org.demo_org import MORNING, WANTED, Place, WorldTime, served
from tui.demo.http.org_account import Allowance
from tui.demo.http.server import Fault
from tui.demo.http.wire import ApiError, Reply, Request
from tui.demo.options import Options
from tui.org.link import LOOKED_AROUND, READINGS_REMEMBERED
from tui.org.routes.debug_log import DebugCallsHere
from tui.org.wire.errors import LimitReached, LoginExpired, MissingPermission, NoDE, OrgFailure, Unreachable
from tui.presence.debug_calls import MOST, REST
from tui.presence.model import ReadRoute, Routes, Snapshot
from tui.presence.ports import Toggle, Wanted
from tui.presence.reading import why_blind
from tui.presence.settings import PRESETS

ANEW = Wanted(PRESETS["default"], permissions_anew=True)
REFUSED = ApiError(400, "UNKNOWN_EXCEPTION", "An unexpected error occurred").reply()
THROW, LOG, COMPANION = "/tooling/executeAnonymous", "/services/Soap/s/", "/apexrest/depresence/"
PATHS: dict[ReadRoute, str] = {"companion": COMPANION, "throw": THROW, "log": LOG}


def options(*, without: tuple[str, ...] = (), companion: bool = False, size: str | int = "small") -> Options:
    extra = frozenset({"companion"}) if companion else frozenset()
    return Options(size=size, without=frozenset(without), extra=extra)


def refuse(place: Place, *paths: str, answer: Reply = REFUSED, unless: Callable[[Request], bool] | None = None) -> None:
    """From now on the org refuses what is asked at these paths."""

    def meet(request: Request) -> Fault | None:
        hit = any(one in request.path for one in paths) and not (unless and unless(request))
        return Fault(answer) if hit else None

    place.server.interceptor = meet


def only(place: Place, route: ReadRoute) -> None:
    """No route to DE works but this one."""
    refuse(place, *(path for name, path in PATHS.items() if name != route))


def asked(place: Place) -> list[ReadRoute]:
    """By which routes DE was asked so far."""
    return [
        name
        for _, path, _ in place.server.requests
        for name, word in PATHS.items()
        if word in path and "about" not in path
    ]


def read(place: Place, wanted: Wanted = WANTED) -> Snapshot:
    snapshot = place.read(wanted)
    assert snapshot.answer == place.world.availability()
    return snapshot


def test_with_the_companion_a_reading_of_people_who_are_known_takes_one_call() -> None:
    with served(options(companion=True)) as place:
        first = read(place)
        seen = len(place.server.requests)
        snapshot = read(place)
        assert len(place.server.requests) == seen + 1
    assert first.routes == snapshot.routes == Routes("companion", "companion", "companion")
    assert snapshot.api.calls == 1
    assert (snapshot.notes, snapshot.rest, snapshot.problems) == ((), 0.0, ())
    assert why_blind(snapshot, None, own_expected=True) is None
    assert snapshot.at == MORNING


def test_connecting_costs_one_call_more_to_look_for_the_companion() -> None:
    with served(options()) as place:
        asyncio.run(place.org.facts())
        assert place.requests("/apexrest/") == [404]
        assert place.org.routes() == Routes("soql", None, "action")


def test_both_ways_bring_the_same_sessions() -> None:
    with served(options(companion=True, size="typical")) as place:
        by_class = read(place).sessions
        refuse(place, COMPANION)
        by_soql = read(place).sessions
    assert sorted(by_class.rows, key=lambda one: one.id) == sorted(by_soql.rows, key=lambda one: one.id)
    assert by_class.total == by_soql.total


@pytest.mark.parametrize("route", ["companion", "throw", "log"])
def test_5_000_users_in_40_teams_are_read_by_each_route(route: ReadRoute) -> None:
    with served(options(companion=route == "companion", size=5_000)) as place:
        asyncio.run(place.org.facts())
        only(place, route)
        snapshot = read(place)
        assert len(snapshot.teams) == 40
        assert len({one for team in (snapshot.answer or {}).values() for one in team if one.startswith("005")}) == 5_000
    assert snapshot.routes.read == route
    assert snapshot.problems == ()


def test_an_answer_larger_than_a_heap_comes_in_pages_by_the_companion() -> None:
    with served(options(companion=True, size=5_000), allowance=Allowance(heap=700_000)) as place:
        read(place)
        assert 500 in place.requests("/reading")
        assert 3 < read(place).api.calls < 15


def test_sessions_stay_with_the_companion_where_des_answer_alone_is_too_large_for_it() -> None:
    with served(options(companion=True, size=5_000), allowance=Allowance(heap=400_000)) as place:
        snapshot = read(place)
    assert snapshot.routes == Routes("companion", "throw", "companion")
    assert any("heap" in one for one in snapshot.notes)


def test_a_throw_that_begins_to_fail_gives_way_to_the_debug_log_within_the_same_reading() -> None:
    with served(options()) as place:
        assert read(place).notes == ()
        refuse(place, THROW)
        snapshot = read(place)
        assert snapshot.routes == place.org.routes() == Routes("soql", "log", "action")
    assert len(snapshot.notes) == 1
    assert snapshot.notes[0].startswith("reading DE by throw failed: ")
    assert snapshot.notes[0].endswith("; the debug log takes its place")
    assert snapshot.rest == pytest.approx(REST)
    assert snapshot.problems == ()


def test_a_route_that_was_left_is_not_asked_again_until_permissions_are_read_anew_and_the_note_stays() -> None:
    with served(options()) as place:
        refuse(place, THROW)
        notes = read(place).notes
        seen = len(asked(place))
        assert read(place).notes == notes
        assert asked(place)[seen:] == ["log"]
        place.server.interceptor = None
        snapshot = read(place, ANEW)
    assert (snapshot.routes.read, snapshot.notes, snapshot.rest) == ("throw", (), 0.0)


@pytest.mark.parametrize("left", [{COMPANION}, {COMPANION, THROW}])
def test_a_companion_that_begins_to_fail_gives_way_within_the_same_reading(left: set[str]) -> None:
    with served(options(companion=True)) as place:
        read(place)
        refuse(place, *left)
        snapshot = read(place)
    assert snapshot.routes == Routes("soql", "log" if THROW in left else "throw", "companion")
    assert snapshot.notes[0].startswith("reading sessions and DE by companion failed: ")
    assert why_blind(snapshot, None, own_expected=True) is None


@pytest.mark.parametrize(
    "answer",
    [
        ApiError(404, "NOT_FOUND", "Could not find a match for URL").reply(),
        ApiError(403, "FORBIDDEN", "You do not have access to the Apex class named: DePresenceCompanion").reply(),
        ApiError(500, "APEX_ERROR", "System.NullPointerException: de-reference").reply(),
        Reply(200, b'{"version": 1'),
        Reply(200, b"[]"),
    ],
)
def test_however_the_companion_fails_the_reading_is_whole_by_the_other_ways(answer: Reply) -> None:
    with served(options(companion=True)) as place:
        read(place)
        refuse(place, COMPANION, answer=answer)
        assert read(place).routes.sessions == "soql"
        place.server.interceptor = None
        assert read(place, ANEW).routes == Routes("companion", "companion", "companion")


def test_an_org_out_of_reach_is_no_reason_to_try_another_route() -> None:
    with served(options(companion=True)) as place:
        read(place)
        refuse(
            place, COMPANION, answer=ApiError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.").reply()
        )
        seen = len(place.server.requests)
        with pytest.raises(LimitReached):
            place.read()
        assert len(place.server.requests) == seen + 1
        place.server.interceptor = None
        place.server.account.kill_token()
        with pytest.raises(LoginExpired):
            place.read()


def test_where_all_ways_fail_the_first_failure_is_told_and_all_that_cost_nothing_are_tried_again() -> None:
    first = ApiError(400, "ODD", "the first one's words").reply()
    with served(options()) as place:
        read(place)
        place.server.interceptor = lambda request: (
            Fault(first)
            if THROW in request.path
            else Fault(Reply(200, b"<a/>", "text/xml"))
            if LOG in request.path
            else None
        )
        snapshot = place.read()
        assert snapshot.answer is None
        assert "the first one's words" in str(snapshot.problems[0])
        assert [one.partition(":")[0] for one in snapshot.notes] == ["reading DE by log failed"]
        seen = len(asked(place))
        place.read()
        assert asked(place)[seen:] == ["throw"]
        place.server.interceptor = None
        assert read(place).routes.read == "throw"


def test_no_debug_call_is_spent_where_it_is_sure_to_fail() -> None:
    for without, failure in ((("package",), NoDE), (("author-apex",), MissingPermission)):
        with served(options(without=without)) as place:
            with pytest.raises(failure):
                place.read()
            assert place.server.account.debug_used == 0


def test_without_author_apex_the_companion_reads_and_toggles() -> None:
    with served(options(without=("author-apex", "action"), companion=True)) as place:
        snapshot = read(place)
        user = next(one for team in (snapshot.answer or {}).values() for one in team if one.startswith("005"))
        outcome = place.toggle(Toggle(user, False, "Lunch"))[0]
        assert place.world.reason_of(user) == "Lunch"
    assert (outcome.ok, outcome.route, outcome.reason_sent) == (True, "companion", True)
    assert not snapshot.permissions.author_apex


def test_without_the_package_the_companion_is_no_way_to_de() -> None:
    with served(options(without=("package",), companion=True)) as place, pytest.raises(NoDE):
        place.read()


def test_without_access_to_the_class_the_other_ways_are_taken() -> None:
    with served(options(without=("class-access",), companion=True)) as place:
        assert read(place).routes == Routes("soql", "throw", "action")


def test_r2_permissions_taken_away_are_seen_by_the_next_reading_of_the_companion() -> None:
    with served(options(companion=True)) as place:
        assert read(place).permissions.manage_users
        place.world.revoke("manage-users")
        assert not place.read().permissions.manage_users


def test_r2_permissions_that_were_to_be_read_anew_are_read_though_the_companion_fails_just_then() -> None:
    with served(options(companion=True)) as place:
        read(place)
        place.world.revoke("manage-users")
        refuse(place, "/reading")
        assert not place.read(ANEW).permissions.manage_users


def test_a_companion_that_appears_is_taken_within_thirty_readings() -> None:
    with served(options()) as place:
        assert read(place).routes.read == "throw"
        place.world.install_companion()
        assert read(place).routes.read == "throw"
        for _ in range(LOOKED_AROUND - 2):
            read(place)
        assert read(place).routes == Routes("companion", "companion", "companion")


def test_a_token_that_dies_is_renewed_on_each_route_and_the_body_is_made_anew() -> None:
    for route in PATHS:
        with served(options(companion=True), renews=True) as place:
            asyncio.run(place.org.facts())
            only(place, route)
            read(place)
            place.server.account.kill_token()
            assert read(place).routes.read == route


def test_no_more_than_our_share_of_debug_logs_is_taken_in_a_day() -> None:
    calls = DebugCallsHere(WorldTime(lambda: MORNING))
    calls.note(MOST - 2)
    with served(options(), debug_calls=calls) as place:
        refuse(place, THROW)
        read(place)
        read(place)
        snapshot = place.read()
        assert place.server.account.debug_used == 2
    assert snapshot.answer is None
    assert "our share" in str(snapshot.problems[0])


def test_the_orgs_own_refusal_of_debug_logs_leaves_sessions_and_says_why() -> None:
    with served(options(), allowance=Allowance(debug_calls=0)) as place:
        refuse(place, THROW, answer=Reply(200, b"{}"))
        snapshot = place.read()
    assert snapshot.sessions.finished
    assert snapshot.answer is None


@pytest.mark.parametrize(
    ("size", "companion", "without"), [(300, True, ()), (300, False, ()), (300, False, ("action",))]
)
def test_200_and_500_toggles_go_by_each_way(size: int, companion: bool, without: tuple[str, ...]) -> None:
    with served(options(size=size, companion=companion, without=without)) as place:
        users = sorted({one for team in place.world.availability().values() for one in team if one.startswith("005")})
        outcomes = place.toggle(*(Toggle(one, False, "Evening") for one in users[:200]))
        assert all(one.ok for one in outcomes)
        twice = place.toggle(*(Toggle(one, True) for one in [*users, *users][:500]))
        assert len(twice) == 500
        assert all(one.ok for one in twice)
        assert all(place.world.toggled_on(one) for one in users)


TOGGLES = ApiError(404, "NOT_FOUND", "Could not find a match for URL").reply()


def a_user(place: Place) -> str:
    return sorted({one for team in place.world.availability().values() for one in team if one.startswith("005")})[0]


@pytest.mark.parametrize(
    ("without", "reason", "route"),
    [
        ((), None, "action"),
        ((), "Lunch", "anonymous"),
        (("action",), None, "anonymous"),
        (("author-apex",), "Lunch", "action"),
    ],
)
def test_a_toggle_falls_to_the_next_way_where_the_companion_certainly_did_nothing(
    without: tuple[str, ...], reason: str | None, route: str
) -> None:
    with served(options(companion=True, without=without)) as place:
        user = a_user(place)
        read(place)
        refuse(place, "/toggles", answer=TOGGLES)
        outcome = place.toggle(Toggle(user, False, reason))[0]
        assert [one.via for one in place.world.received] == [route]
        assert (outcome.ok, outcome.route) == (True, route)
        assert any(one.startswith("toggling by companion failed: ") for one in read(place).notes)
        assert place.org.write_route(reason) == route


def test_a_toggle_whose_answer_was_lost_falls_to_no_other_way() -> None:
    with served(options(companion=True)) as place:
        user = a_user(place)
        read(place)
        place.server.interceptor = lambda request: Fault(cut="after") if "/toggles" in request.path else None
        outcome = place.toggle(Toggle(user, False, "Lunch"))[0]
        assert [one.via for one in place.world.received] == ["companion"]
    assert (outcome.ok, outcome.route) == (None, "companion")


def test_where_no_way_is_left_the_failure_is_told_and_nothing_is_sent() -> None:
    with served(options(companion=True, without=("action", "author-apex"))) as place:
        user = a_user(place)
        read(place)
        refuse(place, "/toggles", answer=TOGGLES)
        with pytest.raises(OrgFailure):
            place.toggle(Toggle(user, False))
        assert place.world.received == []


def test_a_companion_that_was_left_for_toggling_is_tried_again_when_permissions_are_read_anew() -> None:
    with served(options(companion=True)) as place:
        user = a_user(place)
        read(place)
        refuse(place, "/toggles", answer=TOGGLES)
        place.toggle(Toggle(user, False))
        place.server.interceptor = None
        (note,) = read(place, ANEW).notes  # what happened is told, even if it is over by then
        assert note.endswith("; action takes its place")
        assert read(place).notes == ()
        assert place.toggle(Toggle(user, True))[0].route == "companion"


def test_the_only_way_to_toggle_is_tried_again_when_permissions_are_read_anew() -> None:
    with served(options(companion=True, without=("action", "author-apex"))) as place:
        user = a_user(place)
        read(place)
        refuse(place, "/toggles", answer=TOGGLES)
        with pytest.raises(OrgFailure):
            place.toggle(Toggle(user, False))
        place.server.interceptor = None
        assert place.org.write_route(None) is None
        read(place, ANEW)
        assert place.toggle(Toggle(user, False))[0].ok


def test_who_is_shut_out_of_de_is_let_in_when_a_way_opens_while_the_program_runs() -> None:
    with served(options(companion=True, without=("action", "author-apex"))) as place:
        refuse(place, "/about")
        for _ in range(READINGS_REMEMBERED):
            with pytest.raises(MissingPermission):
                place.read()
        place.server.interceptor = None
        assert read(place).routes == Routes("companion", "companion", "companion")


def test_a_host_that_is_gone_is_unreachable_by_every_way() -> None:
    with served(options(companion=True)) as place:
        read(place)
        place.server.stop()
        with pytest.raises(Unreachable):
            place.read()
