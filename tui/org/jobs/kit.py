"""What the kit's job tells of itself: by the companion class, else from its classes and custom settings."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec
from msgspec import Struct, field

from tui.org.jobs.links import JOB, Moment
from tui.org.routes.companion import PATH
from tui.org.wire.calls import Calls, decoded
from tui.org.wire.errors import GONE, MissingPermission, OrgFailure, Rejected
from tui.org.wire.literals import select, soql_ids, soql_texts
from tui.org.wire.query import Page, rows
from tui.org.wire.server_text import plain, server_words
from tui.presence.chains import Chain
from tui.presence.model import Id

KIT = "DePresenceKit"
DEFAULT_DELAY = 5  # minutes, of the kit's job and of the article's
_STAMP = re.compile(r"\bVERSION\s*=\s*'([\w.+-]{1,20})'", re.ASCII)


class KitJob(Struct, frozen=True):
    """What was found; None where it was not told. ``chains`` are those that the companion class sees."""

    installed: bool | None = None
    version: str | None = None
    at: datetime | None = None
    chains: tuple[Chain, ...] | None = None
    stopped: bool | None = None
    last_run: datetime | None = None
    last_error: str | None = None
    last_error_at: datetime | None = None
    delay_minutes: int | None = None


class _Code(Struct, rename="pascal"):
    name: str
    body: str | None = None


class _Status(Struct):
    stopped: bool | None = field(name="Stopped__c", default=None)
    last_run: Moment | None = field(name="Last_Run__c", default=None)
    last_error: str | None = field(name="Last_Error__c", default=None)
    last_error_at: Moment | None = field(name="Last_Error_At__c", default=None)


class _Settings(Struct):
    minutes: float | None = field(name="Interval_Minutes__c", default=None)


class _ToldChain(Struct):
    id: Id
    status: str | None = None
    class_name: str | None = None
    created_at: Moment | None = None
    next_run: Moment | None = None


class _Told(Struct):
    version: str | None = None
    chains: list[_ToldChain] | None = None
    stopped: bool | None = None
    last_run: Moment | None = None
    last_error: str | None = None
    last_error_at: Moment | None = None


_CODES: msgspec.json.Decoder[Page[_Code]] = msgspec.json.Decoder(Page[_Code])
_STATUSES: msgspec.json.Decoder[Page[_Status]] = msgspec.json.Decoder(Page[_Status])
_SETTINGS: msgspec.json.Decoder[Page[_Settings]] = msgspec.json.Decoder(Page[_Settings])
_TOLD: msgspec.json.Decoder[_Told] = msgspec.json.Decoder(_Told)


def by_companion(calls: Calls) -> KitJob | None:
    """What the companion class tells; None where it does not. Raises OrgFailure where the org is out of reach.

    It reads as the platform does, so that it sees jobs which the caller may not see.
    """
    try:
        reply = calls.get(f"{PATH}/job")
        told = decoded(reply, _TOLD, "its job")
    except GONE:
        raise
    except OrgFailure:
        return None
    chains = None if told.chains is None else tuple(map(_told_chain, told.chains))
    version = plain(told.version, 20) if told.version else None
    error = server_words(told.last_error or "") or None
    return KitJob(True, version, reply.at, chains, told.stopped, told.last_run, error, told.last_error_at)


def _told_chain(one: _ToldChain) -> Chain:
    name, status = plain(one.class_name or JOB, 80), plain(one.status or "", 40)
    return Chain(one.id, name, status, one.created_at, next_run=one.next_run, scheduled=one.id.startswith("08e"))


def by_tables(calls: Calls, org_id: Id, *, view_setup: bool) -> KitJob:
    """What the kit's classes and its status tell to a query. Raises OrgFailure where the org is out of reach."""
    installed, version = _installed(calls, view_setup=view_setup)
    if installed is False:
        return KitJob(installed=False)
    status = _status(calls, org_id)
    error = server_words(status.last_error or "") or None
    return KitJob(
        installed,
        version,
        stopped=status.stopped,
        last_run=status.last_run,
        last_error=error,
        last_error_at=status.last_error_at,
    )


def _installed(calls: Calls, *, view_setup: bool) -> tuple[bool | None, str | None]:
    """Whether the job's class is there, and the kit's stamp. No rows without View Setup prove nothing."""
    where = f"NamespacePrefix = NULL AND Name IN ({soql_texts((JOB, KIT))})"
    try:
        found = {
            one.name: one.body or "" for one in rows(calls, select("Name,Body", "ApexClass", where), _CODES, "Apex")
        }
    except (MissingPermission, Rejected):
        return None, None
    stamp = _STAMP.search(found.get(KIT, ""))
    return True if JOB in found else False if view_setup else None, stamp[1] if stamp else None


def _status(calls: Calls, org_id: Id) -> _Status:
    fields = "Stopped__c,Last_Run__c,Last_Error__c,Last_Error_At__c"
    question = select(fields, "DePresence_Status__c", f"SetupOwnerId IN ({soql_ids([org_id])})", most=1)
    try:
        found = rows(calls, question, _STATUSES, "its job's status")
    except (MissingPermission, Rejected):
        return _Status()
    return found[0] if found else _Status()


def read_delay(calls: Calls, org_id: Id) -> int | None:
    """Minutes between two links as the kit's setting has them; None where the org does not tell."""
    question = select(
        "Interval_Minutes__c", "DePresence_Settings__c", f"SetupOwnerId IN ({soql_ids([org_id])})", most=1
    )
    try:
        found = rows(calls, question, _SETTINGS, "its job's settings")
    except (MissingPermission, Rejected):
        return None
    minutes = found[0].minutes if found else None
    return int(minutes) if minutes and 1 <= minutes <= 10 else DEFAULT_DELAY
