"""The companion class of our own kit, where the org has it: sessions, DE's answer and toggles below Apex REST.

It runs as the caller with sharing, calls DE's global class itself, and needs no Author Apex.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Struct

from tui.demo.apex.execution import QUERY_ROWS
from tui.demo.http.org_account import Allowance
from tui.demo.http.record_id import is_record_id, read_id
from tui.demo.http.routes import Call, Route, route
from tui.demo.http.wire import ApiError, Reply, json_reply
from tui.demo.soql.names import values
from tui.demo.world.kit.birth import COMPANION
from tui.demo.world.world import DEError, World

PATH = "/services/apexrest/depresence/v1"
_VERSION = 1
_MOST_USERS = 200
_NO_PACKAGE = "Distribution Engine is not installed, or not visible to you"
# Bytes of heap, guessed: what values weigh in Apex is not documented.
_ROW, _MEMBER, _CHARACTER = 500, 60, 2
_COLUMNS = ("Id", "UsersId", "SessionType", "LoginType", "LastModifiedDate", "NumSecondsValid", "ParentId", "IsCurrent")
_Row = tuple[Any, ...]  # a session's values of these columns
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
        self._answered: Mapping[str, Mapping[str, bool]] = {}
        self._whole = ""

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
        matching = sorted(filter(_wanted(ask), zip(*(values(rows, (), one) for one in _COLUMNS), strict=True)))
        if min(len(matching), ask.rows) > QUERY_ROWS:
            raise _exhausted(f"Too many query rows: {QUERY_ROWS + 1}")
        page = matching[: ask.rows]
        heap.hold(len(page) * _ROW)
        return {"remaining": len(matching), "rows": [_packed_row(row) for row in page]}

    def _answer(self, ask: _Ask, heap: _Heap) -> dict[str, object]:
        """A piece of DE's packed answer, which is built as a whole each time, or was for the same answer before."""
        answer = self._world.availability()
        if answer != self._answered:
            self._answered, self._whole = answer, "".join(_packed(answer))
        whole = self._whole
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


def _wanted(ask: _Ask) -> Callable[[_Row], bool]:
    """Whether a session is asked for; the caller's own always is."""
    types, not_types, logins, users = (
        None if one is None else frozenset(one) for one in (ask.types, ask.not_types, ask.logins, ask.users)
    )
    after = ask.after or ""

    def wanted(row: _Row) -> bool:
        session_id, user_id, kind, login, *_, is_current = row
        return session_id > after and (
            is_current
            or not (
                (types is not None and kind not in types)
                or (not_types is not None and kind in not_types)
                or (logins is not None and login not in logins)
                or (users is not None and user_id not in users)
            )
        )

    return wanted


def _packed_row(row: _Row) -> Sequence[object]:
    *first, modified, valid, parent, is_current = row
    return (*first, round(modified.timestamp() * 1_000), valid, parent, is_current)


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
