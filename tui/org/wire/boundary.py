"""The one place where a foreign failure becomes one of ours: refusals, requests, urllib3, HTML, half answers.

Nothing of the foreign exception is kept but words that are fit to show: theirs carry whole URLs, and with them queries
and Apex source.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from requests import exceptions as http
from urllib3 import exceptions as transport

from tui.org.wire.calls import Kind
from tui.org.wire.errors import (
    LimitReached,
    OrgFailure,
    Rejected,
    Unreachable,
    login_expired,
    lost,
    missing_permission,
)
from tui.org.wire.server_text import looks_like_html, plain, server_words

# OSError is not only the parent of requests' own: a missing file of certificates is told by it alone.
FOREIGN = (http.RequestException, transport.HTTPError, OSError)

_DEAD_TOKEN = {"INVALID_SESSION_ID", "INVALID_AUTH_HEADER", "Bad_OAuth_Token", "SESSION_NOT_FOUND"}
_LIMITS = {"REQUEST_LIMIT_EXCEEDED", "CONCURRENT_REQUEST_LIMIT_EXCEEDED", "TXN_SECURITY_METERING_ERROR"}
_DAY_GONE = "TotalRequests"  # in the message where it is the day's allocation; too many at once have the same code
_DAY_GONE_WAIT = 600.0  # seconds; it is counted over rolling 24 hours and comes back in drops
_NOT_ALLOWED = {
    "API_CURRENTLY_DISABLED",
    "API_DISABLED_FOR_ORG",
    "CANNOT_EXECUTE_FLOW_TRIGGER",
    "FUNCTIONALITY_NOT_ENABLED",
    "INSUFFICIENT_ACCESS",
    "INSUFFICIENT_ACCESS_OR_READONLY",
    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
    "OPERATION_NOT_ALLOWED",
}
_EDGE = 420  # this and 502 come from the edge in front of the org (documented); other edges have 5xx of their own


_OPENSSL = re.compile(r"\[[^\]]*\]\s*|\s*\(_ssl\.c:\d+\)")  # what OpenSSL puts around its words

_NO_CODE = re.compile(r"\W.*", re.DOTALL | re.ASCII)  # a code is one word; what follows may be anything


@dataclass(frozen=True)
class Refusal:
    """An answer whose HTTP status says no. ``content`` is its JSON, or its text where it is none."""

    status: int
    content: object


def failure_of(error: Exception | Refusal, kind: Kind, host: str, retry_after: float | None = None) -> OrgFailure:
    """Our failure for a foreign one. ``host`` is the only part of an address that is ever told."""
    if isinstance(error, Refusal):
        return _answered(error, kind, host, retry_after)
    words = _connection_words(error, host)
    if kind is Kind.WRITE and not never_left(error):
        return lost(words)
    return Unreachable(f"{host} cannot be reached", words, "Check the network and the address")


def page_instead(host: str, kind: Kind) -> OrgFailure:
    """A web page came where data was expected, as if all were well: a log-in page of a network, or a proxy's notice."""
    words = "a web page came where data was expected"
    if kind is Kind.WRITE:
        return lost(words)
    return Unreachable(f"Something else answers in place of {host}", words, "Check the address and the proxy")


def never_left(error: BaseException) -> bool:
    """Whether the request certainly did not reach the org: no address, no connection, no trust, no proxy."""
    certain = (
        transport.NewConnectionError,  # the name is not known, or nobody listens there
        transport.ConnectTimeoutError,
        transport.ProxyError,  # urllib3 names it only before the proxy has let us through
        ssl.SSLCertVerificationError,
        http.ConnectTimeout,
        http.InvalidHeader,
        http.InvalidSchema,
        http.InvalidURL,
        http.MissingSchema,
    )
    return any(isinstance(one, certain) for one in _causes(error))


def _answered(error: Refusal, kind: Kind, host: str, retry_after: float | None) -> OrgFailure:
    status, code, message = error.status, *_told(error.content)
    if code in _DEAD_TOKEN or status == 401:
        return login_expired(host)
    if 300 <= status < 400:
        return _moved(status, kind, host)
    if not code and status != 429:
        return _somebody_else(error, status, kind, host, retry_after)
    return _refused(status, code, message or code, retry_after)


def fault_failure(code: str, message: str, host: str, retry_after: float | None) -> OrgFailure:
    """Our failure for a SOAP fault, which comes with HTTP 500 whatever it says."""
    code = _NO_CODE.sub("", code)[:60]
    if code in _DEAD_TOKEN:
        return login_expired(host)
    return _refused(500, code, server_words(message) or code, retry_after)


def _refused(status: int, code: str, message: str, retry_after: float | None) -> OrgFailure:
    """The org itself said no, in its own form: it did nothing."""
    if code in _LIMITS or status == 429:
        todo = "Wait, or ask an administrator which programs use the org's calls"
        wait = _DAY_GONE_WAIT if retry_after is None and _DAY_GONE in message else retry_after
        return LimitReached("The org takes no more calls now", message, todo, retry_after=wait)
    if code in _NOT_ALLOWED or status == 403:
        return missing_permission(message)
    if status == 503:
        return Unreachable("The org is not available now", message, "Try again in a minute", retry_after=retry_after)
    words = message if message == code else f"{message} ({code})"
    return Rejected("The org refused the request", words, "If it stays, report it with this message", code=code)


def _moved(status: int, kind: Kind, host: str) -> OrgFailure:
    # An org answers data calls itself; a redirect followed silently would bring another page as the result.
    words = f"{host} answered with a redirect (HTTP {status})"
    if kind is Kind.WRITE and status == 303:  # "see other" is what a server says after it has done something
        return lost(words)
    return Unreachable("The org is not at this address", words, "Use the org's My Domain address as instance URL")


def _somebody_else(error: Refusal, status: int, kind: Kind, host: str, retry_after: float | None) -> OrgFailure:
    """An answer that is not in the org's own form: from a proxy, the edge, or a maintenance page."""
    page = looks_like_html(str(error.content).encode())
    words = f"HTTP {status} with {'a web page' if page else 'no reason given'}"
    if status in {414, 431}:
        return Rejected("The request is too long for the org", words, "Shorten the reason", code="URI_TOO_LONG")
    if status >= 500 or status == _EDGE:
        away = Unreachable(f"{host} cannot answer now", words, "Try again in a minute", retry_after=retry_after)
        return lost(words) if kind is Kind.WRITE else away
    if page:
        return page_instead(host, Kind.READ)
    if status == 403:
        return missing_permission(words)
    return Rejected("The org refused the request", words, "Check the org's address", code=f"HTTP_{status}")


def _told(content: object) -> tuple[str, str]:
    """The org's error code and message, each empty where it told none."""
    first = content[0] if isinstance(content, list) and content else content
    if not _named(first):
        return "", ""
    code = str(first.get("errorCode") or first.get("error") or "")
    message = str(first.get("message") or first.get("error_description") or "")
    return _NO_CODE.sub("", code)[:60], server_words(message)


def _named(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def _connection_words(error: Exception, host: str) -> str:
    """What broke, from the kinds of the exceptions: their own words hold URLs."""
    for one in _causes(error):
        words = _kind_words(one, host)
        if words:
            return words
    # requests raises a bare OSError for one thing alone: a bundle of certificates that is not where it should be.
    return "the file of trusted certificates is missing" if type(error) is OSError else "the connection failed"


def _kind_words(one: BaseException, host: str) -> str:
    if isinstance(one, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {plain(one.verify_message, 80)}"
    if isinstance(one, OSError) and one.strerror and not isinstance(one, http.RequestException):
        return plain(_OPENSSL.sub("", one.strerror), 80).lower()
    for kinds, words in _WORDS:
        if isinstance(one, kinds):
            return words.format(host=host)
    return ""


# From the particular to the general: urllib3's kinds derive from one another.
_WORDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (transport.NameResolutionError, "the name {host} is not known"),
    (transport.NewConnectionError, "nobody answers there"),
    ((http.ConnectTimeout, transport.ConnectTimeoutError), "no connection in time"),
    ((http.ReadTimeout, transport.ReadTimeoutError), "no answer in time"),
    (http.TooManyRedirects, "it answered with a redirect"),
    ((http.ProxyError, transport.ProxyError), "the proxy refused"),
    ((http.SSLError, transport.SSLError, ssl.SSLError), "no safe connection (TLS) could be made"),
    ((http.ChunkedEncodingError, http.ContentDecodingError, transport.IncompleteRead), "the answer broke off"),
    ((transport.ProtocolError, EOFError), "the connection broke off"),
)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The innermost cause first: what urllib3 and requests wrapped, in arguments, reasons and causes."""
    seen: list[BaseException] = []
    waiting: list[BaseException] = [error]
    while waiting:
        one = waiting.pop()
        if any(one is other for other in seen):
            continue
        seen.append(one)
        inner = (*one.args, getattr(one, "reason", None), one.__cause__)
        waiting.extend(each for each in inner if isinstance(each, BaseException))
    yield from reversed(seen)
