"""The companion class of our own kit, where the org has it: sessions, DE's answer and toggles below Apex REST.

It runs as the caller with sharing, calls DE's global class itself, and needs no Author Apex.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Struct

from tui.demo.apex.execution import QUERY_ROWS
from tui.demo.http.org_account import Allowance
from tui.demo.http.record_id import is_record_id, read_id
from tui.demo.http.routes import Call, Route, route
from tui.demo.http.wire import ApiError, Reply, json_reply
from tui.demo.world.kit.birth import COMPANION
from tui.demo.world.world import DEError, World

PATH = "/services/apexrest/depresence/v1"
_VERSION = 1
_MOST_USERS = 200
_NO_PACKAGE = "Distribution Engine is not installed, or not visible to you"
# Bytes of heap, guessed: what values weigh in Apex is not documented.
_ROW, _MEMBER, _CHARACTER = 500, 60, 2
_Count = Annotated[int, msgspec.Meta(ge=0)]


class _Ask(Struct, forbid_unknown_fields=True):
    types: list[str] | None = None
    not_types: list[str] | None = None
    logins: list[str] | None = None
    users: list[str] | None = None
    after: str | None = None
    rows: _Count = 0
    offset: _Count = 0
    characters: _Count = 0


class _Toggles(Struct):
    online: bool
    users: Annotated[list[str], msgspec.Meta(max_length=_MOST_USERS)]
    reason: str | None = None


class Companion:
    """The class's resources over one world."""

    def __init__(self, world: World, allowance: Allowance) -> None:
        self._world = world
        self._allowance = allowance

    def routes(self) -> list[Route]:
        """The resources."""
        return [
            route("GET", f"{PATH}/about", self._about),
            route("GET", f"{PATH}/reading", self._reading),
            route("POST", f"{PATH}/toggles", self._toggles),
            route("GET,POST,PUT,PATCH,DELETE", "/services/apexrest/{rest*}", _elsewhere),
        ]

    @property
    def _packaged(self) -> bool:
        return self._world.options.has("package")

    def _about(self, _: Call) -> Reply:
        let_in(self._world)
        return json_reply({"version": _VERSION, "package": self._packaged})

    def _reading(self, call: Call) -> Reply:
        let_in(self._world)
        ask = _asked(call)
        heap = _Heap(self._allowance.heap)
        sessions = self._sessions(ask, heap) if ask.rows else None
        answer = self._answer(ask, heap) if ask.characters and self._packaged else None
        options = self._world.options
        return json_reply(
            {
                "version": _VERSION,
                "caller": self._world.caller_id,
                "permissions": {
                    "manage_users": options.has("manage-users"),
                    "author_apex": options.has("author-apex"),
                    "customize_application": True,
                    "view_setup": True,
                },
                "sessions": sessions,
                "answer": answer,
                "problem": _NO_PACKAGE if ask.characters and not self._packaged else None,
            }
        )

    def _sessions(self, ask: _Ask, heap: _Heap) -> dict[str, object]:
        """The page after an Id, in the order of Ids, and how many rows there are from there on."""
        rows = self._world.records("AuthSession")
        after = ask.after or ""
        matching = sorted((str(row["Id"]), row) for row in rows if str(row["Id"]) > after and _wanted(ask, row))
        if min(len(matching), ask.rows) > QUERY_ROWS:
            raise _exhausted(f"Too many query rows: {QUERY_ROWS + 1}")
        page = [row for _, row in matching[: ask.rows]]
        heap.hold(len(page) * _ROW)
        return {"remaining": len(matching), "rows": [_packed_row(row) for row in page]}

    def _answer(self, ask: _Ask, heap: _Heap) -> dict[str, object]:
        """A piece of DE's packed answer, which is built as a whole each time."""
        answer = self._world.availability()
        whole = "".join(_packed(answer))
        heap.hold(sum(map(len, answer.values())) * _MEMBER + len(whole) * _CHARACTER)
        text = whole[ask.offset : ask.offset + ask.characters]
        heap.hold(len(text) * _CHARACTER)
        checksum = hashlib.sha256(whole.encode()).hexdigest()
        return {"total": len(whole), "offset": min(ask.offset, len(whole)), "checksum": checksum, "text": text}

    def _toggles(self, call: Call) -> Reply:
        let_in(self._world)
        try:
            asked = msgspec.json.decode(call.request.body, type=_Toggles)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ApiError(400, "INVALID_INPUT", str(error)) from error
        return json_reply({"results": [self._toggled(one, asked) for one in asked.users]})

    def _toggled(self, user_id: str, asked: _Toggles) -> dict[str, object]:
        """One user, of whom the class tells by itself whatever becomes of the others."""
        error: str | None = None if self._packaged else _NO_PACKAGE
        if error is None and not is_record_id(user_id):
            error = f"Invalid id: {user_id}"
        if error is None:
            try:
                self._world.toggle([(read_id(user_id), asked.online, asked.reason)], via="companion")
            except DEError as refusal:
                error = str(refusal)
        return {"id": user_id, "ok": error is None, "error": error}


class _Heap:
    """What one transaction may hold. ``hold`` raises ApiError, as an uncaught exception of Apex REST."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0

    def hold(self, size: int) -> None:
        """Take so many bytes more."""
        self._held += size
        if self._held > self._limit:
            raise _exhausted(f"Apex heap size too large: {self._held}")


def let_in(world: World) -> None:
    """Raises ApiError where the class is not in this org, or not open to the caller."""
    if not world.deployed.has_class(COMPANION):
        raise _no_match()
    if not world.options.has("class-access"):
        message = "You do not have access to the Apex class named: DePresenceCompanion"
        raise ApiError(403, "FORBIDDEN", message)


def _elsewhere(_: Call) -> Reply:
    raise _no_match()


def _no_match() -> ApiError:
    return ApiError(404, "NOT_FOUND", "Could not find a match for URL")


def _exhausted(what: str) -> ApiError:
    return ApiError(500, "APEX_ERROR", f"System.LimitException: {what}\n\n(System Code)")


def _asked(call: Call) -> _Ask:
    try:
        return msgspec.json.decode(call.request.query.get("ask", ""), type=_Ask)
    except msgspec.DecodeError as error:
        raise ApiError(400, "INVALID_INPUT", str(error)) from error


def _wanted(ask: _Ask, row: Mapping[str, object]) -> bool:
    """Whether a session is asked for; the caller's own always is."""
    if row["IsCurrent"]:
        return True
    kind = row["SessionType"]
    return not (
        (ask.types is not None and kind not in ask.types)
        or (ask.not_types is not None and kind in ask.not_types)
        or (ask.logins is not None and row["LoginType"] not in ask.logins)
        or (ask.users is not None and row["UsersId"] not in ask.users)
    )


def _packed_row(row: Mapping[str, object]) -> Sequence[object]:
    modified = row["LastModifiedDate"]
    milliseconds = round(modified.timestamp() * 1_000) if isinstance(modified, datetime) else 0
    first = (row["Id"], row["UsersId"], row["SessionType"], row["LoginType"])
    return (*first, milliseconds, row["NumSecondsValid"], row["ParentId"], row["IsCurrent"])


def _packed(answer: Mapping[str, Mapping[str, bool]]) -> Iterator[str]:
    """Each team's Id in 15 characters and its members: what differs from the Id before, then + or -."""
    for team in sorted(answer):
        yield f"{team[:15]}:"
        before = ""
        for member in sorted(answer[team]):
            same = next((at for at in range(len(before)) if before[at] != member[at]), len(before))
            before = member[:15]
            yield before[same:] + ("+" if answer[team][member] else "-")
        yield ";"
