"""The org's own polling job, by the name of its class, in AsyncApexJob (article: Session Polling)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Struct

from tui.org.calls import Calls
from tui.org.errors import MissingPermission, Rejected
from tui.org.literals import select, soql_texts
from tui.org.query import Page, rows
from tui.org.server_text import plain
from tui.presence.model import Id
from tui.presence.ports import Job

CLASSES = ("ToggleDEUserBasedOnSession",)  # the article's
# States of a job that has not ended (object reference, AsyncApexJob). The article's own list has "Prepared", which no
# job ever is. It says that its code may be scheduled instead, hence the second type.
STATES = ("Holding", "Preparing", "Processing", "Queued")
TYPES = ("Queueable", "ScheduledApex")
FIELDS = "Id,Status,CreatedDate,CreatedBy.Name,ApexClass.Name,ApexClass.NamespacePrefix"


class _Class(Struct, rename="pascal"):
    name: str = ""
    namespace_prefix: str | None = None


class _By(Struct, rename="pascal"):
    name: str | None = None


class _Row(Struct, rename="pascal"):
    id: Id
    status: str
    created_date: Annotated[datetime, msgspec.Meta(tz=True)]
    created_by: _By | None = None
    apex_class: _Class | None = None


_JOBS: msgspec.json.Decoder[Page[_Row]] = msgspec.json.Decoder(Page[_Row])


def read_jobs(calls: Calls, *, view_setup: bool) -> tuple[Job, ...] | None:
    """Jobs of the org's own that wait or run now, oldest first; None where the org does not let this user know.

    Without View Setup the org may refuse or show nothing; neither means that there is none. Raises OrgFailure.
    """
    where = (
        f"JobType IN ({soql_texts(TYPES)}) AND Status IN ({soql_texts(STATES)})"
        f" AND ApexClass.Name IN ({soql_texts(CLASSES)})"
    )
    try:
        found = rows(calls, select(FIELDS, "AsyncApexJob", f"{where} ORDER BY CreatedDate"), _JOBS, "its jobs")
    except (MissingPermission, Rejected):
        return None
    return tuple(map(_job, found)) if found or view_setup else None


def _job(row: _Row) -> Job:
    of = row.apex_class or _Class()
    name = f"{of.namespace_prefix}.{of.name}" if of.namespace_prefix else of.name
    by = row.created_by.name if row.created_by else None
    return Job(row.id, plain(name, 80), plain(row.status, 40), row.created_date, plain(by or "", 80))
