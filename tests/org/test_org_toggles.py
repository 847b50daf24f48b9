from __future__ import annotations

import json
import re
from collections.abc import Sequence
from urllib.parse import quote_plus

import pytest

from tests.org.scripted import Asked, Scripted, Watch
from tests.org.test_org_action import PLAIN, WITH_REASON, done
from tests.org.test_org_literals import read_literal
from tui.org.routes.anonymous import LONGEST, source
from tui.org.routes.toggles import MOST_CALLS, Ways, send_toggles
from tui.org.wire.calls import Kind
from tui.org.wire.errors import AnswerLost, LimitReached, MissingPermission, NoDE, NotAnId, Rejected, Unreachable, lost
from tui.org.wire.literals import long_id
from tui.org.wire.steps import Steps
from tui.presence.ports import Outcome, Toggle

APEX = Ways(None, author_apex=True)
ACTION = Ways(PLAIN, author_apex=False)
BOTH = Ways(PLAIN, author_apex=True)
CARRYING = Ways(WITH_REASON, author_apex=True)
RAN = {"compiled": True, "success": True, "compileProblem": None, "exceptionMessage": None}


def user_id(number: int) -> str:
    return long_id(f"0055e00000{number:05d}")


def toggles(number: int, *, to: bool = True, reason: str | None = None) -> list[Toggle]:
    return [Toggle(user_id(one), to, reason) for one in range(number)]


class World:
    """A DE that takes toggles by both routes, refuses some users, and counts what it was sent."""

    def __init__(self, refused: Sequence[str] = (), fails: dict[int, BaseException] | None = None) -> None:
        self.refused = set(refused)
        self.fails = fails or {}
        self.applied: list[tuple[str, bool, str | None]] = []
        self.sizes: list[int] = []

    def __call__(self, asked: Asked) -> object:
        assert asked.kind is Kind.WRITE
        changes = self.by_action(asked) if asked.body else self.by_apex(asked)
        self.sizes.append(len(changes))
        if (failure := self.fails.get(len(self.sizes))) is not None:
            return failure
        if culprit := next((one for one, _, _ in changes if one in self.refused), None):
            message = f"{culprit} is not a member"
            whole = RAN | {"success": False, "exceptionMessage": f"n2de.DEException: {message}"}
            return [done(success=False, message=message) for _ in changes] if asked.body else whole
        self.applied += changes
        return [done() for _ in changes] if asked.body else RAN

    @staticmethod
    def by_action(asked: Asked) -> list[tuple[str, bool, str | None]]:
        return [(one["userId"], one["online"], one.get("reason")) for one in asked.body["inputs"]]

    @staticmethod
    def by_apex(asked: Asked) -> list[tuple[str, bool, str | None]]:
        literal = re.findall(r"deserializeUntyped\(('.*')\)", asked.apex)[0]
        wanted = json.loads(read_literal(literal))
        return [(one, wanted["online"], wanted["reason"]) for one in wanted["users"]]


def send(world: World, ways: Ways, wanted: Sequence[Toggle], watch: Watch | None = None) -> list[Outcome]:
    return send_toggles(Scripted(world), ways, wanted, Steps(watch or Watch()))


@pytest.mark.parametrize(
    ("ways", "reason", "route"),
    [
        (BOTH, None, "action"),
        (BOTH, "Lunch", "anonymous"),
        (CARRYING, "Lunch", "action"),
        (ACTION, "Lunch", "action"),
        (ACTION, None, "action"),
        (APEX, None, "anonymous"),
        (Ways(), None, None),
        (Ways(), "Lunch", None),
    ],
)
def test_r18_a_reason_takes_the_first_route_that_carries_it_else_the_first_there_is(
    ways: Ways, reason: str | None, route: str | None
) -> None:
    assert ways.route(reason) == route


@pytest.mark.parametrize(
    ("ways", "route", "arrived", "sent"),
    [
        (BOTH, "anonymous", "Lunch", True),
        (CARRYING, "action", "Lunch", True),
        (ACTION, "action", None, False),
        (APEX, "anonymous", "Lunch", True),
    ],
)
def test_r18_the_outcome_says_whether_the_reason_travelled(
    ways: Ways, route: str, arrived: str | None, sent: bool
) -> None:
    world = World()
    outcome = send(world, ways, toggles(1, to=False, reason="Lunch"))[0]
    assert world.applied == [(user_id(0), False, arrived)]
    assert (outcome.ok, outcome.route, outcome.reason_sent) == (True, route, sent)


def test_an_on_without_reason_says_no_reason_was_sent() -> None:
    assert send(World(), APEX, toggles(1)) == [Outcome(user_id(0), ok=True, route="anonymous")]


@pytest.mark.parametrize(
    "reason", ['it\'s \\ "quoted"', "'); System.abortJob('x", "[bold]\n\x1b[31m", "\u202eנ😀", "x" * 300]
)
def test_hostile_reasons_arrive_as_they_are(reason: str) -> None:
    world = World()
    send(world, APEX, toggles(1, to=False, reason=reason))
    assert world.applied[0][2] == reason


@pytest.mark.parametrize("ways", [ACTION, APEX])
def test_two_hundred_go_in_one_call(ways: Ways) -> None:
    world, watch = World(), Watch()
    outcomes = send(world, ways, toggles(200), watch)
    assert world.sizes == [200]
    assert all(one.ok for one in outcomes)
    assert watch.steps == [("toggles", 200, 200)]


def test_a_long_reason_splits_the_calls_so_that_each_fits_an_address() -> None:
    world = World()
    reason = "😀" * 400
    outcomes = send(world, APEX, toggles(200, to=False, reason=reason))
    assert len(world.sizes) > 1
    assert len(world.applied) == 200
    assert all(one.ok for one in outcomes)


@pytest.mark.parametrize("over", [0, 1])
def test_a_block_that_is_one_byte_too_long_is_split(over: int) -> None:
    plain = len(quote_plus(source(toggles(2, to=False, reason="x"))))
    reason = "x" * (LONGEST - plain + 1 + over)
    world = World()
    send(world, APEX, toggles(2, to=False, reason=reason))
    assert world.sizes == ([1, 1] if over else [2])


def test_a_reason_that_fits_no_address_is_refused_before_anything_leaves() -> None:
    world = World()
    with pytest.raises(Rejected):
        send(world, APEX, toggles(1, to=False, reason="😀" * 5_000))
    assert world.sizes == []


@pytest.mark.parametrize("ways", [ACTION, APEX])
def test_one_refused_user_does_not_hold_back_the_others(ways: Ways) -> None:
    world = World(refused=[user_id(137)])
    outcomes = send(world, ways, toggles(200))
    assert [one.user_id for one in outcomes if one.ok is False] == [user_id(137)]
    assert "is not a member" in (outcomes[137].error or "")


@pytest.mark.parametrize("ways", [ACTION, APEX])
def test_what_succeeded_is_never_sent_again(ways: Ways) -> None:
    world = World(refused=[user_id(3), user_id(190)])
    send(world, ways, toggles(200))
    assert len(world.applied) == len(set(world.applied)) == 198


def test_outcomes_keep_the_order_of_the_toggles() -> None:
    wanted = toggles(50)
    assert [one.user_id for one in send(World(refused=[user_id(7)]), APEX, wanted)] == [one.user_id for one in wanted]


def test_where_everybody_is_refused_it_ends_after_a_bounded_number_of_calls() -> None:
    world = World(refused=[user_id(one) for one in range(200)])
    outcomes = send(world, ACTION, toggles(200))
    assert len(world.sizes) <= MOST_CALLS
    assert {one.ok for one in outcomes} == {False}
    assert all("is not a member" in (one.error or "") for one in outcomes)


@pytest.mark.parametrize("ways", [ACTION, APEX])
def test_r15_a_lost_answer_is_unsettled_and_nothing_is_sent_again(ways: Ways) -> None:
    world = World(fails={1: lost("the connection broke off")})
    outcomes = send(world, ways, toggles(3))
    assert [one.ok for one in outcomes] == [None, None, None]
    assert len(world.sizes) == 1


def test_r15_a_lost_answer_within_a_split_leaves_the_rest_unsent_and_said_so() -> None:
    world = World(refused=[user_id(0)], fails={2: lost("gone")})
    outcomes = send(world, APEX, toggles(4))
    assert [one.ok for one in outcomes] == [None, None, False, False]
    assert "not sent" in (outcomes[3].error or "")


def test_a_reason_that_may_have_arrived_counts_as_sent() -> None:
    world = World(fails={1: lost("gone")})
    assert send(world, APEX, toggles(1, to=False, reason="Lunch"))[0].reason_sent


@pytest.mark.parametrize("failure", [Unreachable("away"), LimitReached("full"), NoDE("none"), MissingPermission("no")])
def test_where_nothing_was_applied_the_failure_is_raised(failure: BaseException) -> None:
    world = World(fails={1: failure})
    with pytest.raises(type(failure)):
        send(world, ACTION, toggles(3))


def test_a_refusal_in_another_form_than_the_actions_own_does_not_hold_back_the_others() -> None:
    refused = Rejected("The org refused the request", "not a member", code="UNKNOWN_EXCEPTION")
    world = World(fails={1: refused, 2: refused, 4: refused})  # 0-3, 0-1, then 2-3 pass, 0 fails, 1 passes
    outcomes = send(world, ACTION, toggles(4))
    assert world.sizes == [4, 2, 2, 1, 1]
    assert [one.ok for one in outcomes] == [False, True, True, True]
    assert "not a member" in (outcomes[0].error or "")


@pytest.mark.parametrize("code", ["NOT_FOUND", "INVALID_TYPE"])
def test_a_way_that_is_not_there_is_raised_at_once(code: str) -> None:
    world = World(fails={1: Rejected("gone", code=code)})
    with pytest.raises(Rejected):
        send(world, ACTION, toggles(4))
    assert world.sizes == [4]


def test_a_failure_after_something_was_applied_becomes_outcomes() -> None:
    world = World(refused=[user_id(3)], fails={3: LimitReached("full")})
    outcomes = send(world, APEX, toggles(4))
    assert [one.ok for one in outcomes] == [True, True, False, False]
    assert "full" in (outcomes[3].error or "")


def test_a_person_can_stop_between_two_calls_and_is_told_what_was_not_sent() -> None:
    world = World(refused=[user_id(3)])
    outcomes = send(world, APEX, toggles(4), Watch(stop_after=2))
    assert [one.ok for one in outcomes] == [True, True, False, False]
    assert outcomes[2].error == "not sent: stopped before"


def test_toggles_of_two_values_or_reasons_do_not_go_in_one_call() -> None:
    world = World()
    with pytest.raises(Rejected):
        send(world, APEX, [*toggles(1), Toggle(user_id(2), False)])
    assert world.sizes == []


def test_without_any_route_the_missing_permission_is_named() -> None:
    with pytest.raises(MissingPermission) as failure:
        send(World(), Ways(), toggles(1))
    assert "Author Apex" in failure.value.problem.title


@pytest.mark.parametrize("ways", [ACTION, APEX])
def test_what_is_no_id_reaches_no_route(ways: Ways) -> None:
    world = World()
    with pytest.raises(NotAnId):
        send(world, ways, [Toggle("005'); delete", True)])
    assert world.sizes == []


def test_a_block_that_does_not_compile_did_nothing() -> None:
    org = Scripted(lambda _: {"compiled": False, "success": False, "compileProblem": "Invalid type: n2de.X"})
    with pytest.raises(NoDE):
        send_toggles(org, APEX, toggles(2), Steps(Watch()))


def test_an_unreadable_answer_to_a_block_that_writes_is_a_lost_one() -> None:
    outcomes = send_toggles(Scripted(lambda _: b'{"compiled": tr'), APEX, toggles(2), Steps(Watch()))
    assert [one.ok for one in outcomes] == [None, None]


def test_nothing_to_send_sends_nothing() -> None:
    world = World()
    assert send(world, APEX, []) == []
    assert world.sizes == []


def test_a_lost_answer_is_told_apart_from_a_refusal() -> None:
    assert issubclass(AnswerLost, Exception)
    assert not issubclass(Rejected, AnswerLost)


def test_the_reason_of_a_refused_toggle_did_not_travel() -> None:
    outcome = send(World(refused=[user_id(0)]), APEX, toggles(1, to=False, reason="Lunch"))[0]
    assert (outcome.ok, outcome.reason_sent) == (False, False)
