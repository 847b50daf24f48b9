"""Answers of the org made wrong: its JSON bent in one place, and DE's answer in the form in which it travels."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from tests.faults.matrix_kinds import Kind
from tui.demo.http.wire import Reply

Record = dict[str, Any]
Bend = Callable[[Reply], Reply]
PAGE = re.compile(r"DEP1\|(\d+)\|(\d+)\|([0-9a-f]{64})\|(\d+)\|(.*)\|END", re.DOTALL)


def bent(change: Callable[[Any], Any]) -> Bend:
    """A rewrite of the body as JSON."""
    return lambda reply: replace(reply, body=msgspec.json.encode(change(msgspec.json.decode(reply.body))))


def with_records(kind: Kind, change: Callable[[list[Record]], list[Record]], *, counted: bool = True) -> Bend:
    """A rewrite of the records that an answer of this kind holds; ``counted``: the org's own count goes with it."""

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


def each(kind: Kind, change: Callable[[Record], Record]) -> Bend:
    """A rewrite of every record."""
    return with_records(kind, lambda records: [change(one) for one in records])


def around(change: Callable[[Record], Record]) -> Bend:
    """A rewrite of what stands around the records."""
    return bent(change)


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


def thrown(whole: str) -> Bend:
    """An answer that carries this text as the one page there is."""
    checksum = hashlib.sha256(whole.encode()).hexdigest()
    return _message(lambda _: f"DEP1|{len(whole)}|0|{checksum}|{len(whole)}|{whole}|END")


def wrong_checksum() -> Bend:
    return _message(lambda text: PAGE.sub(lambda one: one[0].replace(one[3], "0" * 64), text))


def cut_payload() -> Bend:
    """A page of which less came through than it says, though its end is there."""
    return _message(lambda text: PAGE.sub(lambda one: one[0].replace(f"{one[5]}|END", f"{one[5][:-7]}|END"), text))


def damaged_payload() -> Bend:
    """A page of the right length in which a plus has become a minus."""
    return _message(lambda text: PAGE.sub(lambda one: one[0].replace(one[5], one[5].replace("+", "-")), text))


def cut_message() -> Bend:
    """A message that the org cuts after a hundred characters, whatever is asked for."""
    return _message(lambda text: text[:100])


def _message(change: Callable[[str], str]) -> Bend:
    return bent(lambda ran: {**ran, "exceptionMessage": change(ran["exceptionMessage"] or "")})
