"""The JSON of the contract as types: their field names and order are what scripts rely on."""

from __future__ import annotations

from msgspec import Struct

from tui.presence.model import Problem
from tui.presence.status_shapes import OrgShape, UserShape


class RoutesShape(Struct):
    """The routes in use."""

    sessions: str
    read: str | None
    write: str | None


class ApiShape(Struct):
    """Calls of this run, and the org's own count."""

    calls: int
    used: int | None
    limit: int | None


class StatusShape(Struct):
    """``status``."""

    org: OrgShape
    as_of: str | None
    complete: bool
    routes: RoutesShape
    api: ApiShape
    problems: tuple[Problem, ...]
    users: list[UserShape]


class ResultShape(Struct):
    """One user of ``toggle``."""

    id: str
    username: str
    ok: bool | None
    de: str
    reason_sent: bool
    error: str | None


class ToggleShape(Struct):
    """``toggle``."""

    requested: str
    results: list[ResultShape]


class ReadShape(Struct):
    """What a cycle read."""

    users: int
    sessions: int
    calls: int
    complete: bool


class WithheldShape(Struct):
    """A toggle that a cycle did not send; ``rule`` cites policy.md."""

    id: str
    would: str | None
    rule: str
    why: str


class PlanShape(Struct):
    """What a cycle planned."""

    id: str
    on: list[str]
    off: list[str]
    withheld: list[WithheldShape]


class FailedShape(Struct):
    """A toggle that DE or the org refused."""

    id: str
    error: str | None


class AppliedShape(Struct):
    """What a cycle sent, by how it ended."""

    ok: list[str]
    failed: list[FailedShape]
    unsettled: list[str]


class CycleShape(Struct):
    """``poll``, one cycle. ``first`` marks a first plan that waits for ``--yes`` (R10).

    ``woken``: it is of the few users whom the org's live events told of, between two of all.
    """

    cycle: int
    org: OrgShape
    applying: bool
    started_at: str | None
    finished_at: str | None
    read: ReadShape
    plan: PlanShape
    applied: AppliedShape
    brake: str | None
    errors: list[Problem]
    first: bool = False
    woken: bool = False
