"""``/actions/custom/apex``: the invocable actions that packages offer (salesforce.md, section 4).

The real class and input names of DE's action are not documented, only its labels are; ours cannot be guessed from
the labels, so that a client must list and describe. A failed call answers in the actions' own error shape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tui.demo.http.record_id import is_record_id, read_id
from tui.demo.http.routes import Call, Route, data
from tui.demo.http.wire import ApiError, Reply, json_reply, not_found
from tui.demo.world.world import DEError, World


@dataclass(frozen=True)
class Input:
    """One input of an action; the platform knows it by its name, people by its label."""

    name: str
    label: str
    type: str
    required: bool


@dataclass(frozen=True)
class Action:
    """One action, under the name of its Apex class."""

    name: str
    label: str
    description: str
    inputs: tuple[Input, ...]


_ONLINE = Input("availabilityFlag", "Toggle user online?", "BOOLEAN", required=True)
_USER = Input("memberReference", "User id", "ID", required=True)
_REASON = Input("auditRemark", "Reason", "STRING", required=False)
_TOGGLE = "n2de__InvocableUserAvailability"
_OTHERS = (
    Action("n2de__InvocableDistribution", "DE Trigger Distribution", "Distributes one record now", ()),
    Action("SendWelcomeKit", "Send Welcome Kit", "", (Input("contactId", "Contact", "ID", required=True),)),
)


class _Failed(Exception):
    """The action refused its inputs, or its Apex threw."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Actions:
    """The action resources over one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """The resources."""
        return [
            data("GET,HEAD", "/actions/custom", self._kinds),
            data("GET,HEAD", "/actions/custom/apex", self._list),
            data("GET,HEAD", "/actions/custom/apex/{name}", self._describe),
            data("POST", "/actions/custom/apex/{name}", self._invoke),
        ]

    def _kinds(self, call: Call) -> Reply:
        return json_reply({"apex": f"{call.root}/actions/custom/apex", "flow": f"{call.root}/actions/custom/flow"})

    def _list(self, call: Call) -> Reply:
        url = f"{call.root}/actions/custom/apex/"
        every = [
            {"label": one.label, "name": one.name, "type": "APEX", "url": url + one.name}
            for one in self.present().values()
        ]
        return json_reply({"actions": every})

    def _describe(self, call: Call) -> Reply:
        action = self._action(call)
        return json_reply(
            {
                "category": "Distribution Engine" if action.name.startswith("n2de__") else None,
                "configurationEditor": None,
                "description": action.description,
                "genericTypes": [],
                "inputs": [_described(one) for one in action.inputs],
                "label": action.label,
                "name": action.name,
                "outputs": [],
                "standard": False,
                "targetEntityName": None,
                "type": "APEX",
            }
        )

    def _invoke(self, call: Call) -> Reply:
        action = self._action(call)
        inputs = _inputs(call)
        try:
            checked = [_checked(action, one) for one in inputs]
            if action.name == _TOGGLE:
                self._toggle(checked)
        except _Failed as error:
            return json_reply([_failure(action.name, error)] * len(inputs), 400)
        return json_reply([_success(action.name)] * len(inputs))

    def _toggle(self, inputs: Sequence[Mapping[str, object]]) -> None:
        changes = [(str(one[_USER.name]), one[_ONLINE.name] is True, _text(one.get(_REASON.name))) for one in inputs]
        try:
            self._world.toggle(changes, via="action")
        except DEError as error:
            message = f"An Apex error occurred: n2de.DistributionEngineGlobal.DistributionEngineException: {error}"
            raise _Failed("UNKNOWN_EXCEPTION", message) from error

    def present(self) -> Mapping[str, Action]:
        """The actions that the caller sees now, by name; access to one may come and go while the org is served."""
        options = self._world.options
        reason = (_REASON,) if "action-reason" in options.extra else ()
        toggle = Action(_TOGGLE, "DE Toggle Users", "Toggles users on or off", (_ONLINE, _USER, *reason))
        present = [one for one in _OTHERS if options.has("package") or not one.name.startswith("n2de__")]
        if options.has("package") and options.has("action"):
            present.insert(1, toggle)
        return {one.name: one for one in present}

    def _action(self, call: Call) -> Action:
        try:
            return self.present()[call.parts["name"]]
        except KeyError:
            raise not_found() from None


def _inputs(call: Call) -> list[Mapping[str, object]]:
    body = call.request.json()
    inputs = body.get("inputs") if isinstance(body, dict) else None
    if not isinstance(inputs, list) or not inputs or not all(isinstance(one, dict) for one in inputs):
        raise ApiError(400, "INVALID_INPUT", "The request body must hold a list named inputs")  # wording unverified
    return inputs


def _checked(action: Action, values: Mapping[str, object]) -> Mapping[str, object]:
    known = {one.name: one for one in action.inputs}
    for name in values:
        if name not in known:  # wording unverified
            raise _Failed("INVALID_API_INPUT", f"The input parameter {name} does not exist on the action {action.name}")
    for one in action.inputs:
        if one.required and values.get(one.name) is None:
            raise _Failed("INVALID_API_INPUT", f"Missing required input parameter: {one.name}")
    return {name: _converted(known[name], value) for name, value in values.items()}


def _converted(of: Input, value: object) -> object:
    if value is None:
        return None
    if of.type == "BOOLEAN" and isinstance(value, bool):
        return value
    if of.type == "STRING" and isinstance(value, str):
        return value
    if of.type == "ID" and isinstance(value, str) and is_record_id(value):
        return read_id(value)
    raise _Failed("INVALID_API_INPUT", f"Invalid value for input parameter {of.name}: {value}")  # wording unverified


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _described(of: Input) -> dict[str, object]:
    return {
        "apexClass": None,
        "byteLength": 0,
        "description": "",
        "label": of.label,
        "maxOccurs": 1,
        "name": of.name,
        "picklistValues": None,
        "required": of.required,
        "sobjectType": None,
        "type": of.type,
    }


def _success(name: str) -> dict[str, object]:
    known = {"actionName": name, "errors": None, "isSuccess": True, "outputValues": None}
    return {**known, "invocationId": None, "outcome": None, "sortOrder": -1, "version": 1}


def _failure(name: str, error: _Failed) -> dict[str, object]:
    errors = [{"statusCode": error.code, "message": str(error), "fields": []}]
    known = {"actionName": name, "errors": errors, "isSuccess": False, "outputValues": None}
    return {**known, "invocationId": None, "outcome": None, "sortOrder": -1, "version": 1}
