"""Toggles by the companion class: it tells of each user by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.org.scripted import Asked, Scripted, Watch
from tests.org.test_org_companion import HEAP, NOT_FOUND
from tests.org.test_org_toggles import toggles, user_id
from tui.org.routes.toggles import Ways, send_toggles, way_is_closed
from tui.org.wire.calls import Kind
from tui.org.wire.errors import MissingPermission, NotAnId, OrgFailure, Rejected, lost
from tui.org.wire.literals import long_id
from tui.org.wire.steps import Steps
from tui.presence.ports import Outcome, Toggle


class Toggler:
    """The class's toggles: some users are refused, each by themselves."""

    def __init__(self, refused: Sequence[str] = (), fails: dict[int, object] | None = None) -> None:
        self.refused, self.fails = refused, fails or {}
        self.bodies: list[dict[str, Any]] = []

    def __call__(self, asked: Asked) -> object:
        assert (asked.method, asked.path) == ("POST", "/services/apexrest/depresence/v1/toggles")
        assert asked.kind is Kind.WRITE
        self.bodies.append(asked.body)
        if (said := self.fails.get(len(self.bodies))) is not None:
            return said
        refused = {one: "is not a member" if one in self.refused else None for one in asked.body["users"]}
        return {"results": [{"id": one, "ok": why is None, "error": why} for one, why in refused.items()]}


BY_CLASS = Ways(companion=True, author_apex=True)


def send(org: Toggler, wanted: Sequence[Toggle]) -> list[Outcome]:
    return send_toggles(Scripted(org), BY_CLASS, wanted, Steps(Watch()))


def test_r18_the_class_is_the_first_way_and_carries_a_reason() -> None:
    org = Toggler()
    outcomes = send(org, toggles(2, to=False, reason="Lunch '\\ 😀 \ud800"))
    assert org.bodies == [{"online": False, "reason": "Lunch '\\ 😀 ?", "users": [user_id(0), user_id(1)]}]
    assert [(one.ok, one.route, one.reason_sent) for one in outcomes] == [(True, "companion", True)] * 2


def test_each_user_has_an_outcome_of_their_own_in_one_call() -> None:
    org = Toggler(refused=[user_id(3)])
    outcomes = send(org, toggles(200))
    assert len(org.bodies) == 1
    assert [one.user_id for one in outcomes if one.ok is False] == [user_id(3)]
    assert outcomes[3].error == "is not a member"


def test_500_go_in_calls_of_200_at_most() -> None:
    org = Toggler()
    outcomes = send(org, toggles(500))
    assert max(len(one["users"]) for one in org.bodies) <= 200
    assert [one.user_id for one in outcomes] == [user_id(one) for one in range(500)]
    assert all(one.ok for one in outcomes)


@pytest.mark.parametrize(
    "said",
    [
        b"{",
        {"results": []},
        {"results": [{"id": user_id(1), "ok": True}, {"id": user_id(0), "ok": True}]},
        {"ok": True},
    ],
)
def test_r15_results_that_are_not_those_of_the_toggles_are_a_lost_answer(said: object) -> None:
    outcomes = send(Toggler(fails={1: said}), toggles(2))
    assert [one.ok for one in outcomes] == [None, None]


def test_r15_a_lost_answer_is_unsettled_and_nothing_is_sent_again() -> None:
    org = Toggler(fails={1: lost("gone")})
    assert [one.ok for one in send(org, toggles(3))] == [None] * 3
    assert len(org.bodies) == 1


def test_beyond_its_limits_fewer_users_go_at_once() -> None:
    org = Toggler(fails={1: HEAP})
    assert all(one.ok for one in send(org, toggles(4)))
    assert [len(one["users"]) for one in org.bodies] == [4, 2, 2]


@pytest.mark.parametrize(
    "failure",
    [NOT_FOUND, MissingPermission("no", "no access"), Rejected("no", "INVALID_INPUT", code="INVALID_INPUT")],
)
def test_a_class_that_fails_as_a_whole_did_nothing_and_is_no_way_any_more(failure: OrgFailure) -> None:
    org = Toggler(fails={1: failure})
    with pytest.raises(type(failure)) as raised:
        send(org, toggles(3))
    assert len(org.bodies) == 1
    assert isinstance(raised.value, (MissingPermission, Rejected))
    assert way_is_closed("companion", raised.value)


def test_what_is_no_id_reaches_it_never() -> None:
    org = Toggler()
    with pytest.raises(NotAnId):
        send(org, [Toggle("005'); delete", True)])
    assert org.bodies == []


def test_ids_of_15_and_18_characters_are_the_same_user() -> None:
    org = Toggler(fails={1: {"results": [{"id": user_id(0)[:15], "ok": True}]}})
    assert send(org, [Toggle(long_id(user_id(0)[:15]), True)])[0].ok
