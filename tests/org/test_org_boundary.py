from __future__ import annotations

import socket
import ssl

import pytest
from requests import exceptions as http
from urllib3 import exceptions as transport
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

from tui.org.wire.boundary import Refusal, failure_of
from tui.org.wire.calls import Kind
from tui.org.wire.errors import AnswerLost, LimitReached, MissingPermission, OrgFailure, Rejected, Unreachable

HOST = "acme.my.salesforce.com"
PATH = "/services/data/v67.0/query?q=SELECT+Secret+FROM+X"
POOL = HTTPSConnectionPool(HOST)
CONNECTION = HTTPSConnection(HOST)


def wrapped(reason: Exception) -> http.ConnectionError:
    """As requests hands out what urllib3 gave up with: its words hold the whole address."""
    return http.ConnectionError(transport.MaxRetryError(POOL, PATH, reason))


def untrusted() -> http.SSLError:
    inner = ssl.SSLCertVerificationError(1, "certificate verify failed")
    inner.verify_message = "self-signed certificate"
    return http.SSLError(transport.MaxRetryError(POOL, PATH, transport.SSLError(inner)))


NEVER_LEFT = [
    (wrapped(transport.NameResolutionError(HOST, CONNECTION, socket.gaierror())), f"the name {HOST} is not known"),
    (wrapped(transport.NewConnectionError(CONNECTION, "refused")), "nobody answers there"),
    (
        http.ConnectTimeout(transport.MaxRetryError(POOL, PATH, transport.ConnectTimeoutError())),
        "no connection in time",
    ),
    (http.ProxyError(transport.MaxRetryError(POOL, PATH, transport.ProxyError("x", OSError()))), "the proxy refused"),
    (untrusted(), "its certificate is not trusted: self-signed certificate"),
]
LOST = [
    (http.ReadTimeout(transport.ReadTimeoutError(POOL, PATH, "Read timed out.")), "no answer in time"),
    (
        http.ConnectionError(
            transport.ProtocolError("Connection aborted.", ConnectionResetError(104, "Connection reset"))
        ),
        "connection reset",
    ),
    (http.ChunkedEncodingError(transport.IncompleteRead(3, 5)), "the answer broke off"),
    (http.SSLError(transport.SSLError(ssl.SSLEOFError(8, "EOF occurred"))), "eof occurred"),
    (
        http.SSLError(transport.SSLError(ssl.SSLError(1, "[SSL: X] wrong version number (_ssl.c:1006)"))),
        "wrong version number",
    ),
    (OSError("Could not find a bundle, invalid path: /secret"), "the file of trusted certificates is missing"),
]


@pytest.mark.parametrize(("error", "words"), NEVER_LEFT)
def test_what_never_left_is_not_lost_whether_read_or_write(error: Exception, words: str) -> None:
    for kind in Kind:
        failure = failure_of(error, kind, HOST)
        assert isinstance(failure, Unreachable)
        assert failure.problem.cause == words


@pytest.mark.parametrize(("error", "words"), LOST)
def test_what_may_have_left_is_lost_for_a_write_and_unreachable_for_a_read(error: Exception, words: str) -> None:
    assert isinstance(failure_of(error, Kind.READ, HOST), Unreachable)
    failure = failure_of(error, Kind.WRITE, HOST)
    assert isinstance(failure, AnswerLost)
    assert failure.problem.cause == words


@pytest.mark.parametrize("error", [one for one, _ in [*NEVER_LEFT, *LOST]])
def test_the_address_in_the_foreign_words_is_not_told(error: Exception) -> None:
    failure = failure_of(error, Kind.READ, HOST)
    assert "Secret" not in f"{failure} {failure.problem}"
    assert "/services" not in f"{failure} {failure.problem}"


@pytest.mark.parametrize(
    ("status", "content", "kind"),
    [
        (429, [], LimitReached),
        (403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}], LimitReached),
        (403, "Bad_OAuth_Token", MissingPermission),
        (403, [{"errorCode": "SOMETHING_NEW", "message": "no"}], MissingPermission),
        (410, [{"errorCode": "UNSUPPORTED_API_VERSION", "message": "retired"}], Rejected),
        (400, {"error": "invalid_grant", "error_description": "expired"}, Rejected),
        (404, "", Rejected),
        (420, "", Unreachable),
    ],
)
def test_the_orgs_own_words_decide_and_else_the_status(status: int, content: object, kind: type[OrgFailure]) -> None:
    assert type(failure_of(Refusal(status, content), Kind.READ, HOST)) is kind


@pytest.mark.parametrize("status", [420, 500, 502, 503, 504, 520, 524, 599])
def test_r15_whatever_stands_before_the_org_and_gives_up_leaves_a_write_lost(status: int) -> None:
    error = Refusal(status, "<html>gave up</html>")
    assert isinstance(failure_of(error, Kind.WRITE, HOST), AnswerLost)
    assert isinstance(failure_of(error, Kind.READ, HOST), Unreachable)


@pytest.mark.parametrize(
    ("message", "wait"),
    [("TotalRequests Limit exceeded.", 600.0), ("ConcurrentPerOrgLongTxn Limit exceeded.", None)],
)
def test_an_org_whose_calls_of_the_day_are_gone_is_left_alone_for_a_while(message: str, wait: float | None) -> None:
    content = [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": message}]
    assert failure_of(Refusal(403, content), Kind.READ, HOST).retry_after == wait


def test_the_wait_that_the_org_asks_for_is_passed_on() -> None:
    error = Refusal(403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED"}])
    assert failure_of(error, Kind.READ, HOST, retry_after=90).retry_after == 90
