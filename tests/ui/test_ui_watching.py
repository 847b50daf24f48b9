"""Watching through the screen: w, the toast, the bell and the log, the sign in the row, the list, the next run."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.ui.opened import Monitor, opened
from tests.ui.story import FEMKE, HOSTILE, LEO, OFFICE, QUEUE, TOLA, Person, Stage, pulse_of
from tui.presence.remembered import Remembered
from tui.ui.app import MonitorApp
from tui.ui.screens.dialog import Question
from tui.ui.screens.watched_sheet import WatchedSheet


def gone(*who: Person) -> tuple[Person, ...]:
    """The office after these left."""
    return tuple(replace(one, seen=None) if one in who else one for one in OFFICE)


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A ring for each time that the terminal's bell rang."""
    rung: list[bool] = []
    monkeypatch.setattr(MonitorApp, "bell", lambda _: rung.append(True))
    return rung


def watched(monitor: Monitor) -> frozenset[str]:
    return monitor.app.desk.remembering.desk.watched


async def test_w_watches_the_user_under_the_cursor_and_tells_when_they_leave(bells: list[bool]) -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("w")
        await monitor.wait_until(lambda: "Watching Adeyemi, Tola" in monitor.toasts())
        assert monitor.row("Adeyemi").startswith("▌◆ ")
        assert "◆ 1 watched" in monitor.counts()
        stage.show(pulse_of(gone(TOLA, FEMKE)))
        await monitor.wait_until(lambda: "Adeyemi, Tola left (out of step)" in monitor.toasts())
        assert "Bakker" not in monitor.toasts()
        assert "watch    Adeyemi, Tola left (out of step)" in monitor.log()
        assert bells == [True]


async def test_w_again_watches_them_no_longer(bells: list[bool]) -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("w", "w")
        await monitor.wait_until(lambda: "No longer watching Adeyemi, Tola." in monitor.toasts())
        assert "◆" not in monitor.row("Adeyemi")
        stage.show(pulse_of(gone(TOLA)))
        await monitor.wait_until(lambda: "absent" in monitor.row("Adeyemi"))
        assert not bells


async def test_the_marked_are_watched_and_one_reading_makes_one_toast(bells: list[bool]) -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("space", "space", "w")
        await monitor.wait_until(lambda: watched(monitor) == {TOLA.id, FEMKE.id})
        stage.show(pulse_of(gone(TOLA, FEMKE)))
        await monitor.wait_until(
            lambda: "2 watched people left: Adeyemi, Tola (out of step), Bakker" in monitor.toasts()
        )
        assert len(bells) == 1


async def test_after_a_blind_reading_the_last_known_counts(bells: list[bool]) -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("w")
        await monitor.wait_until(lambda: watched(monitor))
        blind = pulse_of(OFFICE, blind="not all pages of sessions arrived")
        stage.show(replace(blind, memory=pulse_of().memory))
        await monitor.wait_until(lambda: "unknown" in monitor.row("Adeyemi"))
        assert not bells
        stage.show(pulse_of(gone(TOLA)))
        await monitor.wait_until(lambda: bells)
        assert "Adeyemi, Tola left (out of step)" in monitor.toasts()


async def test_with_a_filter_w_asks_whether_its_people_are_meant(bells: list[bool]) -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        monitor.app.desk.filter_by("presence:active")
        await monitor.press("w")
        await monitor.opens(Question)
        assert "The filter is presence:active" in monitor.text()
        await monitor.press("f")
        await monitor.wait_until(lambda: monitor.app.desk.remembering.desk.watched_filters == ("presence:active",))
        stage.show(pulse_of(gone(LEO, FEMKE)))
        await monitor.wait_until(lambda: "Dubois, Léo left" in monitor.toasts())
        assert "Bakker" not in monitor.toasts()


async def test_a_queue_is_not_watched() -> None:
    async with opened() as monitor:
        monitor.app.desk.table.move_to(QUEUE.id)
        await monitor.press("w")
        assert "a queue has no presence" in monitor.toasts()


async def test_the_watched_are_listed_and_dropped_there() -> None:
    left = Remembered(watched=frozenset({TOLA.id, LEO.id}), watched_filters=("team:smb",))
    async with opened(recall=lambda: left) as monitor:
        await monitor.press("W")
        await monitor.opens(WatchedSheet)
        lines = [" ".join(line.split()) for line in monitor.page().splitlines()]
        assert lines[:2] == ["◆ Adeyemi, Tola ● active on", "◆ Dubois, Léo ● active off → on"]
        assert lines[2].startswith("/ team:smb")
        await monitor.press("w")
        assert watched(monitor) == {LEO.id}
        await monitor.press("enter")
        await monitor.wait_until(lambda: monitor.app.desk.table.cursor_id == LEO.id)


async def test_a_watched_filter_is_set_by_enter() -> None:
    async with opened(recall=lambda: Remembered(watched_filters=("team:smb",))) as monitor:
        await monitor.press("W")
        await monitor.opens(WatchedSheet)
        await monitor.press("enter")
        await monitor.wait_until(lambda: monitor.app.desk.filter == "team:smb")


async def test_whom_one_watches_is_remembered_at_the_end_and_the_first_reading_tells_nothing(bells: list[bool]) -> None:
    kept: list[Remembered] = []
    left = Remembered(watched=frozenset({LEO.id}), columns=("name",))
    async with opened(recall=lambda: left, remember=kept.append) as monitor:
        await monitor.press("w")
        await monitor.wait_until(lambda: watched(monitor) == {TOLA.id, LEO.id})
    assert kept[-1].watched == {TOLA.id, LEO.id}
    assert kept[-1].columns == ("name",)
    assert not bells


async def test_hostile_names_are_told_as_they_are(bells: list[bool]) -> None:
    stranger = Person("005000000000088AAA", HOSTILE[1])
    stage = Stage(pulse_of((stranger,)))
    async with opened(stage, ascii_only=True) as monitor:
        await monitor.press("w")
        await monitor.wait_until(lambda: monitor.row("[bold]x").startswith(">w "))
        stage.show(pulse_of((replace(stranger, seen=None),)))
        await monitor.wait_until(lambda: bells)
        assert "[bold]x[/bold] left" in monitor.toasts()
