"""Schedules that begin a chain of the org's own job: CronTrigger, by the kit's names and by the Ids of known links."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from tui.org.jobs.links import SCHEDULE, Moment
from tui.org.wire.calls import Calls
from tui.org.wire.errors import MissingPermission, Rejected
from tui.org.wire.literals import select, soql_ids, soql_text
from tui.org.wire.query import Page, rows
from tui.org.wire.server_text import plain
from tui.presence.chains import Chain
from tui.presence.model import Id

NAMES = "DE Presence %"  # how the kit names its schedules
APEX = "7"  # CronJobDetail.JobType of scheduled Apex (object reference)
FIELDS = "Id,State,NextFireTime,CreatedDate,OwnerId"
OVER = frozenset({"COMPLETE", "DELETED"})


class _Row(Struct, rename="pascal"):
    id: Id
    state: str
    created_date: Moment | None = None
    next_fire_time: Moment | None = None
    owner_id: Annotated[str, Meta(max_length=18)] | None = None


_ROWS: msgspec.json.Decoder[Page[_Row]] = msgspec.json.Decoder(Page[_Row])


def with_schedules(calls: Calls, alive: Collection[Chain]) -> tuple[Chain, ...]:
    """The links that are alive, with the moments of their schedules, and the schedules that no link stands for.

    As they are where the org does not show its schedules. Raises OrgFailure where it is out of reach.
    """
    known = {one.id for one in alive if one.scheduled and one.id.startswith("08e")}
    by_id = f" OR Id IN ({soql_ids(sorted(known))})" if known else ""
    where = f"CronJobDetail.JobType = '{APEX}' AND (CronJobDetail.Name LIKE {soql_text(NAMES)}{by_id})"
    try:
        found = rows(calls, select(FIELDS, "CronTrigger", where), _ROWS, "its schedules")
    except (MissingPermission, Rejected):
        return tuple(alive)
    schedules = {row.id[:15]: row for row in found if row.state not in OVER}
    told = {row.id[:15] for row in found}
    kept = [_timed(one, schedules.get(one.id[:15])) for one in alive if _stands(one, told, schedules)]
    standing = {one.id[:15] for one in kept}
    return (*kept, *(_chain(row) for short, row in schedules.items() if short not in standing))


def _stands(one: Chain, told: Collection[Id], schedules: Collection[Id]) -> bool:
    """Whether it is still alive: a schedule's own row lingers for a moment when the schedule is over."""
    return one.id[:15] not in told or one.id[:15] in schedules


def _timed(one: Chain, row: _Row | None) -> Chain:
    return one if row is None else replace(one, status=plain(row.state, 40), next_run=row.next_fire_time)


def _chain(row: _Row) -> Chain:
    return Chain(
        row.id,
        SCHEDULE,
        plain(row.state, 40),
        row.created_date,
        created_by_id=row.owner_id or "",
        next_run=row.next_fire_time,
        scheduled=True,
    )
