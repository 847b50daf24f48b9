"""The org's own job on its sheet: how it fares, what helps, and a start or an abort after a clear yes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tests.ui.opened import Monitor, opened
from tests.ui.story import HOSTILE, NOW, Stage, pulse_of
from tui.loop.pulse import Phase
from tui.presence.chains import Chain, JobState
from tui.presence.problems import OrgFailure
from tui.ui.screens.dialog import Question
from tui.ui.screens.job_sheet import JobSheet
from tui.ui.setting import OwnJob


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


LINK = Chain("7075e0000000001AAA", "DePresenceJob", "Queued", at(-2), "Ada", "005", next_run=at(3.7))
OVER = Chain("7075e0000000000AAA", "DePresenceJob", "Failed", at(-7), "Ada", "005", at(-2), last_error="no row lock")
ON = JobState(
    NOW, True, "1.0.0", (LINK,), (OVER,), False, at(-2), runner_active=True, runner_sees_all=True, delay_minutes=5
)
OFF = replace(ON, chains=(), stopped=True)
NONE = replace(ON, chains=())


class JobOrg:
    """An org whose job a test turns; ``said`` is what it says next, as often as it is asked."""

    def __init__(self, said: JobState | OrgFailure) -> None:
        self.said = said
        self.asked: list[str] = []
        self.gate: asyncio.Event | None = None

    @property
    def doors(self) -> OwnJob:
        return OwnJob(self._look, self._start, self._abort)

    async def _look(self) -> JobState:
        return await self._answer("look")

    async def _start(self) -> JobState:
        self.said = ON
        return await self._answer("start")

    async def _abort(self) -> JobState:
        self.said = OFF
        return await self._answer("abort")

    async def _answer(self, what: str) -> JobState:
        self.asked.append(what)
        if self.gate is not None:
            await self.gate.wait()
        if isinstance(self.said, OrgFailure):
            raise self.said
        return self.said


@asynccontextmanager
async def sheet(org: JobOrg, stage: Stage | None = None, **more: Any) -> AsyncIterator[Monitor]:
    """Open the monitor and the sheet, and wait until it has looked."""
    async with opened(stage, job=org.doors, **more) as monitor:
        await monitor.press("J")
        await monitor.opens(JobSheet)
        await monitor.wait_until(lambda: "looking" not in monitor.text())
        yield monitor


def words(monitor: Monitor) -> list[str]:
    return [" ".join(line.split()) for line in monitor.page().splitlines() if line]


async def asked(monitor: Monitor, key: str) -> None:
    await monitor.press(key)
    await monitor.opens(Question)


async def test_a_healthy_job_says_so_and_when_its_turn_comes() -> None:
    async with sheet(JobOrg(ON)) as monitor:
        assert "✓ healthy" in monitor.text()
        assert "It runs: its next turn comes in about 3 min, at 09:17." in monitor.text()
        assert words(monitor) == [
            "Job DePresenceJob, kit 1.0.0",
            "Runs as Ada: active, may see all sessions",
            "Last turn 09:12, 2 min ago",
            "Every 5 min",
            "Chain Status Since Next turn Runs as",
            "● DePresenceJob Queued 09:12, 2 min ago 09:17 Ada",
            "Ended Status At Why",
            "DePresenceJob Failed 09:12, 2 min ago no row lock",
        ]


async def test_the_title_names_the_org() -> None:
    async with sheet(JobOrg(ON)) as monitor:
        assert "The org's own job  Acme Sales   SANDBOX" in monitor.text()


@pytest.mark.parametrize("width", [80, 120, 200])
async def test_no_line_is_wider_than_the_screen_and_nothing_is_lost(width: int) -> None:
    long = replace(OVER, last_error="why " * 40)
    two = (LINK, replace(LINK, class_name="ToggleDEUserBasedOnSession"))
    org = JobOrg(replace(ON, chains=two, ended=(long,), last_error="oops " * 40, last_error_at=at(-90)))
    async with sheet(org, size=(width, 30)) as monitor:
        assert max(len(line.rstrip()) for line in monitor.page().splitlines()) <= width - 3
        assert (monitor.page().count("why"), monitor.page().count("oops")) == (40, 40)


async def test_the_ascii_twin_has_signs_of_its_own() -> None:
    async with sheet(JobOrg(ON), ascii_only=True) as monitor:
        assert monitor.page().isascii()
        assert "+ healthy" in monitor.text()


async def test_two_chains_are_not_healthy_and_the_keys_that_help_are_named() -> None:
    two = replace(ON, chains=(LINK, replace(LINK, class_name="ToggleDEUserBasedOnSession", created_by="Bob")))
    async with sheet(JobOrg(two)) as monitor:
        assert "✗ not healthy" in monitor.text()
        assert "2 chains run at once" in monitor.text()
        assert "a aborts it; then s starts it as you." in monitor.text()
        assert "● ToggleDEUserBasedOnSession Queued 09:12, 2 min ago 09:17 Bob" in words(monitor)


async def test_none_is_looked_for_again_a_minute_later_by_itself_and_is_dead_then() -> None:
    org = JobOrg(NONE)
    async with sheet(org) as monitor:
        assert "It is looked at again in 1:01." in monitor.text()
        org.said = replace(NONE, at=at(1.1))
        monitor.app.setting.clock.seconds += 61  # type: ignore[attr-defined]  # the story's clock
        await monitor.wait_until(lambda: "✗ not healthy" in monitor.text())
        assert org.asked == ["look", "look"]
        assert "no row lock" in monitor.text()
        assert "s starts a new chain." in monitor.text()


async def test_it_looks_again_by_itself_when_the_next_link_should_be_there() -> None:
    org = JobOrg(ON)
    async with sheet(org) as monitor:
        monitor.app.setting.clock.seconds += 230  # type: ignore[attr-defined]  # the story's clock
        await monitor.pilot.pause()
        assert org.asked == ["look"]
        monitor.app.setting.clock.seconds += 10  # type: ignore[attr-defined]  # the story's clock
        await monitor.wait_until(lambda: org.asked == ["look", "look"])


async def test_while_nobody_looks_it_does_not_look_either() -> None:
    org = JobOrg(ON)
    async with sheet(org) as monitor:
        monitor.app.hand.focused = False
        monitor.app.setting.clock.seconds += 900  # type: ignore[attr-defined]  # the story's clock
        await monitor.wait_until(lambda: "17 min ago" in monitor.text())
        assert org.asked == ["look"]


async def test_an_org_without_a_job_is_told_what_it_is_for_and_where_it_comes_from() -> None:
    async with sheet(JobOrg(JobState(NOW, False, chains=()))) as monitor:
        assert "• not there" in monitor.text()
        assert "de-presence kit deploy brings ours." in monitor.text()
        assert "follows sessions inside the org" in " ".join(words(monitor))
        await monitor.press("s")
        assert not isinstance(monitor.screen, Question)


async def test_jobs_that_may_not_be_seen_are_told_with_the_permission() -> None:
    async with sheet(JobOrg(JobState(NOW))) as monitor:
        assert "Your user may not see the org's jobs (View Setup and Configuration)." in monitor.text()
        await asked(monitor, "s")
        assert "refuses to start twice" in monitor.text()


async def test_a_job_that_a_person_ended_is_off_and_no_alarm() -> None:
    async with sheet(JobOrg(OFF)) as monitor:
        assert "• off" in monitor.text()
        assert "It was stopped by a person.\ns starts a new chain." in monitor.text()


async def test_start_asks_with_org_and_user_and_tells_how_it_ended() -> None:
    org = JobOrg(OFF)
    async with sheet(org) as monitor:
        await asked(monitor, "s")
        assert "Start the org's own job in Acme Sales · SANDBOX?" in monitor.text()
        assert "It runs in the org as admin@acme.example every 5 minutes," in monitor.text()
        await monitor.press("y")
        await monitor.wait_until(lambda: "✓ healthy" in monitor.text())
        assert org.asked == ["look", "start"]
        assert "The org's own job was started." in monitor.log()
        assert "The org's own job was started." in monitor.toasts()


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_enter_and_escape_on_that_question_mean_no(key: str) -> None:
    org = JobOrg(OFF)
    async with sheet(org) as monitor:
        await asked(monitor, "s")
        await monitor.press(key)
        await monitor.opens(JobSheet)
        assert org.asked == ["look"]


async def test_a_second_chain_cannot_be_started_nor_nothing_aborted() -> None:
    org = JobOrg(ON)
    async with sheet(org) as monitor:
        await monitor.press("s")
        assert isinstance(monitor.screen, JobSheet)
        org.said = OFF
        await monitor.press("r")
        await monitor.wait_until(lambda: "it was stopped" in monitor.text().lower())
        await monitor.press("a")
        assert isinstance(monitor.screen, JobSheet)


async def test_while_the_loop_is_on_the_start_offers_to_stop_it_first() -> None:
    stage, org = Stage(pulse_of(phase=Phase.ON)), JobOrg(OFF)
    async with sheet(org, stage) as monitor:
        await asked(monitor, "s")
        assert "The poll loop of this monitor is on: both would toggle." in monitor.text()
        await monitor.press("l")
        await monitor.wait_until(lambda: org.asked == ["look", "start"])
        assert not monitor.applying()


async def test_beside_the_loop_it_starts_only_by_a_clear_yes_which_counts_for_both() -> None:
    stage, org = Stage(pulse_of(phase=Phase.ON)), JobOrg(OFF)
    async with sheet(org, stage) as monitor:
        assert not monitor.app.hand.beside
        await asked(monitor, "s")
        await monitor.press("y")
        await monitor.wait_until(lambda: org.asked == ["look", "start"])
        assert monitor.applying()
        assert monitor.app.hand.beside


async def test_abort_names_every_chain_and_tells_how_it_ended() -> None:
    org = JobOrg(ON)
    async with sheet(org) as monitor:
        await asked(monitor, "a")
        assert "DePresenceJob, Queued, as Ada" in monitor.text()
        assert "Users stay as DE has them now" in monitor.text()
        await monitor.press("y")
        await monitor.wait_until(lambda: org.asked == ["look", "abort"])
        await monitor.wait_until(lambda: "The org's own job is off" in monitor.log())


async def test_in_production_the_question_says_so_in_its_title() -> None:
    stage = Stage(pulse_of(sandbox=False))
    async with sheet(JobOrg(ON), stage, writable=True) as monitor:
        await asked(monitor, "a")
        assert "Abort the org's own job in Acme Sales · PRODUCTION?" in monitor.text()
        assert monitor.screen.query(".box.-production")


@pytest.mark.parametrize("more", [{"read_only": True}, {}])
async def test_where_nothing_may_be_written_neither_key_exists(more: dict[str, bool]) -> None:
    stage, org = Stage(pulse_of(sandbox=bool(more))), JobOrg(NONE)
    async with sheet(org, stage, **more) as monitor:
        assert "Start" not in monitor.footer()
        assert "Abort" not in monitor.footer()
        await monitor.press("s", "a")
        assert isinstance(monitor.screen, JobSheet)


async def test_one_thing_at_a_time_and_the_seconds_are_told() -> None:
    org = JobOrg(OFF)
    async with sheet(org) as monitor:
        org.gate = asyncio.Event()
        await asked(monitor, "s")
        await monitor.press("y")
        await monitor.wait_until(lambda: "starting … 0:00" in monitor.text())
        monitor.app.setting.clock.seconds += 7  # type: ignore[attr-defined]  # the story's clock
        await monitor.wait_until(lambda: "starting … 0:07" in monitor.text())
        await monitor.press("r", "s", "a")
        assert org.asked == ["look", "start"]
        org.gate.set()
        await monitor.wait_until(lambda: "✓ healthy" in monitor.text())


async def test_who_closes_the_sheet_meanwhile_is_told_all_the_same() -> None:
    org = JobOrg(OFF)
    async with sheet(org) as monitor:
        org.gate = asyncio.Event()
        await asked(monitor, "s")
        await monitor.press("y")
        await monitor.wait_until(lambda: org.asked == ["look", "start"])
        await monitor.press("J")
        await monitor.wait_until(lambda: monitor.screen is monitor.app.desk)
        org.gate.set()
        await monitor.wait_until(lambda: "The org's own job was started." in monitor.log())


async def test_what_the_org_refuses_is_told_with_the_next_step_and_what_was_seen_stays() -> None:
    org = JobOrg(OFF)
    async with sheet(org) as monitor:
        org.said = OrgFailure("The org does not answer", "timed out", "Look again")
        await monitor.press("r")
        await monitor.wait_until(lambda: "The org does not answer: timed out. Look again" in monitor.text())
        assert "DePresenceJob, kit 1.0.0" in monitor.page()


async def test_hostile_words_of_a_server_are_drawn_as_they_are() -> None:
    chains = tuple(replace(LINK, class_name=one, status=one, created_by=one) for one in HOSTILE)
    ended = tuple(replace(OVER, class_name=one, status=one, last_error=one) for one in HOSTILE)
    async with sheet(
        JobOrg(replace(ON, chains=chains, ended=ended, last_error=HOSTILE[2], last_error_at=NOW))
    ) as monitor:
        assert "[bold]x[/bold]" in monitor.page()
        assert "\x1b" not in monitor.text()
        await asked(monitor, "a")
        assert "\x1b" not in monitor.text()


async def test_without_a_job_to_look_at_the_key_says_so() -> None:
    async with opened() as monitor:
        await monitor.press("J")
        assert monitor.screen is monitor.app.desk
        assert "there is no job to look at in this run" in monitor.toasts()
