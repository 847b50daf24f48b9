"""The SOAP Apex API: its envelope, its answers, its faults, and the token in its body."""

from __future__ import annotations

import logging
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from tests.org.loopback import Host, says, serving
from tests.org.scripted import Still
from tui.org.routes import soap
from tui.org.wire.adapter import Patience
from tui.org.wire.calls import Kind
from tui.org.wire.client import Client
from tui.org.wire.connection import Connection
from tui.org.wire.errors import (
    LimitReached,
    LoginExpired,
    Misread,
    MissingPermission,
    OrgFailure,
    Rejected,
    Unreachable,
)

TOKEN = "00D5e000000abcD!AQ0secret"
SOURCE = "System.debug('a < b && c');\n// \"quoted\""
NAMES = 'xmlns="http://soap.sforce.com/2006/08/apex" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def answer(log: str | None = "67.0 APEX_CODE,ERROR", prefix: str = "soapenv", **fields: str) -> bytes:
    told = {"compiled": "true", "success": "false", "line": "1", "exceptionMessage": "X: no"} | fields
    result = "".join(f"<{name}>{value}</{name}>" for name, value in told.items())
    head = f"<{prefix}:Header><DebuggingInfo><debugLog>{log}</debugLog></DebuggingInfo></{prefix}:Header>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{prefix}:Envelope'
        f' xmlns:{prefix}="http://schemas.xmlsoap.org/soap/envelope/" {NAMES}>'
        f"{head if log is not None else ''}<{prefix}:Body><executeAnonymousResponse><result>{result}"
        f'<compileProblem xsi:nil="true"/></result></executeAnonymousResponse></{prefix}:Body></{prefix}:Envelope>'
    ).encode()


def fault(code: str, words: str) -> bytes:
    return (
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:x"><soapenv:Body>'
        f"<soapenv:Fault><faultcode>{code}</faultcode><faultstring>{words}</faultstring></soapenv:Fault>"
        "</soapenv:Body></soapenv:Envelope>"
    ).encode()


XML = "text/xml;charset=UTF-8"
DEAD = says(fault("sf:INVALID_SESSION_ID", "INVALID_SESSION_ID: Invalid Session ID found"), 500, Content_Type=XML)
FINE = says(answer(), Content_Type=XML)


def client(host: Host, renew: Callable[[], str] | None = None) -> Client:
    return Client(Connection(host.url, TOKEN, renew), Still(), Patience(sleep=lambda _: None))


def run(host: Host, renew: Callable[[], str] | None = None) -> bytes:
    return client(host, renew).soap(lambda token: soap.envelope(token, SOURCE), kind=Kind.READ).body


def test_the_envelope_carries_token_and_source_as_they_are() -> None:
    root = ElementTree.fromstring(soap.envelope("00D&<'token", SOURCE))
    told = {one.tag.rpartition("}")[2]: one.text for one in root.iter()}
    assert (told["sessionId"], told["apexcode"]) == ("00D&<'token", SOURCE)
    assert (told["category"], told["level"]) == ("Apex_code", "ERROR")


@pytest.mark.parametrize("prefix", ["soapenv", "S", "env"])
def test_an_answer_is_read_whatever_its_prefixes(prefix: str) -> None:
    read = soap.executed(answer("a &lt; b", prefix))
    assert (read.ran.compiled, read.ran.success, read.ran.exception_message) == (True, False, "X: no")
    assert read.ran.compile_problem is None
    assert read.log == "a < b"


def test_an_answer_without_a_log_says_so() -> None:
    assert soap.executed(answer(None)).log is None


@pytest.mark.parametrize("body", [b"", b"<a>", b"{}", b"<a/>", fault("sf:X", "no")])
def test_what_is_no_answer_is_misread(body: bytes) -> None:
    with pytest.raises(Misread):
        soap.executed(body)


def test_a_document_type_is_refused_so_that_nothing_can_expand() -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY ha "haha">]>' + answer("&ha;").partition(b"?>")[2]
    with pytest.raises(Misread):
        soap.executed(laughs)


def test_a_fault_is_told_by_its_code_without_prefix_and_its_words() -> None:
    assert soap.fault_of(fault("sf:X_Y", "X_Y: words")) == ("X_Y", "words")
    assert soap.fault_of(answer()) is None


def test_it_is_posted_as_the_cli_does() -> None:
    with serving(FINE) as host:
        run(host)
    method, path, headers, _ = host.requests[0]
    assert (method, path) == ("POST", "/services/Soap/s/67.0")
    assert (headers["SOAPAction"], headers["Content-Type"]) == ("executeAnonymous", "text/xml; charset=UTF-8")


def test_a_dead_token_is_renewed_once_and_stands_anew_in_the_body() -> None:
    with serving(DEAD, FINE) as host:
        assert run(host, lambda: "00D5e000000abcD!AQ0fresh") == answer()
    assert [b"AQ0secret" in body for *_, body in host.requests] == [True, False]
    assert b"<cmd:sessionId>00D5e000000abcD!AQ0fresh</cmd:sessionId>" in host.requests[1][3]


def test_a_token_that_stays_dead_means_that_the_login_has_expired() -> None:
    with serving(DEAD) as host, pytest.raises(LoginExpired):
        run(host, lambda: TOKEN)
    assert len(host.requests) == 2


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("sf:REQUEST_LIMIT_EXCEEDED", LimitReached),
        ("sf:INSUFFICIENT_ACCESS", MissingPermission),
        ("soapenv:Client", Rejected),
        ("sf:UNKNOWN_EXCEPTION", Rejected),
    ],
)
def test_a_fault_becomes_one_of_our_failures_with_the_orgs_words(code: str, failure: type[OrgFailure]) -> None:
    with serving(says(fault(code, "its words"), 500, Content_Type=XML)) as host, pytest.raises(failure) as told:
        run(host)
    assert "its words" in told.value.problem.cause


def test_a_page_of_the_edge_is_no_fault() -> None:
    with serving(says(b"<html>busy</html>", 500, Content_Type="text/html")) as host, pytest.raises(Unreachable):
        run(host)


def test_the_token_is_in_no_log_and_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    quoting = says(fault("sf:ODD", f"no session {TOKEN}"), 500, Content_Type=XML)
    with serving(quoting) as host, pytest.raises(Rejected) as failure:
        run(host)
    assert "AQ0secret" not in caplog.text
    assert "AQ0secret" not in f"{failure.value!r} {failure.value.problem}"


def test_each_attempt_is_counted_as_a_call() -> None:
    with serving(says(b"", 503), FINE) as host:
        org = client(host)
        org.soap(lambda token: soap.envelope(token, SOURCE), kind=Kind.READ)
    assert org.usage.calls == 2
