from __future__ import annotations

import pytest

from tests.org.scripted import USER, Asked, Scripted
from tui.org.routes.action import Action, Input, Result, find_action, send, understood
from tui.org.wire.calls import Kind
from tui.org.wire.errors import AnswerLost, NotAnId, Rejected
from tui.presence.ports import Toggle

ONLINE = Input("online", "Toggle user online?", "BOOLEAN", required=True)
USER_ID = Input("userId", "User id", "STRING", required=True)
REASON = Input("reason", "Toggle off reason", "STRING")
PLAIN = Action("n2de__ToggleUsers", "userId", "online")
WITH_REASON = Action("n2de__ToggleUsers", "userId", "online", "reason")


def done(success: bool = True, message: str = "no") -> dict[str, object]:
    errors = None if success else [{"statusCode": "UNKNOWN_EXCEPTION", "message": message, "fields": []}]
    return {"actionName": "x", "errors": errors, "isSuccess": success, "outputValues": None, "sortOrder": -1}


class Actions:
    """An org that lists actions and describes each with the same inputs."""

    def __init__(self, *listed: tuple[str, str], inputs: list[Input] | None = None) -> None:
        self.listed = listed
        self.inputs = inputs or [ONLINE, USER_ID]

    def __call__(self, asked: Asked) -> object:
        if asked.path == "actions/custom/apex":
            return {
                "actions": [{"name": name, "label": label, "type": "APEX", "url": "/x"} for name, label in self.listed]
            }
        return {"inputs": self.inputs, "outputs": []}


def test_the_action_is_found_by_its_label_and_its_inputs_by_theirs() -> None:
    org = Scripted(Actions(("Other", "Send mail"), ("n2de__Anything", "DE Toggle Users")))
    assert find_action(org) == Action("n2de__Anything", "userId", "online")
    assert org.asked[1].path == "actions/custom/apex/n2de__Anything"


def test_of_two_with_the_label_the_packages_own_is_taken() -> None:
    org = Scripted(Actions(("Aaa", "DE Toggle Users"), ("n2de__Z", "de toggle users ")))
    found = find_action(org)
    assert found is not None
    assert found.name == "n2de__Z"


def test_without_such_a_label_there_is_no_action() -> None:
    assert find_action(Scripted(Actions(("n2de__X", "DE Something")))) is None


def test_an_input_that_does_not_say_whether_it_is_required_is_no_obstacle() -> None:
    inputs = [
        {"name": "on", "label": "Toggle user online?", "type": "BOOLEAN", "required": None},
        {"name": "who", "label": "User id", "type": "STRING", "required": None},
    ]

    def org(asked: Asked) -> object:
        listed = {"name": "n2de__X", "label": "DE Toggle Users", "type": "APEX", "url": "/x"}
        return {"actions": [listed]} if asked.path == "actions/custom/apex" else {"inputs": inputs}

    assert find_action(Scripted(org)) == Action("n2de__X", "who", "on")


def test_a_reason_input_is_known_by_its_label() -> None:
    assert understood("x", [USER_ID, ONLINE, REASON]) == Action("x", "userId", "online", "reason")


@pytest.mark.parametrize("kind", ["ID", "Id", "String", "TEXT", "Reference"])
def test_types_may_be_written_either_way(kind: str) -> None:
    online = Input("b", "Toggle user online?", "boolean")
    assert understood("x", [online, Input("a", "User id", kind)]) == Action("x", "a", "b")


@pytest.mark.parametrize(
    "inputs",
    [
        [USER_ID],
        [ONLINE],
        [ONLINE, USER_ID, Input("team", "Team id", "ID", required=True)],
        [Input("a", "Force?", "BOOLEAN"), Input("b", "Quiet?", "BOOLEAN"), USER_ID],
    ],
)
def test_an_action_that_is_not_understood_is_not_used(inputs: list[Input]) -> None:
    assert understood("x", inputs) is None


def test_of_two_booleans_the_one_about_online_is_taken() -> None:
    assert understood("x", [Input("force", "Force?", "BOOLEAN"), ONLINE, USER_ID]) == Action("x", "userId", "online")


@pytest.mark.parametrize(
    "label", ["Reason", "Toggle off reason", "Why?", "Audit remark", "Comment", "A note for managers"]
)
def test_a_reason_is_known_under_other_names(label: str) -> None:
    assert understood("x", [USER_ID, ONLINE, Input("z", label, "STRING")]) == Action("x", "userId", "online", "z")


def test_a_reason_is_known_by_its_name_where_its_label_says_nothing() -> None:
    assert understood("x", [USER_ID, ONLINE, Input("toggleReason", "Text", "STRING")]) == Action(
        "x", "userId", "online", "toggleReason"
    )


def test_of_two_that_may_take_a_reason_the_one_that_says_so_is_taken_and_of_two_alike_none() -> None:
    note, other = Input("n", "Note", "STRING"), Input("o", "Other comment", "STRING")
    assert understood("x", [USER_ID, ONLINE, note, REASON]) == Action("x", "userId", "online", "reason")
    assert understood("x", [USER_ID, ONLINE, note, other]) == Action("x", "userId", "online")


def test_inputs_without_labels_are_known_by_their_names() -> None:
    assert understood("x", [Input("isOnline", None, "BOOLEAN"), Input("userId", None, "ID", required=True)]) == Action(
        "x", "userId", "isOnline"
    )


@pytest.mark.parametrize(
    "extra", [Input("quiet", "Quiet?", "BOOLEAN"), Input("team", "Team id", "ID"), Input("at", "When", "DATETIME")]
)
def test_inputs_that_need_not_be_given_are_no_obstacle_whatever_their_order(extra: Input) -> None:
    for inputs in ([extra, USER_ID, ONLINE], [ONLINE, extra, USER_ID], [USER_ID, ONLINE, extra]):
        assert understood("x", inputs) == Action("x", "userId", "online")


def test_renamed_inputs_are_found_by_their_labels_alone() -> None:
    inputs = [Input("p1", "User Id", "ID", required=True), Input("p2", "toggle USER online", "BOOLEAN", required=True)]
    assert understood("x", inputs) == Action("x", "p1", "p2")


def test_one_call_carries_all_toggles_by_the_described_names() -> None:
    org = Scripted(lambda _: [done(), done()])
    other = "0055e0000000002AAA"
    send(org, PLAIN, [Toggle(USER, False, "Lunch"), Toggle(other, False, "Lunch")])
    assert org.asked[0].body == {"inputs": [{"userId": USER, "online": False}, {"userId": other, "online": False}]}
    assert org.asked[0].kind is Kind.WRITE


def test_a_reason_travels_where_the_action_takes_one() -> None:
    org = Scripted(lambda _: [done()])
    send(org, WITH_REASON, [Toggle(USER, False, "Lunch '\\ 😀 \ud800")])
    assert org.asked[0].body == {"inputs": [{"userId": USER, "online": False, "reason": "Lunch '\\ 😀 ?"}]}


def test_an_on_carries_no_reason() -> None:
    org = Scripted(lambda _: [done()])
    send(org, WITH_REASON, [Toggle(USER, True)])
    assert org.asked[0].body == {"inputs": [{"userId": USER, "online": True}]}


def test_results_come_in_the_order_of_the_toggles() -> None:
    org = Scripted(lambda _: [done(), done(success=False, message="not a member")])
    results = send(org, PLAIN, [Toggle(USER, True), Toggle("0055e0000000002AAA", True)])
    assert [(one.is_success, one.why) for one in results] == [(True, "no reason given"), (False, "not a member")]


@pytest.mark.parametrize("said", [b"[{", b"", b'{"a": 1}', b"[]", b'[{"isSuccess": true}]'])
def test_an_answer_that_cannot_be_read_is_a_lost_one(said: bytes) -> None:
    with pytest.raises(AnswerLost):
        send(Scripted(lambda _: said), PLAIN, [Toggle(USER, True), Toggle("0055e0000000002AAA", True)])


def test_a_refusal_in_the_orgs_own_form_is_passed_on() -> None:
    with pytest.raises(Rejected):
        send(Scripted(lambda _: Rejected("no")), PLAIN, [Toggle(USER, True)])


def test_what_is_no_id_is_never_sent() -> None:
    org = Scripted(lambda _: [done()])
    with pytest.raises(NotAnId):
        send(org, PLAIN, [Toggle("Anna", True)])
    assert not org.asked


def test_the_words_of_a_failure_are_fit_to_show() -> None:
    result = Result(is_success=False, errors=None)
    assert result.why == "no reason given"
