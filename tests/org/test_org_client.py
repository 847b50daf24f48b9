from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.org.loopback import Host, Turn, breaks_off, drops, hangs, says, serving
from tests.org.scripted import Still
from tui.org.wire.adapter import Patience
from tui.org.wire.calls import Kind
from tui.org.wire.client import Client
from tui.org.wire.connection import Connection
from tui.org.wire.errors import (
    AnswerLost,
    LimitReached,
    LoginExpired,
    Misread,
    MissingPermission,
    OrgFailure,
    Rejected,
    Unreachable,
)

TOKEN = "00D5e000000abcD!AQ0secret"
SECRET = "SELECT Secret FROM AuthSession"
CALM = Patience(sleep=lambda _: None)
HTML = b"<!DOCTYPE html><html>sorry</html>"


def client(host: Host, renew: Callable[[], str] | None = None, patience: Patience = CALM) -> Client:
    return Client(Connection(host.url, TOKEN, renew), Still(), patience)


def error(code: str, message: str = "words") -> bytes:
    return f'[{{"message":"{message}","errorCode":"{code}"}}]'.encode()


@pytest.fixture(autouse=True)
def no_proxy_stands_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment that nobody listens at: loopback must not use it."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)


def test_a_reply_brings_the_bytes_and_the_orgs_clock() -> None:
    with serving(says(b'{"a": 1}')) as host:
        reply = client(host).get("limits")
    assert reply.body == b'{"a": 1}'
    assert reply.at == datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_every_request_carries_the_token_and_our_name_and_neither_pretty_print_nor_our_mark() -> None:
    with serving(says()) as host:
        client(host).get("query", {"q": SECRET})
        sent = host.headers
    assert sent["Authorization"] == f"Bearer {TOKEN}"
    assert sent["Sforce-Call-Options"] == "client=de-presence"
    assert "gzip" in sent["Accept-Encoding"]
    assert sent["X-PrettyPrint"] is None
    assert sent["X-Kind-Of-Call"] is None


def test_a_netrc_entry_does_not_replace_the_token(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(says()) as host:
        netrc = f"{tmp_path}/netrc"
        with open(netrc, "w") as file:  # noqa: PTH123  # a fixture file
            file.write("machine 127.0.0.1 login someone password else\n")
        monkeypatch.setenv("NETRC", netrc)
        client(host).get("limits")
        assert host.headers["Authorization"] == f"Bearer {TOKEN}"


def test_paths_are_relative_to_the_version_unless_they_begin_with_a_slash() -> None:
    with serving(says()) as host:
        org = client(host)
        org.get("query", {"q": "x"})
        org.get("/services/oauth2/userinfo")
        assert [path for _, path, _, _ in host.requests] == [
            "/services/data/v67.0/query?q=x",
            "/services/oauth2/userinfo",
        ]


@pytest.mark.parametrize(
    ("listed", "taken"),
    [
        ('"60.0"', "60.0"),
        ('"66.0"},{"version":"67.0"},{"version":"68.0"', "67.0"),
        ('"9.0"},{"version":"65.0"', "65.0"),
    ],
)
def test_the_version_is_the_newest_that_both_sides_know(listed: str, taken: str) -> None:
    with serving(says(f'[{{"version":{listed}}}]'.encode())) as host:
        org = client(host)
        org.negotiate()
        org.get("limits")
        assert org.version == taken
        assert host.requests[-1][1] == f"/services/data/v{taken}/limits"


def test_the_allocation_is_read_on_every_reply_and_calls_are_counted() -> None:
    with serving(says(Sforce_Limit_Info="api-usage=25/15000; per-app-api-usage=17/250(appName=x)")) as host:
        org = client(host)
        org.get("limits")
        org.get("limits")
    assert (org.usage.calls, org.usage.used, org.usage.limit) == (2, 25, 15_000)


def test_the_allocation_is_read_on_errors_as_well() -> None:
    with serving(says(error("INVALID_FIELD"), 400, Sforce_Limit_Info="api-usage=26/15000")) as host:
        org = client(host)
        with pytest.raises(Rejected):
            org.get("query")
    assert org.usage.used == 26


@pytest.mark.parametrize(
    "bad",
    [
        drops,
        breaks_off,
        says(b"", 503),
        says(HTML, 502),
        says(b"", 503, Retry_After="1"),
        says(b"", 503, Retry_After="soon"),
    ],
)
def test_a_read_is_repeated_after_what_passes(bad: Turn) -> None:
    with serving(bad, says(b"[1]")) as host:
        org = client(host)
        assert org.get("limits").body == b"[1]"
    assert len(host.requests) == 2
    assert org.usage.calls == 2


def test_a_read_is_not_repeated_for_ever() -> None:
    with serving(says(error("SERVER_UNAVAILABLE"), 503)) as host, pytest.raises(Unreachable):
        client(host).get("limits")
    assert len(host.requests) == 3


def test_a_wait_that_the_org_asks_for_is_capped_and_told() -> None:
    waited: list[float] = []
    with serving(says(error("SERVER_UNAVAILABLE"), 503, Retry_After="3600")) as host:
        patience = Patience(longest_wait=5, sleep=waited.append)
        with pytest.raises(Unreachable) as failure:
            Client(Connection(host.url, TOKEN), Still(), patience).get("limits")
    assert waited == [5, 5]
    assert failure.value.retry_after == 3600


def test_a_read_that_had_to_wait_tells_when_its_last_attempt_left() -> None:
    clock = Still()

    def sleep(_: float) -> None:
        clock.at = type(clock.at)(clock.at.wall + 30, clock.at.monotonic + 30)

    with serving(drops, says()) as host:
        reply = Client(Connection(host.url, TOKEN), clock, Patience(sleep=sleep)).get("limits")
    assert reply.left.wall == 1_030


@pytest.mark.parametrize("bad", [drops, breaks_off, says(HTML, 502), says(HTML, 503), says(HTML, 504), says(HTML)])
def test_a_write_leaves_once_and_its_lost_answer_is_said_to_be_lost(bad: Turn) -> None:
    with serving(bad, says()) as host, pytest.raises(AnswerLost):
        client(host).post("actions/custom/apex/x", {}, kind=Kind.WRITE)
    assert len(host.requests) == 1


@pytest.mark.parametrize("date", ["", "soon"])
def test_a_write_whose_answer_tells_no_time_is_lost_and_not_undone(date: str) -> None:
    with serving(says(b'[{"isSuccess":true}]', 200, Date=date)) as host, pytest.raises(AnswerLost):
        client(host).post("actions/custom/apex/x", {}, kind=Kind.WRITE)


def test_a_missing_file_of_certificates_is_told_as_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/secret.pem")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(Unreachable) as failure:
        Client(Connection("https://127.0.0.1:9", TOKEN), Still(), CALM).get("limits")
    assert failure.value.problem.cause == "the file of trusted certificates is missing"


def test_a_get_that_writes_leaves_once_too() -> None:
    with serving(drops, says()) as host, pytest.raises(AnswerLost):
        client(host).get("tooling/executeAnonymous", {"anonymousBody": "x"}, kind=Kind.WRITE)
    assert len(host.requests) == 1


def test_a_write_that_is_not_answered_in_time_is_lost() -> None:
    with serving(says()) as host:
        host.turns = [hangs(host)]
        with pytest.raises(AnswerLost):
            client(host, patience=Patience(write=0.05)).post("x", {}, kind=Kind.WRITE)
        host.hang.set()


def test_a_read_that_is_not_answered_in_time_means_that_the_org_cannot_be_reached() -> None:
    with serving(says()) as host:
        host.turns = [hangs(host)]
        with pytest.raises(Unreachable) as failure:
            client(host, patience=Patience(read=0.05, retries=0)).get("x")
        host.hang.set()
    assert failure.value.problem.cause == "no answer in time"


@pytest.mark.parametrize("kind", list(Kind))
def test_where_nobody_listens_nothing_was_sent_and_nothing_is_lost(kind: Kind) -> None:
    with serving(says()) as host:
        org = client(host)
    with pytest.raises(Unreachable) as failure:
        org.post("x", {}, kind=kind)
    assert failure.value.problem.cause == "connection refused"
    assert failure.value.exit_code == 3


def test_every_write_takes_a_connection_of_its_own() -> None:
    with serving(says(Connection="keep-alive")) as host:
        org = client(host)
        org.get("x")
        for _ in range(3):
            org.post("x", {}, kind=Kind.WRITE)
    assert len(set(host.ports)) == 4


def test_reads_share_a_connection() -> None:
    with serving(says()) as host:
        org = client(host)
        for _ in range(3):
            org.get("x")
    assert len(set(host.ports)) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_error_and_is_not_followed(status: int) -> None:
    with serving(says(b"", status, Location="/services/data/v67.0/other")) as host, pytest.raises(Unreachable):
        client(host).get("query")
    assert len(host.requests) == 1


@pytest.mark.parametrize(
    ("answer", "failure", "exit_code"),
    [
        (says(error("INVALID_SESSION_ID"), 401), LoginExpired, 3),
        (says(HTML, 401), LoginExpired, 3),
        (says(error("REQUEST_LIMIT_EXCEEDED"), 403), LimitReached, 3),
        (says(error("INSUFFICIENT_ACCESS"), 403), MissingPermission, 5),
        (says(error("API_DISABLED_FOR_ORG"), 403), MissingPermission, 5),
        (says(error("MALFORMED_QUERY"), 400), Rejected, 1),
        (says(error("NOT_FOUND"), 404), Rejected, 1),
        (says(HTML, 404), Unreachable, 3),
        (says(HTML, 403), Unreachable, 3),
        (says(HTML, 200), Unreachable, 3),
        (says(HTML, 414), Rejected, 1),
        (says(error("UNKNOWN_EXCEPTION"), 500), Rejected, 1),
        (says(b"[]", 200, Date="soon"), Misread, 1),
        (breaks_off, Unreachable, 3),
    ],
)
def test_each_way_to_fail_has_its_own_kind_and_exit_code(
    answer: Turn, failure: type[OrgFailure], exit_code: int
) -> None:
    with serving(answer) as host, pytest.raises(failure) as raised:
        client(host).get("query", {"q": SECRET})
    assert raised.value.exit_code == exit_code
    assert raised.value.problem.title


@pytest.mark.parametrize("code", ["UNKNOWN_EXCEPTION", "SERVER_UNAVAILABLE"])
def test_a_clear_no_of_the_org_to_a_write_is_no_lost_answer(code: str) -> None:
    with (
        serving(says(error(code), 503 if code.startswith("SERVER") else 500)) as host,
        pytest.raises(OrgFailure) as raised,
    ):
        client(host).post("x", {}, kind=Kind.WRITE)
    assert not isinstance(raised.value, AnswerLost)


def test_an_actions_own_failure_comes_back_to_be_read() -> None:
    body = b'[{"actionName":"x","isSuccess":false,"errors":[],"outputValues":null}]'
    with serving(says(body, 400)) as host:
        reply = client(host).post("x", {}, kind=Kind.WRITE)
    assert (reply.refused, reply.body) == (True, body)


def test_a_dead_token_is_renewed_once_and_the_call_repeated_with_its_headers() -> None:
    with serving(says(error("INVALID_SESSION_ID"), 401), says(b"[1]")) as host:
        reply = client(host, lambda: "00D5e000000abcD!new").get("x")
        assert host.headers["Authorization"] == "Bearer 00D5e000000abcD!new"
        assert host.headers["Sforce-Call-Options"] == "client=de-presence"
    assert reply.body == b"[1]"


def test_a_write_that_met_a_dead_token_was_not_done_and_is_repeated_once() -> None:
    with serving(says(error("INVALID_SESSION_ID"), 401), says(b"[1]")) as host:
        reply = client(host, lambda: "00D5e000000abcD!new").post("x", {"a": 1}, kind=Kind.WRITE)
        assert host.requests[1][3] == b'{"a":1}'
    assert reply.body == b"[1]"


def test_a_token_that_stays_dead_is_renewed_only_once() -> None:
    renewals: list[int] = []

    def renew() -> str:
        renewals.append(1)
        return "00D5e000000abcD!new"

    with serving(says(error("INVALID_SESSION_ID"), 401)) as host, pytest.raises(LoginExpired):
        client(host, renew).get("x")
    assert renewals == [1]
    assert len(host.requests) == 2


def test_no_log_line_holds_query_or_token_however_much_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), serving(drops, says(HTML, 503), says()) as host:
        logging.getLogger("urllib3").setLevel(logging.DEBUG)
        client(host).get("query", {"q": SECRET})
    assert "/services/data/v67.0/query: 200" in caplog.text
    assert "Secret" not in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("token", ["", "two\nlines", "blank inside", "näh"])
def test_a_token_that_no_header_can_hold_is_refused_before_anything_leaves(token: str) -> None:
    with serving(says()) as host, pytest.raises(LoginExpired):
        Client(Connection(host.url, token), Still())
    assert not host.requests


@pytest.mark.parametrize(
    "turn",
    [
        drops,
        breaks_off,
        says(HTML, 503),
        says(error("MALFORMED_QUERY", f"unexpected token in {SECRET}"), 400),
        says(error("INVALID_SESSION_ID", f"{TOKEN} is dead"), 401),
        says(error("UNKNOWN_EXCEPTION", f"q={SECRET.replace(' ', '%20')}&t={TOKEN}"), 500),
        says(error("UNKNOWN_EXCEPTION", f"t={TOKEN.replace('!', '%21')}"), 500),
        says(error(f"X {TOKEN} {SECRET}"), 400),
        says(error("UNKNOWN_EXCEPTION", f"{TOKEN} /services/data/v67.0/query?q={SECRET}"), 500),
        says(b"", 302, Location="/elsewhere"),
        says(b"no json", 200, Date=""),
    ],
)
@pytest.mark.parametrize("kind", list(Kind))
def test_no_failure_shows_token_query_or_address_in_words_or_traceback(turn: Turn, kind: Kind) -> None:
    with serving(turn) as host, pytest.raises(OrgFailure) as raised:
        client(host).get("query", {"q": SECRET}, kind=kind)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
    problem = raised.value.problem
    shown = f"{problem.title} {problem.cause} {problem.next} {raised.value!r} {raised.value}"
    shown += "".join(traceback.format_exception(raised.value)[-1:])
    for secret in (TOKEN, SECRET, "secret", "Secret", "/services", "http://"):
        assert secret not in shown
