"""The bare command: what it gives the screen, and what it does where there is no terminal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import tui.cli.monitor
from tests.cli.stage import AT_ONCE, Serve
from tui.cli import main
from tui.cli.given import Given
from tui.cli.local_zone import LocalZone
from tui.cli.monitor import Watched
from tui.loop.hand import Hand
from tui.loop.pulse import Pulse
from tui.presence.events import EventsState
from tui.presence.model import Presence
from tui.presence.ports import Toggle
from tui.presence.problems import BadSettings, Failure
from tui.store.lock import FileLock
from tui.ui.setting import Setting, Source

Opened = list[tuple[Source | None, Setting]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """What the screen was given, at a terminal."""
    found: Opened = []

    class Screen:
        return_code = 0

        def __init__(self, source: Source | None, setting: Setting) -> None:
            found.append((source, setting))

        def run(self) -> None:
            pass

    monkeypatch.setattr(tui.cli.monitor, "MonitorApp", Screen)
    terminal(monkeypatch, "stdout", "stderr")
    monkeypatch.setenv("TERM", "xterm-256color")
    return found


def terminal(monkeypatch: pytest.MonkeyPatch, *streams: str) -> None:
    """These streams are a terminal."""
    for stream in streams:
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True, raising=False)


async def until(pulses: AsyncIterator[Pulse], fits: Callable[[Pulse], object]) -> Pulse:
    """The first pulse that fits."""
    async for pulse in pulses:
        if fits(pulse):
            return pulse
    raise AssertionError("the pulses ended")


async def test_the_orgs_live_events_reach_the_screen(serve: Serve) -> None:
    stage = serve()
    stage.in_step()
    async with aclosing(Watched(Given(), None).pulses(Hand())) as pulses:
        await until(pulses, lambda pulse: pulse.roster and pulse.events == EventsState("live"))
        gone = stage.people()[0].id
        stage.world.log_out(gone)
        seen = await until(pulses, lambda pulse: pulse.happened)
        assert [(one.kind, one.user_id) for one in seen.happened] == [("logout", gone)]
        await until(pulses, lambda pulse: pulse.roster and pulse.roster.standings[gone].presence is Presence.ABSENT)


def test_where_output_is_no_terminal_it_prints_status_once_and_says_so(serve: Serve) -> None:
    stage = serve()
    ran = stage.run()
    assert ran.code == 0
    assert "SANDBOX" in ran.out
    assert "no terminal" in ran.err


def test_where_standard_error_is_no_terminal_no_blank_screen_opens(
    serve: Serve, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = serve()
    terminal(monkeypatch, "stdout")
    ran = stage.run()
    assert (ran.code, opened) == (0, [])
    assert "Standard error is no terminal" in ran.err


def test_a_terminal_that_can_draw_no_screen_gets_status(
    serve: Serve, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = serve()
    terminal(monkeypatch, "stdout", "stderr")
    monkeypatch.setenv("TERM", "dumb")
    ran = stage.run()
    assert (ran.code, opened) == (0, [])
    assert "TERM is dumb" in ran.err


def test_ascii_can_be_asked_for(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert main(["--demo"]) == main(["--demo", "--ascii"]) == 0
    assert [setting.ascii_only for _, setting in opened] == [False, True]


def test_a_monitor_that_broke_is_an_internal_error(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.cli.monitor.MonitorApp.return_code", 1)
    assert main([]) == 70
    assert len(opened) == 1


def test_without_an_org_the_connect_screen_opens(opened: Opened) -> None:
    assert main([]) == 0
    ((source, _),) = opened
    assert source is None


def test_an_org_that_is_not_saved_exits_3_without_a_screen(opened: Opened, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--org", "acme"]) == 3
    assert opened == []


def test_options_and_settings_reach_the_screen(opened: Opened, places: Path) -> None:
    file = places / "mine.toml"
    file.write_text('[loop]\nrefresh = 7\n[keys]\nmark = "m"\n')
    assert main(["--demo", "small", "--interval", "10", "--read-only", "--config", str(file)]) == 0
    ((source, setting),) = opened
    assert source is not None
    assert (setting.settings.loop.interval, setting.settings.loop.refresh) == (10, 7)
    assert (setting.settings.keys, setting.read_only, setting.demo) == ({"mark": "m"}, True, "demo small")
    assert setting.log_file.endswith(".log")


def test_wrong_settings_exit_2_without_a_screen(opened: Opened, places: Path) -> None:
    file = places / "mine.toml"
    file.write_text("[lop]\n")
    assert main(["--demo", "--config", str(file)]) == 2
    assert opened == []


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('hodl = "t"', 'keys.hodl: there is no such key id\nWrite "hold"'),
        ('hold = "x"', "keys.hold: x is the key of toggle-off"),
        ('hold = "nokey"', "keys.hold: 'nokey' is no key"),
    ],
)
def test_keys_that_cannot_stand_exit_2_without_a_screen(
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    opened: Opened,
    places: Path,
    keys: str,
    said: str,
) -> None:
    terminal(monkeypatch, "stdout", "stderr")
    file = places / "mine.toml"
    file.write_text(f"[keys]\n{keys}\n")
    assert main(["--demo", "--config", str(file)]) == 2
    assert f"{file}, line 2: {said}" in capfd.readouterr().err
    assert opened == []


async def test_the_pulses_are_the_orgs_and_close_with_the_screen(serve: Serve) -> None:
    stage = serve()
    watched = Watched(Given(), None)
    pulses = watched.pulses(Hand())
    pulse = await until(pulses, lambda one: one.roster is not None)
    assert pulse.org is not None
    assert pulse.org.id == stage.world.org_id
    one = stage.people()[0].id
    _, sessions = await watched.details(one)
    assert {session.user_id for session in sessions} <= {one}
    assert (await watched.logins(one)).of_sessions.keys() == {session.id for session in sessions}
    assert watched.history(one) == []
    await pulses.aclose()


async def test_before_it_is_connected_details_are_a_failure_in_words() -> None:
    with pytest.raises(Failure, match="no connection yet"):
        await Watched(Given(), None).details("005000000000001AAA")


async def test_a_loop_beside_another_on_this_machine_is_stopped_before_it_sends(serve: Serve) -> None:
    stage = serve(answers="toggle")
    stage.in_step()
    stage.world.log_out(stage.people()[0].id)
    lock = FileLock(stage.places / f"XDG_STATE_HOME/de-presence/journals/{stage.world.org_id}.loop-lock")
    assert lock.take()
    hand = Hand(first_ok=True)
    pulses = Watched(Given(), None).pulses(hand)
    await until(pulses, lambda one: one.roster is not None)
    hand.start()
    pulse = await until(pulses, lambda one: one.applying)
    assert not hand.applying
    assert "another loop" in pulse.entries[-1].why
    later = await until(pulses, lambda one: not one.applying)
    assert later.cycle is None
    await pulses.aclose()
    lock.release()
    assert stage.toggles() == []


async def test_a_person_may_start_a_loop_beside_another_on_this_machine(serve: Serve) -> None:
    stage = serve(answers="toggle")
    stage.in_step()
    one = stage.people()[0].id
    stage.world.log_out(one)
    lock = FileLock(stage.places / f"XDG_STATE_HOME/de-presence/journals/{stage.world.org_id}.loop-lock")
    assert lock.take()
    hand = Hand(first_ok=True)
    watched = Watched(Given(), None)
    pulses = watched.pulses(hand)
    await until(pulses, lambda one: one.roster is not None)
    assert (await watched.rivals()).found == ("Another loop is running for this org on this machine",)
    hand.start(beside=True)
    await until(pulses, lambda one: one.cycle is not None)
    await pulses.aclose()
    lock.release()
    assert [user_id for user_id, _, _ in stage.toggles()] == [one]


async def test_the_orgs_own_job_is_a_rival(serve: Serve) -> None:
    stage = serve()
    stage.world.enqueue("ToggleDEUserBasedOnSession", "Holding")
    watched = Watched(Given(), None)
    pulses = watched.pulses(Hand())
    await until(pulses, lambda one: one.roster is not None)
    (found,) = (await watched.rivals()).found
    assert "ToggleDEUserBasedOnSession" in found
    await pulses.aclose()


async def test_the_orgs_own_job_is_looked_at_and_driven_through_the_same_connection(serve: Serve) -> None:
    stage = serve()
    job_id = stage.world.enqueue("ToggleDEUserBasedOnSession")
    watched = Watched(Given(), None)
    pulses = watched.pulses(Hand())
    await until(pulses, lambda one: one.roster is not None)
    assert [one.id for one in (await watched.job()).chains or ()] == [job_id]
    with pytest.raises(Failure, match="runs already"):
        await watched.start_job()
    assert (await watched.abort_jobs()).chains == ()
    await pulses.aclose()


@pytest.mark.parametrize("given", [Given(read_only=True), Given()])
async def test_a_run_that_may_not_write_drives_no_job(serve: Serve, given: Given) -> None:
    stage = serve(production=True)
    stage.world.enqueue("ToggleDEUserBasedOnSession")
    watched = Watched(given, None)
    pulses = watched.pulses(Hand())
    await until(pulses, lambda one: one.roster is not None)
    for drive in (watched.start_job, watched.abort_jobs):
        with pytest.raises(Failure, match="Nothing may be written"):
            await drive()
    assert len((await watched.job()).chains or ()) == 1
    await pulses.aclose()


async def test_a_job_that_somebody_starts_meanwhile_stops_the_monitors_loop_and_is_named(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.loop.rivals.CYCLES_BETWEEN", 1)
    stage = serve(answers="toggle")
    hand = Hand(first_ok=True)
    pulses = Watched(Given(), None).pulses(hand)
    await until(pulses, lambda one: one.roster is not None)
    stage.world.enqueue("DePresenceJob")
    hand.start()
    pulse = await until(pulses, lambda one: one.cycle is not None)
    assert not hand.applying
    assert "The org's own job DePresenceJob is on" in pulse.entries[-1].why
    assert pulse.problems[0].title == "This loop stopped"
    await pulses.aclose()


async def test_a_loop_that_ended_without_a_word_is_told_once_and_one_that_was_aborted_never(serve: Serve) -> None:
    stage = serve()
    mark = stage.places / f"XDG_STATE_HOME/de-presence/journals/{stage.world.org_id}.loop-was-on"
    hand, watched = Hand(first_ok=True), Watched(Given(), None)
    pulses = watched.pulses(hand)
    await until(pulses, lambda one: one.roster is not None)
    assert not watched.left_on()
    hand.start()
    await until(pulses, lambda one: one.cycle is not None)
    assert mark.exists()
    hand.abort()
    await until(pulses, lambda one: not one.applying)
    assert not mark.exists()
    mark.touch()
    assert (watched.left_on(), watched.left_on()) == (True, False)
    await pulses.aclose()


async def test_a_changed_settings_file_is_read_again_with_the_orgs_own_part(serve: Serve) -> None:
    stage = serve()
    stage.settings("[loop]\nrefresh = 9\n")
    watched = Watched(Given(), 33)
    pulses = watched.pulses(Hand())
    await until(pulses, lambda one: one.roster is not None)
    assert watched.reread() is None
    stage.settings(f'[loop]\nrefresh = 8\n[org."{stage.world.org_id}".loop]\nrefresh = 7\n')
    fresh = watched.reread()
    assert fresh is not None
    assert fresh.org is not None
    assert (fresh.general.loop.refresh, fresh.org.loop.refresh, fresh.org.loop.interval) == (8, 7, 33)
    assert watched.reread() is None
    await pulses.aclose()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[loop]\nrefersh = 7\n", 'line 2: loop.refersh: there is no such key. Write "refresh"'),
        ("[keys]\nhold = 'x'\n", "line 2: keys.hold: x is the key of toggle-off"),
        ("[loop\n", "settings.toml"),
    ],
)
async def test_a_broken_settings_file_changes_nothing_not_even_a_new_connection(
    serve: Serve, text: str, said: str
) -> None:
    stage = serve()
    stage.settings("[loop]\nrefresh = 9\n")
    watched = Watched(Given(), None)
    stage.settings(text)
    with pytest.raises(BadSettings) as caught:
        watched.reread()
    problem = caught.value.problem
    assert "the old ones stay" in problem.title
    assert said in f"{problem.cause}. {problem.next}"
    pulses = watched.pulses(Hand())
    pulse = await until(pulses, lambda one: one.roster is not None)
    assert pulse.settings.loop.refresh == 9
    await pulses.aclose()


async def test_a_loop_that_is_aborted_lets_others_run(serve: Serve) -> None:
    stage = serve()
    hand = Hand(first_ok=True)
    pulses = Watched(Given(), None).pulses(hand)
    await until(pulses, lambda one: one.roster is not None)
    hand.start()
    await until(pulses, lambda one: one.applying)
    lock = FileLock(stage.places / f"XDG_STATE_HOME/de-presence/journals/{stage.world.org_id}.loop-lock")
    assert not lock.take()
    hand.abort()
    await until(pulses, lambda one: not one.applying)
    assert lock.take()
    lock.release()
    await pulses.aclose()


async def test_a_damaged_journal_is_told_with_every_pulse(serve: Serve) -> None:
    stage = serve()
    file = stage.places / f"XDG_STATE_HOME/de-presence/journals/{stage.world.org_id}.db"
    file.parent.mkdir(parents=True)
    file.write_text("not a journal" * 100)
    pulses = Watched(Given(), None).pulses(Hand())
    pulse = await until(pulses, lambda one: one.roster is not None)
    assert "The journal was damaged and a new one is begun" in [one.title for one in pulse.problems]
    await pulses.aclose()


@pytest.mark.parametrize("given", [Given(read_only=True), Given()])
async def test_a_run_that_may_not_write_cannot_whatever_the_screen_orders(serve: Serve, given: Given) -> None:
    stage = serve(production=True)
    stage.settings(AT_ONCE)
    hand = Hand()
    pulses = Watched(given, None).pulses(hand)
    await until(pulses, lambda one: one.roster is not None)
    ordered = hand.toggle([Toggle(stage.people()[0].id, to=False)], "by hand", None)
    await until(pulses, lambda _: ordered.done())
    await pulses.aclose()
    assert ordered.result().outcomes == ()
    assert stage.toggles() == []


def test_the_local_zone_follows_the_clocks_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    time = pytest.importorskip("time")
    if not hasattr(time, "tzset"):
        pytest.skip("this system has no tzset")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        start = datetime(2026, 1, 1, tzinfo=UTC)
        moments = [start + timedelta(hours=7 * hours) for hours in range(1250)]
        real = ZoneInfo("Europe/Berlin")
        for moment in moments:
            local = moment.astimezone(LocalZone())
            assert local.replace(tzinfo=None) == moment.astimezone(real).replace(tzinfo=None)
            assert local.astimezone(UTC) == moment
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_demo_ends_with_the_way_to_an_org_of_ones_own(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("tui.cli.paper.print_line", told.append)
    assert main(["--demo", "small"]) == 0
    assert len(opened) == 1
    assert told[0] == "That was the simulated org. To see your own:"
    assert [line.split("  ")[1] for line in told[1:]] == [
        "sf org login web", "de-presence orgs add NAME --via web", "de-presence doctor"
    ]  # fmt: skip
    assert max(map(len, told)) <= 120


def test_another_org_ends_without_such_words(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("tui.cli.paper.print_line", told.append)
    monkeypatch.setenv("SF_ACCESS_TOKEN", "00D000000000001!made-up")
    monkeypatch.setenv("SF_ORG_INSTANCE_URL", "http://127.0.0.1:9")
    assert main([]) == 0
    assert len(opened) == 1
    assert told == []
