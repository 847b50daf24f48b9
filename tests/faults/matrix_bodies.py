"""Answers of the org made wrong: its JSON bent in one place, and DE's answer in the form in which it travels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from tests.faults.matrix_kinds import SESSION, Kind
from tests.faults.matrix_pieces import soap_fields, soap_reply
from tui.demo.http.wire import Reply

Record = dict[str, Any]
Bend = Callable[[Reply], Reply]


def bent(change: Callable[[Any], Any]) -> Bend:
    """A rewrite of the body as JSON."""
    return lambda reply: replace(reply, body=msgspec.json.encode(change(msgspec.json.decode(reply.body))))


def with_records(kind: Kind, change: Callable[[list[Record]], list[Record]], *, counted: bool = True) -> Bend:
    """A rewrite of the records that an answer of this kind holds; ``counted``: the org's own count goes with it."""
    if kind.shape == "log":
        return lambda reply: soap_reply(change([soap_fields(reply)])[0])
    if kind.shape == "companion":
        return lambda reply: _with_rows(reply, change, counted=counted)

    def rewrite(found: Any) -> Any:
        if kind.shape == "list":
            return change(found)
        if kind.shape in {"object", "answer"}:
            return change([found])[0]
        name = kind.shape
        told = change(found[name])
        if counted and "totalSize" in found:
            found["totalSize"] += len(told) - len(found[name])
        return {**found, name: told}

    return bent(rewrite)


def _with_rows(reply: Reply, change: Callable[[list[Record]], list[Record]], *, counted: bool) -> Reply:
    """The companion's rows are lists without names: what is taken out of one moves the rest to the left."""
    found = msgspec.json.decode(reply.body)
    told = found.get("sessions") if isinstance(found, dict) else None
    if told is None:
        return reply
    rows = change([dict(zip(SESSION, row, strict=True)) for row in told["rows"]])
    remaining = told["remaining"] + (len(rows) - len(told["rows"]) if counted else 0)
    found["sessions"] = {"remaining": remaining, "rows": [list(row.values()) for row in rows]}
    return replace(reply, body=msgspec.json.encode(found))


def each(kind: Kind, change: Callable[[Record], Record]) -> Bend:
    """A rewrite of every record."""
    return with_records(kind, lambda records: [change(one) for one in records])


def around(change: Callable[[Record], Record]) -> Bend:
    """A rewrite of what stands around the records."""
    return bent(change)


def inside(path: str, change: Callable[[str], Callable[[Record], Record]]) -> Bend:
    """A rewrite of one field around the records, or of one inside such a field (``sessions.remaining``)."""
    outer, _, name = path.rpartition(".")

    def rewrite(found: Any) -> Any:
        if not isinstance(found, dict) or not outer:
            return change(name)(found) if isinstance(found, dict) else found
        return {**found, outer: change(name)(found[outer])} if isinstance(found.get(outer), dict) else found

    return around(rewrite)


def without(name: str) -> Callable[[Record], Record]:
    return lambda record: {key: value for key, value in record.items() if key != name}


def null(name: str) -> Callable[[Record], Record]:
    return lambda record: {**record, name: None}


def of_another_type(name: str) -> Callable[[Record], Record]:
    return lambda record: {**record, name: _other(record.get(name))}


def _other(value: object) -> object:
    return 7 if isinstance(value, str) or value is None else "seven"


def half_of(reply: Reply) -> Reply:
    """The first half of a body, whose length the headers tell truly: whoever stands between cut it."""
    return replace(reply, body=reply.body[: len(reply.body) // 2])


# DE's answer


def packed(answer: Mapping[str, Mapping[str, bool]], *, backwards: bool = False) -> str:
    """DE's answer in the form that our block gives it: teams and members by their Ids of 15, each Id in full."""
    teams = sorted(answer, reverse=backwards)
    members = {team: sorted(answer[team], reverse=backwards) for team in teams}
    told = {team: "".join(f"{one[:15]}{'+' if answer[team][one] else '-'}" for one in members[team]) for team in teams}
    return "".join(f"{team[:15]}:{told[team]};" for team in teams)


def cut_message() -> Bend:
    """A message that the org cuts after a hundred characters, whatever is asked for."""
    return bent(lambda ran: {**ran, "exceptionMessage": (ran["exceptionMessage"] or "")[:100]})


def cut_log() -> Bend:
    """A debug log of which the org keeps the first half."""

    def rewrite(reply: Reply) -> Reply:
        told = soap_fields(reply)
        log = str(told.get("debugLog") or "")
        return soap_reply({**told, "debugLog": log[: len(log) // 2]})

    return rewrite
