"""The latest logins of one user by SOQL on LoginHistory, for the details. Source: object reference, LoginHistory.

Whoever has neither Manage Users nor Monitor Login History is told of their own logins alone: no rows, and no refusal.
Browser, Platform, Status and Application cannot be filtered by; they can be read.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Struct

from tui.org.wire.calls import Calls
from tui.org.wire.errors import Rejected
from tui.org.wire.literals import long_id, select, soql_ids
from tui.org.wire.query import Page, rows
from tui.presence.logins import PastLogin, PastLogins
from tui.presence.model import Id

MOST = 20
FIELDS = "Id,LoginTime,Status,Browser,Platform,Application,LoginType,SourceIp"
PLACES = ("LoginGeo.City,LoginGeo.Country", "CountryIso", "")  # an org may hide LoginGeo, an object of its own
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class _Geo(Struct, rename="pascal"):
    city: str | None = None
    country: str | None = None


class _Row(Struct, rename="pascal"):
    id: Id
    login_time: _Moment
    status: str | None = None
    browser: str | None = None
    platform: str | None = None
    application: str | None = None
    login_type: str | None = None
    source_ip: str | None = None
    login_geo: _Geo | None = None
    country_iso: str | None = None

    def login(self) -> PastLogin:
        """The same as the core knows it. A status that is not told is not taken for a success."""
        geo = self.login_geo or _Geo(country=self.country_iso)
        return PastLogin(
            long_id(self.id),
            self.login_time,
            self.status or "not told",
            _told(self.browser),
            _told(self.platform),
            _told(self.application),
            self.login_type or "",
            self.source_ip or "",
            ", ".join(one for one in (geo.city, geo.country) if one),
        )


class _Begun(Struct, rename="pascal"):
    id: Id
    login_history_id: Id | None = None


_ROWS: msgspec.json.Decoder[Page[_Row]] = msgspec.json.Decoder(Page[_Row])
_BEGUN: msgspec.json.Decoder[Page[_Begun]] = msgspec.json.Decoder(Page[_Begun])


def read_logins_of(calls: Calls, user_id: Id) -> PastLogins:
    """The user's latest logins, and which of them each session belongs to. Raises OrgFailure."""
    return PastLogins(_logins(calls, user_id), _of_sessions(calls, user_id))


def _logins(calls: Calls, user_id: Id) -> tuple[PastLogin, ...]:
    """With as much of the place as the org lets this user see."""
    *better, last = PLACES
    for place in better:
        try:
            return _read(calls, user_id, place)
        except Rejected:  # asked again with less, and the last question's refusal is told
            continue
    return _read(calls, user_id, last)


def _read(calls: Calls, user_id: Id, place: str) -> tuple[PastLogin, ...]:
    fields = f"{FIELDS},{place}" if place else FIELDS
    wanted = select(fields, "LoginHistory", f"UserId IN ({soql_ids([user_id])})")
    found = rows(calls, f"{wanted} ORDER BY LoginTime DESC LIMIT {MOST}", _ROWS, "logins")
    return tuple(row.login() for row in found)


def _of_sessions(calls: Calls, user_id: Id) -> dict[Id, Id]:
    """By Id alone: whether a query may go on from a session to its login is not documented."""
    question = select("Id,LoginHistoryId", "AuthSession", f"UsersId IN ({soql_ids([user_id])})")
    try:
        found = rows(calls, question, _BEGUN, "sessions")
    except Rejected:
        return {}  # the logins stand without it, and the sessions are read by their own question
    return {one.id: long_id(one.login_history_id) for one in found if one.login_history_id}


def _told(word: str | None) -> str:
    """The platform writes ``Unknown`` where it does not know, and ``N/A`` where there is nothing to know."""
    return "" if word in {None, "Unknown", "N/A"} else word or ""
