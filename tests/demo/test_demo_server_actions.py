"""The demo org over HTTP: DE's invocable action."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.demo.served import V, Wire, served

APEX = f"{V}/actions/custom/apex"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with served() as one:
        yield one


def found(wire: Wire) -> str:
    """The path of DE's action, by its label."""
    listed = wire.get(APEX).json()["actions"]
    urls = [str(one["url"]) for one in listed if one["label"] == "DE Toggle Users"]
    assert len(urls) == 1
    return urls[0]


def inputs(wire: Wire) -> dict[str, str]:
    """The names of the action's inputs by their labels."""
    return {one["label"]: one["name"] for one in wire.get(found(wire)).json()["inputs"]}


def one_input(wire: Wire, user: str, online: object) -> dict[str, object]:
    """What toggles one user."""
    names = inputs(wire)
    return {names["Toggle user online?"]: online, names["User id"]: user}


def test_the_action_is_listed_under_its_label_among_others(wire: Wire) -> None:
    listed = wire.get(APEX).json()["actions"]
    assert [sorted(one) for one in listed] == [["label", "name", "type", "url"]] * len(listed)
    assert len(listed) > 1
    assert {one["type"] for one in listed} == {"APEX"}


def test_a_describe_tells_the_names_behind_the_labels(wire: Wire) -> None:
    told = wire.get(found(wire)).json()["inputs"]
    assert [(one["label"], one["type"], one["required"]) for one in told] == [
        ("Toggle user online?", "BOOLEAN", True),
        ("User id", "ID", True),
    ]


def test_a_reason_is_an_input_only_where_the_org_has_one() -> None:
    with served(extra=frozenset({"action-reason"})) as wire:
        user = wire.user()
        values = one_input(wire, user, online=False) | {inputs(wire)["Reason"]: "Lunch"}
        assert wire.post(found(wire), {"inputs": [values]}).status_code == 200
        assert wire.world.reason_of(user) == "Lunch"


@pytest.mark.parametrize("what", ["package", "action"])
def test_without_package_or_action_it_is_not_there(what: str) -> None:
    with served(without=frozenset({what})) as wire:
        listed = wire.get(APEX).json()["actions"]
        assert "DE Toggle Users" not in [one["label"] for one in listed]
        assert wire.post(f"{APEX}/n2de__InvocableUserAvailability", {"inputs": [{}]}).status_code == 404


@pytest.mark.parametrize("online", [True, False])
def test_each_input_toggles_its_user(wire: Wire, online: bool) -> None:
    user = wire.user()
    reply = wire.post(found(wire), {"inputs": [one_input(wire, user[:15], online)]})
    assert reply.status_code == 200
    assert [(one["isSuccess"], one["errors"]) for one in reply.json()] == [(True, None)]
    assert wire.world.toggled_on(user) is online
    assert [one.via for one in wire.world.received] == ["action"]


def test_one_user_that_is_nobody_fails_all_in_the_actions_own_shape(wire: Wire) -> None:
    user = wire.user()
    before = wire.world.toggled_on(user)
    values = [one_input(wire, user, not before), one_input(wire, "0055e00000ZZZZZ", online=True)]
    reply = wire.post(found(wire), {"inputs": values})
    assert reply.status_code == 400
    assert [(one["isSuccess"], one["errors"][0]["statusCode"]) for one in reply.json()] == [
        (False, "UNKNOWN_EXCEPTION"),
        (False, "UNKNOWN_EXCEPTION"),
    ]
    assert sorted(reply.json()[0]["errors"][0]) == ["fields", "message", "statusCode"]
    assert wire.world.toggled_on(user) is before


@pytest.mark.parametrize("broken", ["left out", "null", "of another name", "of another type", "no id"])
def test_inputs_that_do_not_fit_are_refused_in_the_same_shape(wire: Wire, broken: str) -> None:
    values = one_input(wire, wire.user(), online=True)
    flag, member = values
    if broken == "left out":
        del values[member]
    elif broken == "of another name":
        values["userId"] = wire.user()
    else:
        worse: dict[str, dict[str, object]] = {
            "null": {flag: None},
            "of another type": {flag: "true"},
            "no id": {member: "ada"},
        }
        values |= worse[broken]
    reply = wire.post(found(wire), {"inputs": [values]})
    assert reply.status_code == 400
    assert reply.json()[0]["isSuccess"] is False
    assert reply.json()[0]["errors"][0]["statusCode"] == "INVALID_API_INPUT"
    assert wire.world.received == []


@pytest.mark.parametrize("body", [{}, {"inputs": []}, {"inputs": {}}, [], {"input": [{}]}])
def test_a_body_without_inputs_is_refused_as_any_other_call(wire: Wire, body: object) -> None:
    reply = wire.post(found(wire), body)
    assert (reply.status_code, sorted(reply.json()[0])) == (400, ["errorCode", "message"])


def test_a_body_that_is_no_json_is_refused(wire: Wire) -> None:
    reply = wire.http.post(wire.server.url + found(wire), data=b"{", timeout=20)
    assert reply.json()[0]["errorCode"] == "JSON_PARSER_ERROR"


def test_a_body_may_come_in_chunks(wire: Wire) -> None:
    user = wire.user()
    values = one_input(wire, user, online=False)
    names = list(values)
    parts = [b'{"inputs":[{', f'"{names[0]}":false,"{names[1]}":"{user}"'.encode(), b"}]}"]
    reply = wire.http.post(wire.server.url + found(wire), data=iter(parts), timeout=20)
    assert (reply.status_code, wire.world.toggled_on(user)) == (200, False)


def test_an_action_whose_access_is_taken_away_is_gone_at_once_and_comes_back(wire: Wire) -> None:
    path, values = found(wire), one_input(wire, wire.user(), online=False)
    wire.world.revoke("action")
    assert "DE Toggle Users" not in [one["label"] for one in wire.get(APEX).json()["actions"]]
    assert [wire.get(path).status_code, wire.post(path, {"inputs": [values]}).status_code] == [404, 404]
    assert wire.world.received == []
    wire.world.grant("action")
    assert wire.post(path, {"inputs": [values]}).status_code == 200
