"""The demo org over HTTP: anonymous Apex by the Tooling API and by SOAP, as the Salesforce CLI sends it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
import requests

from tests.demo.served import V, Wire, served
from tui.demo.http.org_account import Allowance

DEBUGGING = "<a:DebuggingHeader><a:debugLevel>DEBUGONLY</a:debugLevel></a:DebuggingHeader>"
CATEGORY = (
    "<a:DebuggingHeader><a:categories><a:category>Apex_code</a:category><a:level>{}</a:level></a:categories>"
    "</a:DebuggingHeader>"
)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with served() as one:
        yield one


def soap(
    wire: Wire, source: str, header: str = DEBUGGING, *, element: str = "apexcode", path: str = "67.0"
) -> requests.Response:
    """The block in an envelope like the CLI's."""
    body = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" '
        'xmlns:a="http://soap.sforce.com/2006/08/apex"><e:Header><a:SessionHeader>'
        f"<a:sessionId>{wire.server.access_token or 'dead'}</a:sessionId></a:SessionHeader>{header}</e:Header><e:Body>"
        f"<a:executeAnonymous><a:{element}>{escape(source)}</a:{element}></a:executeAnonymous></e:Body></e:Envelope>"
    )
    headers = {"Content-Type": "text/xml", "SOAPAction": "executeAnonymous"}
    url = f"{wire.server.url}/services/Soap/s/{path}"
    return wire.http.post(url, data=body.encode(), headers=headers, timeout=20)


def result(reply: requests.Response) -> dict[str, str | None]:
    """The fields of the answer, which stand in no prefix."""
    found = ElementTree.fromstring(reply.content).find(".//{*}result")
    assert found is not None
    return {one.tag.rpartition("}")[2]: one.text for one in found}


def log(reply: requests.Response) -> str:
    """The debug log in the answer's header."""
    found = ElementTree.fromstring(reply.content).find(".//{*}DebuggingInfo/{*}debugLog")
    assert found is not None
    return found.text or ""


def test_a_block_that_ends_well_answers_with_nothing_but_success(wire: Wire) -> None:
    assert wire.apex("System.debug(1);").json() == {
        "line": -1,
        "column": -1,
        "compiled": True,
        "success": True,
        "compileProblem": None,
        "exceptionStackTrace": None,
        "exceptionMessage": None,
    }


def test_a_block_that_throws_answers_with_its_message_under_http_200(wire: Wire) -> None:
    reply = wire.apex("class MyException extends Exception {}\nthrow new MyException('A:\\n\"é');")
    assert (reply.status_code, reply.json()) == (
        200,
        {
            "line": 2,
            "column": 1,
            "compiled": True,
            "success": False,
            "compileProblem": None,
            "exceptionStackTrace": "AnonymousBlock: line 2, column 1",
            "exceptionMessage": 'MyException: A:\n"é',
        },
    )


def test_a_block_that_does_not_compile_answers_with_the_problem_under_http_200(wire: Wire) -> None:
    reply = wire.apex("Integer x = ;")
    assert (reply.status_code, reply.json()["compiled"], reply.json()["success"]) == (200, False, False)
    assert (reply.json()["compileProblem"], reply.json()["column"]) == ("Unexpected token ';'.", 13)


def test_the_tooling_path_takes_a_slash_and_only_get(wire: Wire) -> None:
    path = f"{V}/tooling/executeAnonymous/"
    assert wire.get(path, {"anonymousBody": "System.debug(1);"}).json()["success"] is True
    assert wire.post(path, {"anonymousBody": ""}).status_code == 405


def test_each_execution_counts_as_one_call(wire: Wire) -> None:
    assert wire.apex("System.debug(1);").headers["Sforce-Limit-Info"] == "api-usage=1/115000"


@pytest.mark.parametrize("path", ["67.0", "67.0/00D5e000000abcD", "67.0/"])
@pytest.mark.parametrize("element", ["apexcode", "String", "anything"])
def test_soap_answers_in_the_literal_words_that_the_cli_reads(wire: Wire, path: str, element: str) -> None:
    reply = soap(wire, "System.debug('<&> ok');", element=element, path=path)
    assert reply.status_code == 200
    assert reply.headers["Content-Type"].startswith("text/xml")
    assert "<soapenv:Envelope " in reply.text
    assert "<soapenv:Body><executeAnonymousResponse><result><column>-1</column>" in reply.text
    assert '<compileProblem xsi:nil="true"/><compiled>true</compiled>' in reply.text
    assert "|USER_DEBUG|[1]|DEBUG|<&> ok\n" in log(reply)


def test_soap_tells_what_a_block_throws_and_its_line(wire: Wire) -> None:
    told = result(soap(wire, "\nInteger x = 1 / 0;"))
    assert (told["success"], told["line"], told["exceptionMessage"]) == (
        "false",
        "2",
        "System.MathException: Divide by 0",
    )


def test_soap_tells_what_does_not_compile(wire: Wire) -> None:
    told = result(soap(wire, "foo();"))
    assert (told["compiled"], told["success"], told["line"]) == ("false", "false", "1")
    assert told["compileProblem"] == "Method does not exist or incorrect signature: void foo()"


def test_the_log_shows_the_source_and_escapes_the_bar(wire: Wire) -> None:
    text = log(soap(wire, "System.debug('a|b');\n"))
    assert "Execute Anonymous: System.debug('a|b');" in text
    assert "|USER_DEBUG|[1]|DEBUG|a&#124;b" in text


@pytest.mark.parametrize(
    ("level", "shown"), [("ERROR", ["e"]), ("WARN", ["e", "w"]), ("DEBUG", ["e", "w", "d"]), ("NONE", [])]
)
def test_the_log_shows_what_its_level_lets_through(wire: Wire, level: str, shown: list[str]) -> None:
    source = "System.debug(LoggingLevel.ERROR, 'e'); System.debug(LoggingLevel.WARN, 'w'); System.debug('d');"
    lines = log(soap(wire, source, CATEGORY.format(level))).splitlines()
    assert [line.rpartition("|")[2] for line in lines if "|USER_DEBUG|" in line] == shown


def test_without_a_debugging_header_there_is_no_log(wire: Wire) -> None:
    assert "soapenv:Header" not in soap(wire, "System.debug(1);", "").text


def test_a_dead_token_is_a_fault_under_http_500(wire: Wire) -> None:
    wire.server.account.kill_token()
    reply = soap(wire, "System.debug(1);")
    assert reply.status_code == 500
    assert ">sf:INVALID_SESSION_ID</faultcode>" in reply.text


def test_calls_that_bring_a_log_have_an_allowance_of_their_own() -> None:
    with served(allowance=Allowance(debug_calls=1)) as wire:
        assert [soap(wire, "System.debug(1);").status_code for _ in range(2)] == [200, 500]
        assert soap(wire, "System.debug(1);", "").status_code == 200
        assert wire.server.account.used == 1


def test_what_is_no_envelope_is_a_fault(wire: Wire) -> None:
    reply = wire.http.post(f"{wire.server.url}/services/Soap/s/67.0", data=b"<a>", timeout=20)
    assert (reply.status_code, "<soapenv:Fault>" in reply.text) == (500, True)


def test_soap_takes_a_source_that_is_too_long_for_a_uri(wire: Wire) -> None:
    source = f"// {'x' * 20_000}\nSystem.debug('long');"
    assert wire.apex(source).status_code == 414
    assert result(soap(wire, source))["success"] == "true"
