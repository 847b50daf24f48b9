"""The package's own Flow action ``DE Toggle Users``, called as an invocable action: found and described, not guessed.

Its label is documented by the vendor, as are the labels of its two inputs; the names behind them are not. It needs
access to one Apex class where anonymous Apex needs Author Apex.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from tui.org.wire.calls import Calls, Kind, Reply, decoded
from tui.org.wire.errors import Misread, lost
from tui.org.wire.literals import api_name, checked_id
from tui.org.wire.server_text import server_words
from tui.presence.ports import Toggle

LABEL = "de toggle users"
PATH = "actions/custom/apex"
PREFERRED_PREFIX = "n2de__"
_ID_TYPES = {"ID", "REFERENCE", "STRING", "TEXT"}
_TEXT_TYPES = {"STRING", "TEXT"}
_REASONS = frozenset({"reason", "why", "remark", "comment", "note"})
_BEFORE_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")  # names are written like this: userId


class _Listed(Struct):
    name: str
    label: str | None = None


class _List(Struct):
    actions: list[_Listed]


class Input(Struct):
    """One input of an action, as its describe tells it."""

    name: str
    label: str | None = None
    type: str | None = None
    required: bool | None = None

    @property
    def words(self) -> frozenset[str]:
        """The words of its label, or of its name where it has none, in small letters."""
        return _words(self.label or self.name)

    @property
    def says_why(self) -> bool:
        """Whether it takes a reason, by its label or else its name."""
        return self.kind in _TEXT_TYPES and bool(_REASONS & (self.words | _words(self.name)))

    @property
    def kind(self) -> str:
        """Its type in capitals, as orgs write it either way."""
        return (self.type or "").upper()


def _words(text: str) -> frozenset[str]:
    spaced = _BEFORE_CAPITAL.sub(" ", text)
    return frozenset("".join(c if c.isalnum() else " " for c in spaced.lower()).split())


class _Described(Struct):
    inputs: list[Input]


class Action(Struct, frozen=True):
    """The action's name and the names of its inputs; ``reason`` is None where it takes none (R18)."""

    name: str
    user: str
    online: str
    reason: str | None = None


class _Error(Struct, rename="camel"):
    status_code: str | None = None
    message: str | None = None


class Result(Struct, rename="camel"):
    """How the org ended one input of a call."""

    is_success: bool
    errors: list[_Error] | None = None

    @property
    def why(self) -> str:
        """What the org said of a failure."""
        told = [server_words(one.message or one.status_code or "") for one in self.errors or ()]
        return "; ".join(word for word in told if word) or "no reason given"


_LISTS: msgspec.json.Decoder[_List] = msgspec.json.Decoder(_List)
_DESCRIBES: msgspec.json.Decoder[_Described] = msgspec.json.Decoder(_Described)
_RESULTS: msgspec.json.Decoder[list[Result]] = msgspec.json.Decoder(list[Result])


def find_action(calls: Calls) -> Action | None:
    """The action as this user may call it, or None where the org shows none that we understand."""
    listed = decoded(calls.get(PATH), _LISTS, "its actions").actions
    same = [one for one in listed if (one.label or "").strip().lower() == LABEL]
    same.sort(key=lambda one: (not one.name.startswith(PREFERRED_PREFIX), one.name))
    for one in same:
        name = api_name(one.name)
        action = understood(name, decoded(calls.get(f"{PATH}/{name}"), _DESCRIBES, "the action").inputs)
        if action is not None:
            return action
    return None


def understood(name: str, inputs: Sequence[Input]) -> Action | None:
    """The action if its inputs can be told apart and no other one is required, else None."""
    online = _only([one for one in inputs if one.kind == "BOOLEAN"], "online")
    user = _only([one for one in inputs if one.kind in _ID_TYPES and {"user", "id"} <= one.words], "user")
    reason = _only([one for one in inputs if one.says_why and one is not user], "reason")
    if online is None or user is None:
        return None
    known = {online.name, user.name, reason.name if reason else ""}
    if any(one.required and one.name not in known for one in inputs):
        return None
    return Action(name, user.name, online.name, reason.name if reason else None)


def _only(candidates: Sequence[Input], word: str) -> Input | None:
    """The one candidate; of several, the only one whose label has the word."""
    named = candidates if len(candidates) == 1 else [one for one in candidates if word in one.words]
    return named[0] if len(named) == 1 else None


def send(calls: Calls, action: Action, toggles: Sequence[Toggle]) -> list[Result]:
    """One call for all these toggles; a result for each in order, or a single one where the call failed as a whole.

    Raises AnswerLost where what came back cannot be read, and other OrgFailures where nothing was done.
    """
    reply = calls.post(f"{PATH}/{action.name}", {"inputs": [_input(action, one) for one in toggles]}, kind=Kind.WRITE)
    results = _results(reply)
    if len(results) == len(toggles) or (results and not any(one.is_success for one in results)):
        return results
    raise lost(f"the org told {len(results)} results for {len(toggles)} toggles")


def _input(action: Action, toggle: Toggle) -> dict[str, object]:
    sent: dict[str, object] = {action.user: checked_id(toggle.user_id), action.online: toggle.to}
    if action.reason is not None and toggle.reason is not None:
        sent[action.reason] = toggle.reason.encode("utf-8", "replace").decode()  # half a character is no JSON
    return sent


def _results(reply: Reply) -> list[Result]:
    why = ""
    try:
        return decoded(reply, _RESULTS, "the toggles")
    except Misread as failure:
        why = failure.problem.cause
    raise lost(why)
