"""The person at the terminal: what is told whole, when a browser opens, and what is asked without echo."""

from __future__ import annotations

import webbrowser
from collections.abc import Mapping

import click
import pytest

from tests.cli.stage import Serve
from tui.cli.connections.person import TerminalPerson

URL = "https://acme.my.salesforce.com/services/oauth2/authorize?client_id=" + "k" * 500


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the browser was sent to."""
    found: list[str] = []

    def browse(url: str) -> bool:
        found.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", browse)
    return found


@pytest.mark.parametrize(
    ("platform", "environment"),
    [
        ("linux", {"DISPLAY": ":0"}),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}),
        ("linux", {"SSH_CONNECTION": "1.2.3.4", "DISPLAY": "localhost:10.0"}),
        ("linux", {"BROWSER": "wslview"}),
        ("darwin", {}),
        ("win32", {}),
    ],
)
def test_a_browser_opens_where_one_is_before_the_person(
    opened: list[str], platform: str, environment: Mapping[str, str]
) -> None:
    assert TerminalPerson(environment, platform).open(URL)
    assert opened == [URL]


@pytest.mark.parametrize(
    ("platform", "environment"),
    [("linux", {}), ("linux", {"SSH_CONNECTION": "1.2.3.4"}), ("darwin", {"SSH_TTY": "/dev/ttys1"})],
)
def test_none_opens_on_a_machine_far_away_or_in_the_terminal_itself(
    opened: list[str], platform: str, environment: Mapping[str, str]
) -> None:
    assert not TerminalPerson(environment, platform).open(URL)
    assert opened == []


def test_a_browser_that_does_not_start_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_url: str) -> bool:
        raise webbrowser.Error("no runnable browser")

    monkeypatch.setattr(webbrowser, "open", broken)
    assert not TerminalPerson({"DISPLAY": ":0"}, "linux").open(URL)


def test_an_address_is_told_whole_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    TerminalPerson().tell(URL)
    assert capsys.readouterr() == ("", f"{URL}\n")


def test_what_is_told_moves_no_cursor_and_shows_no_token(capsys: pytest.CaptureFixture[str]) -> None:
    TerminalPerson().tell("\x1b[2J00D5e000000abcD!secret.of.a.token")
    told = capsys.readouterr().err
    assert "\x1b" not in told
    assert "secret" not in told


def test_what_is_pasted_comes_back_and_is_not_echoed(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _question: "the code")
    serve().at_a_terminal()
    assert TerminalPerson().paste("Address") == "the code"


def test_without_a_terminal_nobody_can_answer(serve: Serve) -> None:
    serve().typed("the code")
    assert TerminalPerson().paste("Address") is None


def test_a_person_who_interrupts_the_question_ends_the_login(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(_question: str) -> str:
        raise click.Abort

    monkeypatch.setattr("click.termui.hidden_prompt_func", leave)
    serve().at_a_terminal()
    with pytest.raises(click.Abort):
        TerminalPerson().paste("Address")
