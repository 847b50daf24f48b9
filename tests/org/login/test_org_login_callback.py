from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import requests

from tests.org.login.logins import free_port
from tui.org.login.attempt import Answer
from tui.org.login.callback import Callback, listening

STATE = "the-state"
LONG = 20.0  # seconds that a test waits at most for what is certain to come


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def http() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def test_the_browsers_answer_is_waited_for_and_its_page_says_that_the_window_may_be_closed(
    port: int, http: requests.Session
) -> None:
    with listening(port, STATE) as callback:
        page = http.get(f"http://localhost:{port}/OauthRedirect?code=secretcode&state={STATE}", timeout=LONG)
        assert callback.wait(LONG) == Answer("secretcode")
    assert page.status_code == 200
    assert "You can close this window" in page.text
    assert "secretcode" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
def test_both_addresses_of_localhost_listen(port: int, host: str, http: requests.Session) -> None:
    with listening(port, STATE) as callback:
        try:
            http.get(f"http://{host}:{port}/OauthRedirect?code=x&state={STATE}", timeout=LONG)
        except requests.ConnectionError:
            pytest.skip(f"this machine has no {host}")
        assert callback.wait(LONG) == Answer("x")


@pytest.mark.parametrize(
    "path",
    [
        "/OauthRedirect?code=x&state=another",
        "/OauthRedirect?code=x",
        "/OauthRedirect?error=access_denied&state=another",
        f"/favicon.ico?code=x&state={STATE}",
        "//[",
    ],
)
def test_what_is_not_our_answer_gets_a_page_and_the_wait_goes_on(port: int, path: str, http: requests.Session) -> None:
    with listening(port, STATE) as callback:
        assert http.get(f"http://127.0.0.1:{port}{path}", timeout=LONG).status_code == 404
        assert callback.wait(0) is None
        http.get(f"http://127.0.0.1:{port}/OauthRedirect?code=mine&state={STATE}", timeout=LONG)
        assert callback.wait(LONG) == Answer("mine")


def test_the_first_answer_counts(port: int, http: requests.Session) -> None:
    with listening(port, STATE) as callback:
        for code in ("first", "second"):
            http.get(f"http://127.0.0.1:{port}/OauthRedirect?code={code}&state={STATE}", timeout=LONG)
        assert callback.wait(LONG) == Answer("first")


def test_a_denial_is_an_answer_and_its_page_does_not_say_that_all_went_well(port: int, http: requests.Session) -> None:
    with listening(port, STATE) as callback:
        url = f"http://127.0.0.1:{port}/OauthRedirect?error=access_denied&error_description=no&state={STATE}"
        page = http.get(url, timeout=LONG)
        assert callback.wait(LONG) == Answer(error="access_denied", description="no")
    assert "No login took place" in page.text


def test_an_error_of_the_org_is_not_put_into_the_page(port: int, http: requests.Session) -> None:
    with listening(port, STATE):
        url = f"http://127.0.0.1:{port}/OauthRedirect?error=%3Cscript%3E&error_description=%3Cscript%3E"
        assert "<script>" not in http.get(url, timeout=LONG).text


def test_nothing_is_answered_in_time() -> None:
    assert Callback().wait(0) is None


def test_a_connection_that_says_nothing_does_not_hold_up_the_answer(port: int, http: requests.Session) -> None:
    with listening(port, STATE) as callback, socket.create_connection(("127.0.0.1", port)):
        http.get(f"http://127.0.0.1:{port}/OauthRedirect?code=x&state={STATE}", timeout=LONG)
        assert callback.wait(LONG) == Answer("x")


def test_a_port_that_is_taken_is_said_to_be(port: int) -> None:
    with socket.create_server(("127.0.0.1", port)), listening(port, STATE) as callback:
        assert callback.why_none == "another program uses it"
        assert callback.wait(0) is None


def test_the_port_is_free_again_afterwards(port: int) -> None:
    for _ in range(2):
        with listening(port, STATE) as callback:
            assert not callback.why_none


def test_nothing_of_a_request_is_printed(port: int, http: requests.Session, capfd: pytest.CaptureFixture[str]) -> None:
    with listening(port, STATE):
        http.get(f"http://127.0.0.1:{port}/OauthRedirect?code=secretcode&state={STATE}", timeout=LONG)
        with socket.create_connection(("127.0.0.1", port)) as broken:
            broken.sendall(b"\x00\xff garbage secretcode\r\n\r\n")
            broken.recv(10_000)
    assert capfd.readouterr() == ("", "")
