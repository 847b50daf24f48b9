"""What an event says, of all that it holds: who, when, where from."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Struct

from tui.org.events.bayeux import LOGINS, LOGOUTS, Told
from tui.org.wire.errors import NotAnId
from tui.org.wire.literals import long_id
from tui.presence.model import Id

log = logging.getLogger(__name__)
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Logout(Struct, frozen=True):
    """A logout from the UI; timeouts and closed browsers are not told (documented)."""

    replay_id: int
    user_id: Id
    at: datetime
    ip: str = ""


class Login(Struct, frozen=True):
    """A login of any kind, from the stream or from the login history, where each has the same ``id``.

    ``kind`` is the picklist's API value. ``place`` is a city and country, or empty.
    """

    id: Id
    user_id: Id
    at: datetime
    kind: str = ""
    ip: str = ""
    place: str = ""
    done: bool = True


class _Number(Struct, rename="camel"):
    replay_id: int


class _Logout(Struct, rename="pascal"):
    user_id: Id
    event_date: _Moment
    source_ip: str | None = None


class _Login(Struct, rename="pascal"):
    user_id: Id
    event_date: _Moment
    login_history_id: Id | None = None
    event_identifier: str | None = None
    login_type: str | None = None
    source_ip: str | None = None
    city: str | None = None
    country: str | None = None
    status: str | None = None


class _Data(Struct):
    event: _Number
    payload: msgspec.Raw


_DATA: msgspec.json.Decoder[_Data] = msgspec.json.Decoder(_Data)
_LOGOUT: msgspec.json.Decoder[_Logout] = msgspec.json.Decoder(_Logout)
_LOGIN: msgspec.json.Decoder[_Login] = msgspec.json.Decoder(_Login)


def event_of(told: Told) -> Logout | Login | None:
    """The event, or None for one that is none of ours or cannot be read: it must not stop those after it."""
    try:
        data = _DATA.decode(told.data)
        if told.channel == LOGOUTS:
            return _logout(data)
        return _login(data) if told.channel == LOGINS else None
    except (msgspec.DecodeError, UnicodeDecodeError, NotAnId) as error:
        log.warning("an event of %s cannot be read: %s", told.channel, type(error).__name__)
        return None


def place_of(city: str | None, country: str | None) -> str:
    """A place in words: both where both are told."""
    return ", ".join(one for one in (city, country) if one)


def _logout(data: _Data) -> Logout:
    one = _LOGOUT.decode(data.payload)
    return Logout(data.event.replay_id, long_id(one.user_id), one.event_date, one.source_ip or "")


def _login(data: _Data) -> Login:
    one = _LOGIN.decode(data.payload)
    number = one.login_history_id or one.event_identifier or str(data.event.replay_id)
    return Login(
        number,
        long_id(one.user_id),
        one.event_date,
        one.login_type or "",
        one.source_ip or "",
        place_of(one.city, one.country),
        one.status in {None, "Success"},
    )
