"""The monitor from one org to the next: what can be opened, what opens it, and what stays said."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

import pytest

import tui.cli.monitor
from tests.cli.logins import Logins
from tests.cli.stage import Serve
from tui.cli import main
from tui.cli.connections.connecting import in_thread
from tui.cli.connections.switching import given_for, orgs_to_open
from tui.cli.connections.target import DemoTarget, SavedTarget, SfTarget, Target, TokenTarget
from tui.cli.given import Given
from tui.cli.monitor import Watched
from tui.loop.hand import Hand
from tui.presence.problems import NothingGiven
from tui.presence.saved_org import SavedOrg
from tui.store.places import platform_places
from tui.store.saved_orgs import SavedOrgs
from tui.ui.setting import KnownOrg, Setting, Source

LogIn = Callable[..., Logins]
ACME = KnownOrg("acme", "saved, JWT bearer")
DEMO = KnownOrg("typical", "built in", demo=True)


class Monitor:
    """Stands in for the screen: what it was given, one after the other, and the orgs that are chosen in it."""

    return_code = 0

    def __init__(self) -> None:
        self.shown: list[tuple[Source | None, Setting]] = []
        self.choices: list[KnownOrg] = []

    def __call__(self, source: Source | None, setting: Setting) -> Monitor:
        self.shown.append((source, setting))
        return self

    def run(self) -> KnownOrg | None:
        """The next choice; None once somebody quits."""
        return self.choices.pop(0) if self.choices else None

    @property
    def settings(self) -> list[Setting]:
        """Of each screen."""
        return [setting for _, setting in self.shown]


@pytest.fixture
def monitor(monkeypatch: pytest.MonkeyPatch) -> Monitor:
    stand_in = Monitor()
    monkeypatch.setattr(tui.cli.monitor, "MonitorApp", stand_in)
    at_a_terminal(monkeypatch)
    return stand_in


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed now goes to a terminal."""
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True, raising=False)


def save(*orgs: SavedOrg) -> None:
    """Save these; the first is the default."""
    for one in orgs:
        SavedOrgs(platform_places()).add(one)


async def known(now: Target | None = None) -> dict[str, KnownOrg]:
    """The orgs that can be opened, by name."""
    return {one.name: one for one in await orgs_to_open(os.environ, now)}


async def test_saved_orgs_those_of_the_salesforce_cli_and_the_demo_can_be_opened(logins: LogIn) -> None:
    login = logins()
    save(SavedOrg("acme", "web", "https://acme.example", "ada@acme.example"), SavedOrg("uat", "jwt", writable=True))
    login.with_sf("dev")
    orgs = await known()
    assert list(orgs) == ["acme", "uat", "dev", "typical"]
    assert (orgs["acme"].how, orgs["dev"].how, orgs["typical"].demo) == ("saved, web login", "Salesforce CLI", True)
    assert orgs["acme"].about == "ada@acme.example, https://acme.example"
    assert "writable" in orgs["uat"].about


async def test_one_org_opens_where_none_is_named_and_only_that_is_marked(logins: LogIn) -> None:
    login = logins()
    login.with_sf("dev")
    assert [name for name, one in (await known()).items() if one.default] == ["dev"]
    save(SavedOrg("acme", "web"))
    assert [name for name, one in (await known()).items() if one.default] == ["acme"]
    login.stage.environment("SF_ACCESS_TOKEN", "given")
    login.stage.environment("SF_ORG_INSTANCE_URL", "https://mine.example")
    assert [name for name, one in (await known()).items() if one.default] == ["mine.example"]


@pytest.mark.parametrize(
    ("now", "name"),
    [
        (SavedTarget(SavedOrg("acme", "web")), "acme"),
        (SfTarget("dev"), "dev"),
        (SfTarget(""), "dev"),
        (DemoTarget("huge"), "huge"),
        (DemoTarget("typical"), "typical"),
        (None, ""),
    ],
)
async def test_the_one_that_is_open_is_marked(now: Target | None, name: str, logins: LogIn) -> None:
    login = logins()
    save(SavedOrg("acme", "web"))
    login.with_sf("dev")
    assert [one.name for one in (await known(now)).values() if one.current] == [name][: bool(name)]


async def test_the_org_of_the_variables_can_be_come_back_to(serve: Serve) -> None:
    stage = serve()
    orgs = await known(TokenTarget(stage.server.url, "token"))
    assert orgs["127.0.0.1"].current
    assert given_for(orgs["127.0.0.1"], Given(org="acme"), connected=True) == Given()


async def test_an_expired_session_of_the_salesforce_cli_is_told(logins: LogIn) -> None:
    login = logins()
    login.with_sf("dev").log_in("old", "https://old.example", "gone", connected="Session expired or invalid")
    assert "Session expired or invalid" in (await known())["old"].about


async def test_a_salesforce_cli_that_fails_costs_only_its_own_orgs(logins: LogIn) -> None:
    login = logins()
    save(SavedOrg("acme", "web"))
    login.with_sf("dev").play("crash")
    assert list(await known()) == ["acme", "typical"]


def test_another_org_is_opened_by_its_name_and_a_demo_by_its_size() -> None:
    assert given_for(ACME, Given(demo="small"), connected=True) == Given(org="acme")
    assert given_for(DEMO, Given(org="acme"), connected=True) == Given(demo="typical")


def test_read_only_the_settings_file_and_the_logs_detail_stay() -> None:
    said = Given(org="acme", read_only=True, config=Path("mine.toml"), log_level="debug")
    assert given_for(DEMO, said, connected=True) == Given(
        demo="typical", read_only=True, config=Path("mine.toml"), log_level="debug"
    )


def test_writable_was_said_of_the_org_that_was_open_and_does_not_follow_into_the_next() -> None:
    assert not given_for(ACME, Given(org="uat", writable=True), connected=True).writable


def test_writable_that_was_said_before_any_org_was_open_is_for_the_first_one() -> None:
    assert given_for(ACME, Given(writable=True), connected=False).writable


def test_the_monitor_opens_one_org_after_the_other_until_somebody_quits(monitor: Monitor, places: Path) -> None:
    save(SavedOrg("acme", "web"))
    monitor.choices = [DEMO, ACME]
    assert main(["--read-only"]) == 0
    assert [one.demo for one in monitor.settings] == ["", "demo typical", ""]
    assert [one.read_only for one in monitor.settings] == [True, True, True]


def test_an_org_that_was_saved_as_writable_is_so_on_the_screen(monitor: Monitor, places: Path) -> None:
    save(SavedOrg("acme", "web", writable=True), SavedOrg("uat", "web"))
    monitor.choices = [KnownOrg("uat", "saved")]
    assert main([]) == 0
    assert [one.writable for one in monitor.settings] == [True, False]


def test_a_read_only_run_is_not_writable_whatever_was_saved(monitor: Monitor, places: Path) -> None:
    save(SavedOrg("acme", "web", writable=True))
    assert main(["--read-only"]) == 0
    (setting,) = monitor.settings
    assert (setting.read_only, setting.writable) == (True, False)


def test_the_screen_opens_before_the_salesforce_cli_is_asked(
    logins: LogIn, monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = logins()
    at_a_terminal(monkeypatch)
    sf = login.with_sf("dev")
    assert main(["--org", "dev"]) == 0
    ((source, _),) = monitor.shown
    assert source is not None
    assert sf.calls() == []


async def test_a_salesforce_cli_without_a_target_org_leads_to_the_connect_screen(logins: LogIn) -> None:
    login = logins()
    login.with_sf("dev").play(target="")
    with pytest.raises(NothingGiven):
        await anext(Watched(Given(), None).pulses(Hand()))


async def test_the_screen_is_given_the_orgs(monitor: Monitor, places: Path) -> None:
    save(SavedOrg("acme", "web"))
    assert main([]) == 0
    (setting,) = monitor.settings
    assert setting.orgs is not None
    assert [one.name for one in await setting.orgs()] == ["acme", "typical"]


def test_a_keychain_that_waits_for_a_person_keeps_nobody_from_leaving(logins: LogIn) -> None:
    login = logins()
    login.add("web")
    asked, unlocked = threading.Event(), threading.Event()
    through: list[bool] = []

    def wait() -> None:
        asked.set()
        through.append(unlocked.wait(20))

    async def leave() -> None:
        leaving = asyncio.create_task(anext(Watched(Given(), None).pulses(Hand())))
        await in_thread(asked.wait)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving

    login.keyring.waits = wait
    asyncio.run(leave())  # which would wait for every thread of its own
    assert through == []
    unlocked.set()


async def test_a_variable_that_is_ignored_is_told_before_the_screen_and_not_on_it(
    logins: LogIn, capfd: pytest.CaptureFixture[str]
) -> None:
    login = logins()
    login.with_sf("dev")
    login.stage.environment("SF_ACCESS_TOKEN", "given")
    watched = Watched(Given(), None)
    assert watched.target() == SfTarget("")
    assert "SF_ACCESS_TOKEN is ignored" in capfd.readouterr().err
    async with aclosing(watched.pulses(Hand())) as pulses:
        await anext(pulses)
    assert capfd.readouterr().err == ""
