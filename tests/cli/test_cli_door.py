"""The command line before it asks any org: options, help, and what is imported for them."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from tui import __version__
from tui.cli import main
from tui.cli.given import Given, connection_options, with_demo_sizes

HEAVY = ("textual", "requests", "simple_salesforce", "aiohttp", "msgspec", "rich", "sqlite3")


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_import_nothing_heavy(option: str) -> None:
    program = (
        "import sys; from tui.cli import main; code = main(sys.argv[1:])\n"
        f"print('loaded', [one for one in {HEAVY!r} if one in sys.modules]); sys.exit(code)"
    )
    ended = subprocess.run([sys.executable, "-c", program, option], capture_output=True, text=True, check=False)
    assert ended.returncode == 0
    assert ended.stdout.splitlines()[-1] == "loaded []"


def test_before_the_first_frame_neither_the_wire_nor_what_opens_later_is_imported() -> None:
    late = (
        "tui.org",
        "tui.ui.screens.",
        "tui.store.journal",
        "tui.loop.engine",
        "tui.cli.wiring",
        "tui.cli.doctor.",
        "requests",
        "simple_salesforce",
        "aiohttp",
        "keyring",
        "cryptography",
    )
    program = (
        "import sys; from tui.cli import door; from tui.cli.monitor import monitor_app\n"
        "from tui.cli.given import Given; monitor_app(Given(demo='small'), None)\n"
        f"print('loaded', [one for one in sys.modules if one.startswith({late!r})])"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.stdout.splitlines()[-1:] == ["loaded []"], ended.stderr


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"de-presence {__version__}\n"


def test_the_module_runs_like_the_command() -> None:
    ended = subprocess.run([sys.executable, "-m", "tui", "--version"], capture_output=True, text=True, check=False)
    assert ended.stdout == f"de-presence {__version__}\n"


def test_help_names_every_command_and_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    told = capsys.readouterr().out.partition("Commands:\n")[2].partition("\n\n")[0]
    named = [line.split()[0] for line in told.splitlines()]
    assert " ".join(named) == "status toggle poll job kit doctor history settings orgs login logout demo-org"


@pytest.mark.parametrize("name", ["jobs", "nonsense"])
def test_a_command_that_is_not_there_is_wrong_usage(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"No such command '{name}'" in told.err
    assert len(told.err.splitlines()) <= 3


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        (["--demo", "status"], ["--demo=typical", "status"]),
        (["--demo", "small", "status"], ["--demo=small", "status"]),
        (["status", "--demo"], ["status", "--demo=typical"]),
        (["status", "--demo", "huge", "Anna"], ["status", "--demo=huge", "Anna"]),
        (["status", "--demo", "Anna"], ["status", "--demo=typical", "Anna"]),
        (["--demo=large"], ["--demo=large"]),
        (["status", "--", "--demo", "small"], ["status", "--", "--demo", "small"]),
        (["--demo", "--json"], ["--demo=typical", "--json"]),
    ],
)
def test_the_word_after_demo_is_a_size_only_if_it_is_one(written: list[str], understood: list[str]) -> None:
    assert with_demo_sizes(written) == understood


def taken(*args: str) -> Given:
    """What a command takes from a command line, through a group like ours."""
    seen: list[Given] = []

    @click.group()
    @connection_options
    def group(given: Given) -> None:
        """Nothing."""

    @group.command()
    @connection_options
    def act(given: Given) -> None:
        seen.append(given)

    ended = CliRunner().invoke(group, with_demo_sizes(list(args)))
    assert ended.exit_code == 0, ended.output
    return seen[0]


@pytest.mark.parametrize("args", [("--demo", "small", "--read-only", "act"), ("act", "--read-only", "--demo", "small")])
def test_connection_options_stand_before_or_after_the_command(args: tuple[str, ...]) -> None:
    assert taken(*args) == Given(demo="small", read_only=True)


def test_an_option_after_the_command_counts_over_the_same_before() -> None:
    assert taken("--demo", "small", "act", "--demo", "large").demo == "large"


def test_options_before_and_after_come_together() -> None:
    assert taken("--org", "acme", "act", "--writable") == Given(org="acme", writable=True)


@pytest.mark.parametrize("command", ["login", "logout"])
def test_a_login_has_no_options_that_are_about_reading_and_writing(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--help"]) == 0
    told = capsys.readouterr().out
    assert "--org" in told
    assert [one for one in ("--demo", "--read-only", "--writable") if one in told] == []


@pytest.mark.parametrize("command", ["login", "logout"])
@pytest.mark.parametrize("option", ["--demo", "--read-only", "--writable"])
@pytest.mark.parametrize("before", [True, False])
def test_such_an_option_at_a_login_is_wrong_usage_wherever_it_stands(
    command: str, option: str, before: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([option, command] if before else [command, option]) == 2
    assert option in capsys.readouterr().err


def test_help_says_when_the_monitor_does_not_open(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    assert "standard output or standard error is no terminal" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("args", [["--read-only", "status", "--writable"], ["status", "--json", "--csv"]])
def test_options_that_exclude_each_other_are_wrong_usage(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(args) == 2
    assert "exclude each other" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["toggle", "on", "Anna", "--reason", "Lunch"], "an on carries none"),
        (["toggle", "off", "Anna", "--reason", "x" * 256], "255 is the most"),
        (["toggle", "off", "Anna", "--until", "whenever"], "no moment to come"),
        (["toggle", "off"], "Missing argument"),
        (["toggle", "perhaps", "Anna"], "is not one of"),
        (["poll", "--confirm", "0a1b2c3d"], "goes with --apply"),
        (["poll", "--interval", "5"], "not in the range"),
        (["--interval", "5"], "not in the range"),
        (["history", "--since", "whenever"], "no moment of the past"),
        (["history", "--forget", "Anna", "--user", "Ben"], "stands alone"),
        (["status", "--presence", "away"], "is not one of"),
    ],
)
def test_wrong_usage_is_told_before_any_org_is_asked(
    args: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(args) == 2
    told = capsys.readouterr()
    assert (told.out, word in told.err) == ("", True)
    assert len(told.err.splitlines()) <= 3
