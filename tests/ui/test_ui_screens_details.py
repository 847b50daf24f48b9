"""The details of one user: the verdict in a sentence, and all sessions with what counts and why not."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from itertools import takewhile

from tests.ui.opened import Monitor, opened
from tests.ui.story import FEMKE, INES, LEO, NOW, OFFICE, Stage, pulse_of, sessions_of
from tui.presence.memory import Hold
from tui.presence.model import Id, Session
from tui.presence.problems import OrgFailure
from tui.ui.screens.details_sheet import DetailsSheet

OTHERS = (
    Session("0AkXX0000001QeAAA1", FEMKE.id, "Oauth2", "Remote Access 2.0", NOW - timedelta(minutes=2), 7200),
    Session(
        "0AkXX000000077pAAA", FEMKE.id, "UI", "[/] \x1b[1m", NOW - timedelta(hours=20), 7200, source_ip="203.0.113.7"
    ),
)


def part(monitor: Monitor, name: str) -> list[str]:
    """The lines of one part of the page, without its head; spans of blanks as one."""
    lines = [" ".join(line.split()) for line in monitor.page().splitlines()]
    begin = next(number for number, line in enumerate(lines) if line == name or line.startswith(f"{name} "))
    return list(takewhile(bool, lines[begin + 1 :]))


async def all_of(user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
    person = next(one for one in OFFICE if one.id == user_id)
    return NOW, (*OTHERS, *sessions_of(person)) if person is FEMKE else sessions_of(person)


async def test_it_says_the_verdict_and_what_de_answers_in_sentences() -> None:
    async with opened(details=all_of) as monitor:
        await monitor.press("j", "enter")
        await monitor.opens(DetailsSheet)
        text = monitor.text()
        assert "Bakker, Femke   bakker@acme.example   005000000000002AAA" in text
        assert "idle at least 47 min" in text
        assert "Present, but idle for at least 47 min: 1 live session, last seen 1 h 47 ago, expires in 13 min." in text
        assert "DE: on in both teams (Enterprise, SMB)." in text
        assert "Without activity the session ends at 09:27, and off would follow, were the loop on." in text


async def test_every_session_stands_there_with_whether_it_counts_and_why_not() -> None:
    async with opened(details=all_of) as monitor:
        await monitor.press("j", "enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "3 sessions, 1 counts" in monitor.page())
        head, first, second, third = part(monitor, "Sessions")
        assert head == "Session Counts Seen Idle Expires From Type / login"
        assert first == "0Ak…002 yes 1 h 47 ago ≥ 47 min 13 min – UI / Application"
        assert second == "0Ak…QeA no 2 min ago – 1 h 58 – Oauth2 / Remote Access 2.0: not a screen session"
        assert third.startswith("0Ak…77p no 20 h 00 ago – expired 203.0.113.7 UI / [/] ␛[1m: expired")


async def test_where_it_is_narrow_the_why_stands_before_the_type() -> None:
    async with opened(details=all_of, size=(80, 24)) as monitor:
        await monitor.press("j", "enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "not a screen session · Oauth2" in monitor.page())
        assert "From" not in monitor.page()


async def test_it_says_reading_until_the_sessions_are_there() -> None:
    come = asyncio.Event()

    async def slow(user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        await come.wait()
        return await all_of(user_id)

    async with opened(details=slow) as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        assert part(monitor, "Sessions") == ["reading …"]
        come.set()
        await monitor.wait_until(lambda: "1 session, 1 counts" in monitor.page())


async def test_a_refused_read_is_told_and_can_be_tried_again() -> None:
    answers = iter([OrgFailure("The org did not answer", "timed out", "Try again."), None])

    async def flaky(user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        failure = next(answers)
        if failure is not None:
            raise failure
        return await all_of(user_id)

    async with opened(details=flaky) as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "The org did not answer: timed out. Try again." in monitor.page())
        await monitor.press("r")
        await monitor.wait_until(lambda: "1 session, 1 counts" in monitor.page())


async def test_an_error_that_nobody_expected_is_shown_and_the_app_lives() -> None:
    async def broken(_user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        raise RuntimeError

    async with opened(details=broken, log_file="monitor.log") as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "Reading the sessions broke: RuntimeError" in monitor.toasts())
        assert "could not be read" in monitor.page()


async def test_who_is_absent_and_who_is_held_is_said() -> None:
    held = pulse_of(holds={LEO.id: Hold("Lunch", until=NOW + timedelta(hours=1))})
    async with opened(Stage(held), details=all_of) as monitor:
        await monitor.press("j", "j", "enter")
        await monitor.opens(DetailsSheet)
        assert "Absent: no live session." in monitor.text()
        assert "Off would be next, were the loop on: No live session." in monitor.text()
        await monitor.press("escape", "j", "enter")
        await monitor.opens(DetailsSheet)
        assert "Held until 10:14: Lunch." in monitor.text()
        assert INES.name not in monitor.text()


async def test_it_follows_its_user_through_the_next_pulses() -> None:
    stage = Stage()
    async with opened(stage, details=all_of) as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        stage.show(pulse_of(OFFICE[1:]))
        await monitor.wait_until(lambda: "DE no longer answers for this user." in monitor.text())
