"""Starting the loop: beside others only by a clear yes; one that was killed is offered. And settings read again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from tests.ui.opened import Monitor, opened
from tests.ui.story import Stage, pulse_of
from tui.loop.pulse import Phase
from tui.loop.rivals import Rivals
from tui.presence.problems import BadSettings
from tui.presence.settings import LoopSettings, Settings
from tui.ui.screens.dialog import Question
from tui.ui.screens.help_sheet import HelpSheet
from tui.ui.setting import Fresh

JOB = "The org's own job ToggleDEUserBasedOnSession is on, as Ada"


def rivals(*found: str, unknown: str = "", hidden: bool = False) -> Callable[[], Awaitable[Rivals]]:
    async def look() -> Rivals:
        return Rivals(found, unknown, hidden)

    return look


async def asked(monitor: Monitor) -> None:
    await monitor.press("p")
    await monitor.opens(Question)


async def test_beside_the_orgs_own_job_the_loop_starts_only_by_a_clear_yes() -> None:
    async with opened(rivals=rivals(JOB)) as monitor:
        await asked(monitor)
        assert JOB in monitor.text()
        assert not monitor.applying()
        await monitor.press("y")
        await monitor.wait_until(monitor.applying)
        assert monitor.app.hand.beside
        assert f"{JOB}; you started this loop all the same." in monitor.log()


async def test_enter_on_that_question_means_no() -> None:
    async with opened(rivals=rivals(JOB)) as monitor:
        await asked(monitor)
        await monitor.press("enter")
        await monitor.wait_until(lambda: monitor.screen is monitor.app.desk)
        assert not monitor.applying()
        assert "The poll loop stays off." in monitor.toasts()
        await asked(monitor)


async def test_where_a_person_may_not_see_the_orgs_jobs_the_loop_says_so_and_asks() -> None:
    async with opened(rivals=rivals(unknown="It is not known whether a job runs", hidden=True)) as monitor:
        await asked(monitor)
        assert "It is not known whether a job runs." in monitor.text()
        assert "Start the poll loop?" in monitor.text()
        assert not monitor.applying()
        await monitor.press("y")
        await monitor.wait_until(monitor.applying)
        assert "It is not known whether a job runs." in monitor.log()


async def test_where_nobody_answered_about_jobs_the_loop_starts_and_says_so() -> None:
    async with opened(rivals=rivals(unknown="It is not known whether a job runs")) as monitor:
        await monitor.press("p")
        await monitor.wait_until(monitor.applying)
        assert "It is not known whether a job runs." in monitor.log()
        assert not monitor.app.hand.beside


async def test_a_loop_that_was_on_is_offered_and_not_resumed() -> None:
    async with opened(left_on=lambda: True) as monitor:
        await monitor.opens(Question)
        assert "Start the poll loop again?" in monitor.text()
        assert not monitor.applying()
        await monitor.press("y")
        await monitor.wait_until(monitor.applying)


async def test_the_offer_is_made_once_and_no_leaves_the_loop_off() -> None:
    stage = Stage()
    looks = iter([True])
    async with opened(stage, left_on=lambda: next(looks)) as monitor:
        await monitor.opens(Question)
        await monitor.press("escape")
        await monitor.wait_until(lambda: monitor.screen is monitor.app.desk)
        stage.show(replace(pulse_of(), why="later"))
        await monitor.wait_until(lambda: monitor.app.pulse.why == "later")
        assert (monitor.screen, monitor.applying()) == (monitor.app.desk, False)
        assert "The poll loop was on when the last run ended" in monitor.log()


async def test_the_offer_beside_another_loop_asks_for_that_too() -> None:
    async with opened(left_on=lambda: True, rivals=rivals(JOB)) as monitor:
        await monitor.opens(Question)
        await monitor.press("y")
        await monitor.wait_until(lambda: JOB in monitor.text())
        assert not monitor.applying()


async def test_a_run_that_may_not_write_is_offered_nothing() -> None:
    async with opened(left_on=lambda: True, read_only=True) as monitor:
        await monitor.pilot.pause()
        assert monitor.screen is monitor.app.desk


async def test_r_takes_over_a_changed_settings_file_keys_and_all() -> None:
    org = Settings(loop=LoopSettings(refresh=7))
    again = [Fresh(Settings(keys={"help": "f3"}), org), None]
    stage = Stage()
    async with opened(stage, reread=lambda: again.pop(0)) as monitor:
        await monitor.press("r")
        assert monitor.app.hand.settings is org
        assert monitor.app.hand.read_now
        assert "The settings were read again" in monitor.log()
        await monitor.wait_until(lambda: "f3 Help" in monitor.footer())
        await monitor.press("question_mark", "r")
        assert monitor.log().count("The settings were read again") == 1
        await monitor.press("f3")
        await monitor.opens(HelpSheet)


async def test_r_with_a_broken_settings_file_says_so_and_still_reads() -> None:
    def broken() -> Fresh | None:
        raise BadSettings("The settings are not valid: the old ones stay", "s.toml, line 2: no such key", "Write that")

    async with opened(Stage(pulse_of(phase=Phase.OFF)), reread=broken) as monitor:
        await monitor.press("r")
        assert "The settings are not valid: the old ones stay: s.toml, line 2: no such key. Write that" in monitor.log()
        assert monitor.app.hand.settings is None
        assert monitor.app.hand.read_now
