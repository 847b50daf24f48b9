"""The wire against the demo org: toggling."""

from __future__ import annotations

import pytest

from tests.org.demo_org import Place, served
from tui.demo.http.server import Fault
from tui.demo.http.wire import Reply, Request
from tui.demo.options import Options
from tui.org.wire.errors import LoginExpired, MissingPermission, NoDE, OrgFailure, Unreachable
from tui.presence.ports import Toggle

HOSTILE_REASONS = [
    'it\'s \\ "quoted"',
    "'); delete [SELECT Id FROM User]; //",
    "[/] \x1b[31m \u202e נ",
    "😀" * 255,
    "a\nb\tc",
]


def options(*, without: tuple[str, ...] = (), extra: tuple[str, ...] = ()) -> Options:
    return Options(size="small", without=frozenset(without), extra=frozenset(extra))


def members(place: Place) -> list[str]:
    """DE users of the world."""
    answer = place.world.availability()
    return sorted({one for team in answer.values() for one in team if one.startswith("005")})


@pytest.mark.parametrize(
    ("given", "route"),
    [(options(without=("author-apex",)), "action"), (options(without=("action",)), "anonymous"), (options(), "action")],
)
def test_an_on_goes_by_the_action_where_there_is_one(given: Options, route: str) -> None:
    with served(given) as place:
        user = members(place)[0]
        place.world.manager_toggles(user, on=False)
        outcome = place.toggle(Toggle(user, True))[0]
        assert place.world.toggled_on(user)
        assert [one.via for one in place.world.received] == [route]
    assert (outcome.ok, outcome.route, outcome.error) == (True, route, None)


@pytest.mark.parametrize(
    ("given", "route", "arrives"),
    [
        (options(), "anonymous", True),
        (options(extra=("action-reason",)), "action", True),
        (options(without=("author-apex",)), "action", False),
        (options(without=("action",)), "anonymous", True),
    ],
)
def test_r18_a_reason_travels_by_the_first_route_that_can_carry_it(given: Options, route: str, arrives: bool) -> None:
    with served(given) as place:
        user = members(place)[0]
        outcome = place.toggle(Toggle(user, False, "No active session"))[0]
        assert not place.world.toggled_on(user)
        assert place.world.reason_of(user) == ("No active session" if arrives else None)
    assert (outcome.ok, outcome.route, outcome.reason_sent) == (True, route, arrives)


@pytest.mark.parametrize("given", [options(), options(extra=("action-reason",))])
@pytest.mark.parametrize("reason", HOSTILE_REASONS)
def test_hostile_reasons_arrive_as_they_are(given: Options, reason: str) -> None:
    with served(given) as place:
        user = members(place)[0]
        assert place.toggle(Toggle(user, False, reason))[0].ok
        assert place.world.reason_of(user) == reason


@pytest.mark.parametrize("given", [options(), options(without=("author-apex",))])
def test_many_go_in_one_call_and_all_are_told(given: Options) -> None:
    with served(given) as place:
        users = members(place)
        outcomes = place.toggle(*(Toggle(one, False, "Evening") for one in users))
        assert not any(place.world.toggled_on(one) for one in users)
        assert len({one.at for one in place.world.received}) == 1
    assert [one.user_id for one in outcomes] == users
    assert all(one.ok for one in outcomes)


@pytest.mark.parametrize("given", [options(), options(without=("author-apex",))])
def test_a_user_who_is_none_fails_alone(given: Options) -> None:
    nobody = "0059900000000zzAAA"
    with served(given) as place:
        users = members(place)[:6]
        outcomes = place.toggle(*(Toggle(one, False, "Evening") for one in [*users[:3], nobody, *users[3:]]))
        assert len(place.world.received) == 6
    assert [one.ok for one in outcomes] == [True, True, True, False, True, True, True]
    assert outcomes[3].error


@pytest.mark.parametrize("given", [options(), options(without=("author-apex",))])
@pytest.mark.parametrize("cut", ["before", "after", "body"])
def test_r15_a_lost_answer_is_unsettled_whether_or_not_it_was_applied(given: Options, cut: str) -> None:
    with served(given) as place:
        user = members(place)[0]
        place.toggle(Toggle(user, True))
        seen = len(place.server.requests)
        place.server.interceptor = lambda request: _cut(request, cut)
        outcome = place.toggle(Toggle(user, False, "Evening"))[0]
        assert place.world.toggled_on(user) is (cut == "before")
        assert len(place.server.requests) == seen + 1
    assert outcome.ok is None


def _cut(request: Request, cut: str) -> Fault | None:
    if cut == "before":
        return Fault(cut="before")
    return Fault(cut="after") if cut == "after" else Fault(cut="body")


@pytest.mark.parametrize("status", [502, 503, 504])
def test_r15_a_page_of_the_edge_in_place_of_an_answer_is_a_lost_answer(status: int) -> None:
    page = Reply(status, b"<html>busy</html>", "text/html")
    with served(options()) as place:
        user = members(place)[0]
        place.toggle(Toggle(user, True))
        place.server.interceptor = lambda _: Fault(answer=page)
        assert place.toggle(Toggle(user, False, "Evening"))[0].ok is None


def test_without_any_route_the_permission_is_named_with_exit_5() -> None:
    with served(options(without=("author-apex", "action"))) as place:
        with pytest.raises(MissingPermission) as failure:
            place.toggle(Toggle(members(place)[0], True))
        assert place.org.write_route(None) is None
        assert place.world.received == []
    assert failure.value.exit_code == 5


def test_without_the_package_nothing_is_sent_and_it_is_said() -> None:
    with served(options(without=("package",))) as place, pytest.raises(NoDE):
        place.toggle(Toggle("0055e0000000001AAA", True))


def test_a_dead_token_sends_nothing_and_is_told() -> None:
    with served(options()) as place:
        user = members(place)[0]
        place.toggle(Toggle(user, True))
        place.server.account.kill_token()
        with pytest.raises(LoginExpired):
            place.toggle(Toggle(user, False))
        assert place.world.toggled_on(user)


def test_a_token_that_dies_is_renewed_and_the_toggle_arrives_once() -> None:
    with served(options(), renews=True) as place:
        user = members(place)[0]
        place.toggle(Toggle(user, True))
        place.server.account.kill_token()
        assert place.toggle(Toggle(user, False, "Evening"))[0].ok
        assert [one.online for one in place.world.received] == [True, False]


def test_a_host_that_is_gone_has_surely_not_applied_anything() -> None:
    with served(options()) as place:
        user = members(place)[0]
        place.toggle(Toggle(user, True))
        place.server.stop()
        with pytest.raises(Unreachable):
            place.toggle(Toggle(user, False))


def test_an_action_taken_away_gives_way_to_the_next_route_at_once() -> None:
    with served(options()) as place:
        user = members(place)[0]
        place.toggle(Toggle(user, True))
        place.world.revoke("action")
        outcome = place.toggle(Toggle(user, False))[0]
        assert not place.world.toggled_on(user)
    assert (outcome.ok, outcome.route) == (True, "anonymous")


def test_an_action_taken_away_with_no_other_route_is_told_and_nothing_is_sent() -> None:
    with served(options(without=("author-apex",))) as place:
        user = members(place)[0]
        place.toggle(Toggle(user, True))
        place.world.revoke("action")
        with pytest.raises(OrgFailure):
            place.toggle(Toggle(user, False))
        assert place.world.toggled_on(user)
        assert place.org.write_route(None) is None
