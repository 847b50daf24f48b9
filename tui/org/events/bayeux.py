"""The Bayeux protocol as the Streaming API speaks it: what comes back, and which failure an answer tells.

Sources: clients.md, sections 2.6, 3 and 5; the Streaming API guide's page on errors.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from tui.org.wire.errors import LimitReached, OrgFailure, Rejected, Unreachable, login_expired, missing_permission
from tui.org.wire.server_text import plain, server_words

HANDSHAKE, CONNECT = "/meta/handshake", "/meta/connect"
SUBSCRIBE, DISCONNECT = "/meta/subscribe", "/meta/disconnect"
LOGOUTS, LOGINS = "/event/LogoutEventStream", "/event/LoginEventStream"
NEW_ONLY, ALL_KEPT = -1, -2  # in place of a replay id (clients.md, section 5)

Message = dict[str, object]


class Forgotten(OrgFailure):
    """The org does not know this client any more, as happens every few hours: it is to shake hands anew."""

    exit_code = 3


class ReplayGone(OrgFailure):
    """The org does not keep the event any more after which it was to go on."""

    exit_code = 1


class Advice(Struct, frozen=True):
    """How to go on: ``retry``, ``handshake`` or ``none``; milliseconds to rest before, and that a connect is held."""

    reconnect: str | None = None
    interval: float | None = None
    timeout: float | None = None


class _Reason(Struct, frozen=True, rename="camel"):
    failure_reason: str | None = None


class _Ext(Struct, frozen=True):
    sfdc: _Reason | None = None


class Told(Struct, frozen=True, rename="camel"):
    """One message of the org: the answer to one of ours, or an event, which alone has ``data``."""

    channel: str
    client_id: str | None = None
    subscription: str | list[str] | None = None
    successful: bool | None = None
    error: str | None = None
    advice: Advice | None = None
    ext: _Ext | None = None
    data: msgspec.Raw = msgspec.Raw()


def failure_of(told: Told, host: str) -> OrgFailure:
    """The failure that an answer tells, whose error is of the form ``code:arguments:message``."""
    reason = (told.ext.sfdc.failure_reason if told.ext and told.ext.sfdc else None) or told.error or ""
    code, _, rest = reason.partition(":")
    arguments, _, message = rest.partition(":")
    words = server_words(message or arguments) or f"it gave no reason ({plain(code, 20)})"
    lower = words.lower()
    if code == "401":
        return login_expired(host)
    if "unknown client" in lower or (told.advice is not None and told.advice.reconnect == "handshake"):
        return Forgotten("The org has forgotten this listener", words)
    if code == "400" and "replayid" in lower:
        return ReplayGone("The org does not keep the last event any more", words)
    return _refused(code, words)


def _refused(code: str, words: str) -> OrgFailure:
    """The org let us in and does not do what we ask."""
    if "limit" in words.lower() or code == "429":
        return LimitReached("The org takes no more listeners now", words, "Close other programs that listen to it")
    if code == "403":
        return missing_permission(words)
    if code.startswith("5") or code == "408":
        return Unreachable("The org is not available now", words, "Try again in a minute")
    return Rejected("The org refused to tell events", words, "If it stays, report it with this message", code=code[:60])
