"""Logins by LoginHistory, which tells them in every org: those since a time, or the newest ones.

Source: object reference, LoginHistory. LoginTime and LoginType can be filtered by, Status and Application cannot.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Struct

from tui.org.events.payloads import Login, place_of
from tui.org.wire.calls import Calls, decoded
from tui.org.wire.errors import Rejected
from tui.org.wire.literals import long_id, select, soql_texts
from tui.org.wire.query import Page
from tui.presence.logins import NOT_A_PERSONS
from tui.presence.model import ApiUse, Id

MOST = 2_000  # rows; one page, so one call
FIELDS = "Id,UserId,LoginTime,LoginType,Status,SourceIp"
GEO = ",LoginGeo.City,LoginGeo.Country"
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Asked(Struct, frozen=True):
    """Which logins: those since a time, oldest first; or ``newest`` first."""

    since: datetime
    newest: bool = False


class Logins(Struct, frozen=True):
    """What the history tells: the org's clock, the rows in the order asked for, and the org's use of calls.

    ``cut`` where there are more of them than one call brings.
    """

    at: datetime
    rows: tuple[Login, ...]
    cut: bool = False
    use: ApiUse = ApiUse()


class _Geo(Struct, rename="pascal"):
    city: str | None = None
    country: str | None = None


class _Row(Struct, rename="pascal"):
    id: Id
    user_id: Id
    login_time: _Moment
    login_type: str | None = None
    status: str | None = None
    source_ip: str | None = None
    login_geo: _Geo | None = None

    def login(self) -> Login:
        """The same as an event tells it."""
        geo = self.login_geo or _Geo()
        done = self.status in {None, "Success"}
        place = place_of(geo.city, geo.country)
        who, ip = long_id(self.user_id), self.source_ip or ""
        return Login(long_id(self.id), who, self.login_time, self.login_type or "", ip, place, done)


_ROWS: msgspec.json.Decoder[Page[_Row]] = msgspec.json.Decoder(Page[_Row])


class History:
    """Reads the history of one org; remembers whether this user may see places."""

    def __init__(self) -> None:
        self._fields = FIELDS + GEO

    def read(self, calls: Calls, asked: Asked) -> Logins:
        """The logins asked for, ``MOST`` at most. Raises OrgFailure."""
        try:
            return self._read(calls, asked)
        except Rejected:
            if self._fields == FIELDS:
                raise
        self._fields = FIELDS  # LoginGeo is an object of its own, which an org may hide
        return self._read(calls, asked)

    def _read(self, calls: Calls, asked: Asked) -> Logins:
        since = asked.since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        where = f"LoginTime >= {since} AND LoginType NOT IN ({soql_texts(NOT_A_PERSONS)})"
        order = "DESC" if asked.newest else "ASC"
        question = f"{select(self._fields, 'LoginHistory', where)} ORDER BY LoginTime {order} LIMIT {MOST}"
        reply = calls.get("query", {"q": question})
        page = decoded(reply, _ROWS, "logins")
        rows = tuple(one.login() for one in page.records)
        return Logins(reply.at, rows, cut=len(rows) == MOST or not page.done, use=calls.usage)
