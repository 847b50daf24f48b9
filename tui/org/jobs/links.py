"""The org's own polling job, by the names of its classes, in AsyncApexJob (article: Session Polling; our kit)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Struct

from tui.org.wire.calls import Calls
from tui.org.wire.errors import MissingPermission, Rejected
from tui.org.wire.literals import select, soql_texts
from tui.org.wire.query import Page, pages
from tui.org.wire.server_text import plain, server_words
from tui.presence.chains import Chain
from tui.presence.model import Id
from tui.presence.ports import Job

JOB = "DePresenceJob"
SCHEDULE = "DePresenceScheduled"
ARTICLES = "ToggleDEUserBasedOnSession"
CLASSES = (JOB, SCHEDULE, ARTICLES)
# States of a job that has not ended (object reference, AsyncApexJob). The article's own list has "Prepared", which no
# job ever is. It says that its code may be scheduled instead, hence the second type.
STATES = ("Holding", "Preparing", "Processing", "Queued")
ENDED = ("Aborted", "Completed", "Failed")
TYPES = ("Queueable", "ScheduledApex")
MOST_ENDED = 5
FIELDS = (
    "Id,JobType,Status,CreatedDate,CreatedById,CreatedBy.Name,CompletedDate,ExtendedStatus,CronTriggerId,"
    "ApexClass.Name,ApexClass.NamespacePrefix"
)
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class _Class(Struct, rename="pascal"):
    name: str = ""
    namespace_prefix: str | None = None


class _By(Struct, rename="pascal"):
    name: str | None = None


class _Row(Struct, rename="pascal"):
    id: Id
    status: str
    created_date: Moment
    job_type: str = "Queueable"
    created_by_id: Id | None = None
    created_by: _By | None = None
    completed_date: Moment | None = None
    extended_status: str | None = None
    cron_trigger_id: Id | None = None
    apex_class: _Class | None = None


class Seen(Struct, frozen=True):
    """Links that are alive, oldest first, and the latest that ended, newest first; ``at`` on the org's clock.

    A link that stands for a schedule has the schedule's Id, which is the one that aborts it.
    """

    at: datetime
    alive: tuple[Chain, ...]
    ended: tuple[Chain, ...] = ()


_ROWS: msgspec.json.Decoder[Page[_Row]] = msgspec.json.Decoder(Page[_Row])


def read_jobs(calls: Calls, *, view_setup: bool) -> tuple[Job, ...] | None:
    """Jobs of the org's own that wait or run now, oldest first; None where the org does not let this user know.

    Raises OrgFailure.
    """
    seen = read_links(calls, view_setup=view_setup, ended=False)
    return None if seen is None else tuple(map(job_of, seen.alive))


def job_of(chain: Chain) -> Job:
    """The link as the loop's start looks at it."""
    return Job(chain.id, chain.class_name, chain.status, chain.created_at, chain.created_by)


def read_links(calls: Calls, *, view_setup: bool, ended: bool = True) -> Seen | None:
    """The links of all chains; None where the org does not let this user know. Raises OrgFailure.

    Without View Setup the org may refuse or show nothing; neither means that there is none.
    """
    try:
        at, alive = _links(calls, STATES, "CreatedDate")
        over = _links(calls, ENDED, "CreatedDate DESC", MOST_ENDED)[1] if ended and (alive or view_setup) else ()
    except (MissingPermission, Rejected):
        return None
    return Seen(at, alive, over) if alive or over or view_setup else None


def _links(
    calls: Calls, states: tuple[str, ...], order: str, most: int | None = None
) -> tuple[datetime, tuple[Chain, ...]]:
    where = (
        f"JobType IN ({soql_texts(TYPES)}) AND Status IN ({soql_texts(states)})"
        f" AND ApexClass.Name IN ({soql_texts(CLASSES)})"
    )
    question = select(FIELDS, "AsyncApexJob", f"{where} ORDER BY {order}", most)
    found = list(pages(calls, question, _ROWS, "its jobs"))
    return found[0][1].at, tuple(_chain(row) for page, _ in found for row in page.records)


def _chain(row: _Row) -> Chain:
    of = row.apex_class or _Class()
    name = f"{of.namespace_prefix}.{of.name}" if of.namespace_prefix else of.name
    by = row.created_by.name if row.created_by else None
    scheduled = row.job_type == "ScheduledApex"
    return Chain(
        row.cron_trigger_id if scheduled and row.cron_trigger_id else row.id,
        plain(name, 80),
        plain(row.status, 40),
        row.created_date,
        plain(by or "", 80),
        row.created_by_id or "",
        row.completed_date,
        last_error=server_words(row.extended_status or "") or None,
        scheduled=scheduled,
    )
