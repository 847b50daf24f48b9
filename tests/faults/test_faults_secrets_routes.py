"""No secret shows by the newer routes either: SOAP, whose body holds the token, the companion, and renewals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, quote_plus

import keyring
import pytest

from tests.cli.logins import Logins
from tests.cli.stage import APEX_REST, EXECUTE, SOAP, Stage
from tests.faults.canaries import leaks
from tests.faults.echoes import ECHOES, Echo
from tests.faults.route_echoes import OF_SOAP, of_reading, of_toggles
from tests.keychains import Memory
from tui.cli.log import stop_log
from tui.demo.http.server import Fault
from tui.demo.http.wire import HTML, ApiError, Reply, Request
from tui.org.wire.adapter import Patience

CALLER = USER = "0055e0000000001AAA"
CLOSED = Fault(ApiError(400, "UNKNOWN_EXCEPTION", "made in a test").reply())
COMMANDS = (
    ("status", "--json"),
    ("poll", "--once", "--apply", "--yes"),
    ("toggle", "off", "{name}", "--reason", "Lunch", "--yes"),
    ("doctor",),
)
Staged = Callable[..., Stage]


@pytest.fixture
def staged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Staged]:
    """Serves an org whose token is a canary; places of our own, a keychain in memory, no waiting between two tries."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    for module in ("tui.org.wire.client", "tui.org.login.means"):
        monkeypatch.setattr(f"{module}.Patience", lambda: Patience(sleep=lambda _: None))
    made: list[Stage] = []

    def serving(**options: object) -> Stage:
        made.append(Stage(tmp_path, monkeypatch, capfd, options))
        return made[-1]

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    yield serving
    keyring.set_keyring(before)
    for one in made:
        one.server.stop()
    stop_log()


def run(stage: Stage, *words: str) -> list[str]:
    """Run a command line with the most talkative log; what it printed."""
    typed = [one.format(name=stage.people()[0].name) for one in words]
    ran = stage.run("--log-level", "debug", *typed)
    return [ran.out, ran.err]


def run_all(stage: Stage) -> list[str]:
    """Every command that asks the org; what they printed."""
    return [text for words in COMMANDS for text in run(stage, *words)]


def without_throw(request: Request) -> Fault | None:
    """No block by the Tooling API: DE is read by the debug log."""
    return CLOSED if EXECUTE in request.path else None


# answers that quote the token


def test_a_token_in_the_body_of_a_soap_call_goes_to_the_org_alone(staged: Staged) -> None:
    stage, bodies = staged(), []

    def listen(request: Request) -> Fault | None:
        bodies.append(request.body.decode())
        return without_throw(request)

    stage.server.interceptor = listen
    told = run_all(stage)
    assert stage.asked(SOAP)
    assert any(stage.server.access_token in one for one in bodies)
    assert leaks(stage.places, [stage.server.access_token], *told) == []


@pytest.mark.parametrize("echo", OF_SOAP)
def test_what_comes_back_by_soap_passes_no_token_on(staged: Staged, echo: str) -> None:
    stage = staged()
    answer = OF_SOAP[echo](stage.server.access_token)
    stage.server.interceptor = lambda request: answer if SOAP in request.path else without_throw(request)
    told = run_all(stage)
    assert any(SOAP in path for _, path, _ in stage.server.requests)
    assert leaks(stage.places, [stage.server.access_token], *told) == []


@pytest.mark.parametrize("echo", of_reading(CALLER))
def test_what_the_companion_answers_passes_no_token_on(staged: Staged, echo: str) -> None:
    stage = staged(extra=frozenset({"companion"}))
    quoting(stage, "/reading", of_reading(stage.world.caller_id)[echo])


@pytest.mark.parametrize("echo", of_toggles(USER))
def test_what_the_companion_says_of_toggles_passes_no_token_on(staged: Staged, echo: str) -> None:
    stage = staged(extra=frozenset({"companion"}))
    quoting(stage, "/toggles", of_toggles(stage.people()[0].id)[echo])


@pytest.mark.parametrize("echo", ECHOES)
def test_what_the_companion_says_of_itself_passes_no_token_on(staged: Staged, echo: str) -> None:
    quoting(staged(extra=frozenset({"companion"})), "/about", ECHOES[echo])


def quoting(stage: Stage, where: str, echo: Echo) -> None:
    """Nothing is passed on of a token that the companion quotes there."""
    answer = echo(stage.server.access_token)
    stage.server.interceptor = lambda request: (
        answer if APEX_REST in request.path and request.path.endswith(where) else None
    )
    told = run_all(stage)
    assert any(path.endswith(where) for _, path, _ in stage.server.requests)
    assert leaks(stage.places, [stage.server.access_token], *told) == []


# renewals


@pytest.fixture
def logged_in(staged: Staged, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Logins]:
    """Serves an org and logs in to it by the web, with a keychain in memory."""

    def serving(**options: object) -> Logins:
        memory = Memory()
        keyring.set_keyring(memory)
        made = Logins(staged(**options), memory, monkeypatch)
        assert made.add("web").code == 0
        return made

    return serving


def secrets_of(login: Logins) -> set[str]:
    """Everything secret so far; what the browser sent is told by the org's log alone."""
    return {one for one in login.secrets() if len(one) > 16}


@pytest.mark.parametrize("where", ["/query", EXECUTE, SOAP, "/reading", "/toggles"])
def test_a_token_that_dies_under_a_request_and_its_successor_show_nowhere(
    logged_in: Callable[..., Logins], where: str
) -> None:
    by_class = where in {"/reading", "/toggles"}
    login = logged_in(extra=frozenset({"companion"} if by_class else ()))
    server, listen = login.stage.server, login.stage.server.interceptor
    died: list[str] = []

    def dies(request: Request) -> Fault | None:
        if listen is not None:
            listen(request)
        if where in request.path and not died:
            died.append(request.path)
            server.account.end_sessions()
        return without_throw(request) if where == SOAP else None

    server.interceptor = dies
    told = []
    for words in COMMANDS:
        died.clear()
        before = len(login.stage.toggles())
        told += run(login.stage, *words)
        ids = [one for one, _, _ in login.stage.toggles()[before:]]
        assert len(ids) == len(set(ids)), "toggled twice"
    statuses = [status for _, path, status in server.requests if where in path]
    assert set(statuses) >= {200, 500 if where == SOAP else 401}
    assert leaks(login.stage.places, secrets_of(login), *told, but=login.key_file.parent) == []


FORMS = {
    "error that quotes the form": lambda form: _oauth(400, "invalid_grant", form),
    "error that is the form": lambda form: _oauth(400, form, form),
    "error in percents": lambda form: _oauth(400, "invalid_grant", quote_plus(form)),
    "error as a list": lambda form: ApiError(400, "X", form).reply(),
    "page": lambda form: Reply(400, f"<html>{form}</html>".encode(), HTML),
    "page as if all were well": lambda form: Reply(200, f"<html>{form}</html>".encode(), HTML),
    "token that is the form": lambda form: _told({"access_token": form}),
    "address that is the form": lambda form: _told(
        {"access_token": "00D000000000000!x", "instance_url": f"https://{form}"}
    ),
    "redirect with the form": lambda form: Reply(302, b"", headers={"Location": f"https://evil.example/?{form}"}),
    "nothing but the form": lambda form: Reply(200, form.encode()),
}


def _told(fields: object) -> Reply:
    return Reply(200, json.dumps(fields).encode())


def _oauth(status: int, error: str, words: str) -> Reply:
    return Reply(status, json.dumps({"error": error, "error_description": words}).encode())


@pytest.mark.parametrize("echo", FORMS)
def test_an_answer_to_a_renewal_that_quotes_what_was_asked_is_not_passed_on(
    logged_in: Callable[..., Logins], echo: str
) -> None:
    login = logged_in()
    listen = login.stage.server.interceptor

    def quotes(request: Request) -> Fault | None:
        if listen is not None:
            listen(request)
        if not request.path.endswith("/token"):
            return None
        refresh = dict(parse_qsl(request.body.decode())).get("refresh_token", "")
        return Fault(FORMS[echo](f"refresh_token {refresh} {request.body.decode()}"))

    login.stage.server.interceptor = quotes
    told = run_all(login.stage)
    assert [path for _, path, _ in login.stage.server.requests if path.endswith("/token")]
    assert leaks(login.stage.places, secrets_of(login), *told, but=login.key_file.parent) == []
