"""How failures are told, and what a spreadsheet or terminal cannot be made to do by a name."""

from __future__ import annotations

import csv
import io
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tui.cli
from tests.cli.stage import Serve
from tui.cli import main
from tui.cli.log import log_of_unforeseen, start_log, stop_log
from tui.cli.paper import print_csv, print_json, print_table
from tui.cli.telling import exit_code_of, tell
from tui.presence.model import Problem
from tui.presence.problems import BadSettings, OrgFailure
from tui.ui.exported import defused

CANARY = "00D5e000000abcDEAY!AQcanary.canary_canary"


@pytest.fixture(autouse=True)
def _places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.delenv("SF_ACCESS_TOKEN", raising=False)
    monkeypatch.delenv("SF_ORG_INSTANCE_URL", raising=False)
    yield
    stop_log()


def test_a_failure_has_three_lines_at_most_without_controls(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Problem("What\nhappened", "why \x1b[31m\x07", "next\r\nline"))
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 3
    assert not any(ord(one) < 32 for one in told.replace("\n", ""))


@pytest.mark.parametrize(
    "secret",
    [
        CANARY,
        "5Aep861canary.canary_canary-canary",
        "aPrxcanary-canary_canary_canary==",
        "eyJcanarycanary.canary.canary",
        "Authorization: Bearer canary-canary-canary",
        "client_secret=CANARYCANARYCANARYcanary",
        "grant_type=refresh_token&refresh_token=canarycanarycanary",
        "http://localhost:1717/OauthRedirect?code=canary%2Fcanary.canary&state=s",
    ],
)
def test_a_failure_shows_no_secret_of_any_kind(secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    tell(Problem("What", f"the org said: {secret}", f"Next {secret}"))
    assert "canary" not in capsys.readouterr().err.lower()


def test_a_remedy_that_speaks_of_oauth_stays_whole(capsys: pytest.CaptureFixture[str]) -> None:
    remedy = "In the app's OAuth settings enable the JWT bearer flow; a new app takes up to 10 minutes"
    tell(Problem("What", "why", remedy))
    assert capsys.readouterr().err.splitlines()[-1] == remedy


def test_a_missing_choice_is_told_in_one_readable_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["orgs", "add", "acme"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "Missing option '--via'. Choose from: sf, web, jwt, client-credentials"
    assert len(told) == 2


def test_an_address_to_log_in_at_stays_whole(capsys: pytest.CaptureFixture[str]) -> None:
    address = "https://a.example/services/oauth2/authorize?response_type=code&code_challenge=abcdefghijklmnopqrstuvwxyz"
    tell(Problem(address, "", ""))
    assert capsys.readouterr().err == f"{address}\n"


def test_a_failure_without_a_cause_has_no_empty_line(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Problem("What", "", "Next"))
    assert capsys.readouterr().err == "What\nNext\n"


@pytest.mark.parametrize(("failure", "code"), [(BadSettings("a"), 2), (OrgFailure("b"), 3), (KeyboardInterrupt(), 130)])
def test_each_kind_of_failure_has_its_exit_code(failure: BaseException, code: int) -> None:
    assert exit_code_of(failure) == code


def test_without_an_org_it_exits_3_and_says_how_to_connect(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--json"]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert "--demo" in told.err


def test_a_settings_file_that_is_not_there_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--demo", "--config", "/nowhere/settings.toml", "status"]) == 2
    assert "/nowhere/settings.toml" in capsys.readouterr().err


def test_the_unforeseen_exits_70_and_names_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def broken(*_args: object) -> None:
        raise ZeroDivisionError(f"with {CANARY}")

    monkeypatch.setattr("tui.cli.connections.target.target_of", broken)
    monkeypatch.setattr("tui.cli.wiring.target_of", broken)
    assert main(["status", "--demo"]) == 70
    told = capsys.readouterr().err
    (log,) = tmp_path.rglob("*.log")
    assert str(log) in told
    written = log.read_text()
    assert "ZeroDivisionError" in written
    assert "canary" not in written + told


def test_an_unforeseen_error_is_told_even_where_no_log_can_be_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert exit_code_of(ZeroDivisionError("x")) == 70
    assert "no place" in capsys.readouterr().err


def test_only_our_own_messages_reach_the_log(tmp_path: Path) -> None:
    start_log("debug")
    logging.getLogger("tui.cli").debug("ours")
    logging.getLogger("urllib3").error("theirs")
    (log,) = tmp_path.rglob("*.log")
    assert "ours" in log.read_text()
    assert "theirs" not in log.read_text()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_the_log_is_private(tmp_path: Path) -> None:
    start_log(None)
    (log,) = tmp_path.rglob("*.log")
    assert log.stat().st_mode & 0o077 == 0


def test_the_log_hides_tokens_in_any_form_and_moves_no_cursor(tmp_path: Path) -> None:
    jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"
    start_log(None)
    logging.getLogger("tui").error("Authorization: Bearer %s OAuth %s %s %s\x1b[0m", CANARY, jwt, CANARY, jwt)
    (log,) = tmp_path.rglob("*.log")
    told = log.read_text()
    assert "canary" not in told
    assert "eyJ" not in told
    assert "\x1b" not in told


def test_what_was_logged_is_named_when_the_log_is_already_open() -> None:
    place = start_log(None)
    assert log_of_unforeseen(ValueError("x")) == place


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\u200b=1+1", "\u00ad@x", "\u00a0=1", "＝1+1"])
def test_a_cell_is_never_a_formula(cell: str) -> None:
    assert defused(cell).startswith("'")


def test_csv_keeps_commas_quotes_and_scripts_and_moves_no_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    print_csv(("a", "b"), [('x, "y"', "Ünsal 王"), ("\x1b[2J", "two\nlines")])
    written = capsys.readouterr().out
    assert list(csv.reader(io.StringIO(written)))[1] == ['x, "y"', "Ünsal 王"]
    assert "\x1b" not in written
    assert len(written.splitlines()) == 3


def test_json_is_one_line_of_utf8(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    print_json({"name": "Ünsal\n王"})
    assert capfdbinary.readouterr().out == '{"name":"Ünsal\\n王"}\n'.encode()


def test_columns_stand_under_each_other_whatever_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("NAME", "DE"), [("王小明", "on"), ("Anna", "off"), ("[bold]x[/]", "on")])
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["NAME        DE", "王小明      on", "Anna        off", "[bold]x[/]  on"]


def test_a_table_of_nobody_is_its_header(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("NAME", "DE"), [])
    assert capsys.readouterr().out == "NAME  DE\n"


def test_the_door_is_the_entry_point() -> None:
    assert tui.cli.main is main


def test_a_reader_who_leaves_early_gets_no_traceback(serve: Serve) -> None:
    serve()
    command = [sys.executable, "-m", "tui", "status", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        told = child.stderr.read()
        child.wait(30)
    assert (child.returncode, told) == (1, "")
