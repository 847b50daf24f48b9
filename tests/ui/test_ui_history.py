"""The history on the screen: searched as one types, totals, files, and the table as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.ui.opened import Monitor, opened
from tests.ui.story import ENTERPRISE, FEMKE, INES, NOW, SMB, TOLA, Stage
from tui.presence.chronicle.page import Page, Person, State
from tui.presence.entry import Entry
from tui.presence.memory import Hold
from tui.presence.model import DE, Presence
from tui.presence.problems import JournalFailure
from tui.presence.settings import JournalSettings
from tui.store.journal import SqliteJournal
from tui.store.looking_back import LookingBack
from tui.ui.cursor_page import CursorPage
from tui.ui.screens.history_sheet import HistorySheet
from tui.ui.screens.past_sheet import PastSheet
from tui.ui.table.roster_table import RosterTable

HERE = State(Presence.ACTIVE, DE.ON, 1, (ENTERPRISE,))
AWAY = State(Presence.ABSENT, DE.OFF, 0, (ENTERPRISE, SMB))
PEOPLE = {one.id: Person(one.name) for one in (TOLA, FEMKE, INES)}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqliteJournal]:
    """Watched from four hours ago to two hours ago: Tola was there all the time, Femke left in its middle."""
    found = SqliteJournal(tmp_path / "org.db", JournalSettings())
    begin = NOW - timedelta(hours=4)
    states = {TOLA.id: HERE, FEMKE.id: HERE, INES.id: replace(AWAY, hold=Hold("[b]lunch", until_presence=True))}
    found.chronicle(Page(begin, states, PEOPLE, {ENTERPRISE: "Enterprise", SMB: "SMB"}, begins=True, whole=True), None)
    found.chronicle(Page(begin + timedelta(hours=1), {FEMKE.id: AWAY}, PEOPLE), None)
    found.chronicle(Page(begin + timedelta(hours=2), {}), None)
    found.note(
        [
            Entry(NOW - timedelta(hours=3), "presence", FEMKE.id, FEMKE.name, "active", "absent", "No live session"),
            Entry(
                NOW - timedelta(hours=3), "toggle", FEMKE.id, FEMKE.name, "on", "off", "x", "loop", "action", "failed"
            ),
            Entry(NOW - timedelta(days=2), "error", why="[/] the org did not answer", by="loop"),
        ]
    )
    yield found
    found.close()


async def history(monitor: Monitor) -> None:
    """Open the history and wait until it has looked."""
    await monitor.press("H")
    await monitor.opens(HistorySheet)
    await settled(monitor)


async def settled(monitor: Monitor) -> None:
    await monitor.wait_until(lambda: "looking" not in monitor.text() and "…\n" not in monitor.page() + "\n")


def lines(monitor: Monitor) -> list[str]:
    return [" ".join(line.split()) for line in monitor.page().splitlines()]


async def test_the_journal_is_shown_newest_first_with_all_that_it_knows_of_a_line(journal: SqliteJournal) -> None:
    async with opened(past=lambda: LookingBack(journal), size=(140, 30)) as monitor:
        await history(monitor)
        assert lines(monitor) == [
            "today 06:14:00 toggle Bakker, Femke on → off loop failed x",
            "today 06:14:00 presence Bakker, Femke active → absent No live session",
            "Sat 21 Nov 09:14:00 error loop [/] the org did not answer",
        ]
        assert "3 entries" in monitor.text()
        assert f"{FEMKE.name} ({FEMKE.id}) · on → off · by the loop · via action · failed" in monitor.text()


async def test_a_search_is_made_as_one_types_and_a_wrong_word_is_explained(journal: SqliteJournal) -> None:
    async with opened(past=lambda: LookingBack(journal)) as monitor:
        await history(monitor)
        await monitor.press("slash")
        await monitor.write("kin:x zz")
        await monitor.wait_until(lambda: "0 entries" in monitor.text())
        assert "kin:x: no such field; did you mean kind" in monitor.text()
        await monitor.press("escape")
        await monitor.wait_until(lambda: "3 entries" in monitor.text())
        assert "search:" not in monitor.text()


async def test_the_desks_user_or_that_of_a_line_is_shown_alone_and_everybody_again(journal: SqliteJournal) -> None:
    async with opened(past=lambda: LookingBack(journal)) as monitor:
        await history(monitor)
        await monitor.press("d")
        await monitor.wait_until(lambda: "0 entries" in monitor.text())
        await monitor.press("u")
        await monitor.wait_until(lambda: "3 entries" in monitor.text())
        await settled(monitor)
        await monitor.press("u")
        await monitor.wait_until(lambda: "2 entries" in monitor.text())


async def test_totals_by_user_and_by_team_are_sorted_and_lead_to_a_users_entries(journal: SqliteJournal) -> None:
    async with opened(past=lambda: LookingBack(journal)) as monitor:
        await history(monitor)
        await monitor.press("t")
        await settled(monitor)
        assert lines(monitor)[1] == "Bakker, Femke 1 h 00 1 h 00 1 h 00 1 h 00"
        assert "known 2 h 00 of 4 h 00" in monitor.text()
        await monitor.press("s")
        assert [line.split(",")[0] for line in lines(monitor)] == ["Adeyemi", "Bakker", "Costa"]
        await monitor.press("down", "enter")
        await monitor.wait_until(lambda: "2 entries" in monitor.text())
        await monitor.press("t", "t")
        await settled(monitor)
        assert [line.split()[0] for line in lines(monitor)] == ["Enterprise", "SMB"]


async def test_totals_say_that_a_search_for_changes_does_not_count_in_them(journal: SqliteJournal) -> None:
    async with opened(past=lambda: LookingBack(journal)) as monitor:
        await history(monitor)
        await monitor.press("slash")
        await monitor.write("to:absent")
        await monitor.press("enter", "t")
        await settled(monitor)
        assert "only user:, since: and until: count here" in monitor.text()


async def test_what_is_shown_is_written_to_a_new_file_whose_path_is_told(
    journal: SqliteJournal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(past=lambda: LookingBack(journal)) as monitor:
        await history(monitor)
        await monitor.press("e", "ctrl+u")
        await monitor.write("x.json")
        await monitor.press("enter")
        await monitor.wait_until(lambda: str(tmp_path / "x.json") in monitor.toasts())
        written = [json.loads(line) for line in (tmp_path / "x.json").read_text().splitlines()]
        assert [one["kind"] for one in written] == ["toggle", "presence", "error"]
        await monitor.press("e", "ctrl+u")
        await monitor.write("x.json")
        await monitor.press("enter")
        await monitor.wait_until(lambda: "stays as it is" in monitor.toasts())


async def test_the_table_as_it_was_is_marked_as_past_and_goes_from_change_to_change(journal: SqliteJournal) -> None:
    async with opened(past=lambda: LookingBack(journal)) as monitor:
        await history(monitor)
        await monitor.press("a", "ctrl+u")
        await monitor.write("6:00")
        await monitor.press("enter")
        await monitor.opens(PastSheet)
        await monitor.wait_until(lambda: "Femke" in past_table(monitor))
        assert "AS OF Mon 23 Nov 2026 06:00:00" in monitor.text()
        assert "not now" in monitor.text()
        assert "● active" in row(monitor, "Femke")
        assert "held until presence" in row(monitor, "Costa")
        await monitor.press("right")
        await monitor.wait_until(lambda: "06:14:00" in monitor.text())
        await monitor.wait_until(lambda: "○ absent" in row(monitor, "Femke"))
        await monitor.press("slash")
        await monitor.write("tola")
        await monitor.wait_until(lambda: "Femke" not in past_table(monitor))
        assert "Adeyemi" in past_table(monitor)


async def test_nothing_can_be_toggled_in_the_past(journal: SqliteJournal) -> None:
    stage = Stage()
    async with opened(stage, past=lambda: LookingBack(journal)) as monitor:
        await history(monitor)
        await monitor.press("a", "enter")
        await monitor.opens(PastSheet)
        await monitor.press("o", "x", "h", "p", "space", "A")
        assert not monitor.applying()
        assert not any(word in monitor.footer() for word in ("Toggle", "Hold", "Poll", " On", " Off"))
        assert isinstance(monitor.screen, PastSheet)


async def test_a_moment_that_nobody_watched_is_not_an_empty_table(journal: SqliteJournal) -> None:
    async with opened(past=lambda: LookingBack(journal)) as monitor:
        await history(monitor)
        await monitor.press("a", "ctrl+u")
        await monitor.write("1 h ago")
        await monitor.press("enter")
        await monitor.opens(PastSheet)
        await monitor.wait_until(lambda: "not known" in monitor.text())
        assert "It is known until Mon 23 Nov 2026 07:14." in monitor.text()
        await monitor.press("left")
        await monitor.wait_until(lambda: "06:14:00" in monitor.text())


async def test_what_is_no_moment_is_said(journal: SqliteJournal) -> None:
    async with opened(past=lambda: LookingBack(journal)) as monitor:
        await history(monitor)
        await monitor.press("a", "ctrl+u")
        await monitor.write("soon")
        await monitor.press("enter")
        await monitor.wait_until(lambda: "no moment of the past" in monitor.toasts())
        assert isinstance(monitor.screen, HistorySheet)


async def test_what_happens_meanwhile_comes_in_while_the_cursor_is_at_the_top(journal: SqliteJournal) -> None:
    async with opened(past=lambda: LookingBack(journal)) as monitor:
        await history(monitor)
        journal.note([Entry(NOW, "hold", TOLA.id, TOLA.name, to="released", by="person")])
        monitor.app.say()
        await monitor.wait_until(lambda: "4 entries" in monitor.text())


async def test_a_long_journal_is_read_where_it_is_looked_at(journal: SqliteJournal) -> None:
    journal.note([Entry(NOW, "cycle", why=f"cycle {n}", by="loop") for n in range(3000)])
    asked: list[int] = []

    class Counting(LookingBack):
        def entries(self, numbers: object) -> dict[int, Entry]:
            asked.append(len(numbers))  # type: ignore[arg-type]
            return super().entries(numbers)  # type: ignore[arg-type]

    async with opened(past=lambda: Counting(journal)) as monitor:
        await monitor.press("H")
        await monitor.opens(HistorySheet)
        await monitor.wait_until(lambda: asked)
        await monitor.press("end")
        await monitor.wait_until(lambda: len(asked) == 2)
        page = monitor.screen.query_one(CursorPage)
        await monitor.wait_until(lambda: "the org did not answer" in page.line(3002).plain)
        assert sum(asked) < 500


async def test_a_journal_that_cannot_be_read_is_said_and_the_monitor_lives_on() -> None:
    class Broken:
        def names(self) -> dict[str, str]:
            raise JournalFailure("The journal cannot be used", "the disk is full", "Make room")

    async with opened(past=Broken) as monitor:
        await monitor.press("H")
        await monitor.opens(HistorySheet)
        await monitor.wait_until(lambda: "could not be read" in monitor.text())
        await monitor.press("escape")
        assert monitor.screen is monitor.app.desk


def past_table(monitor: Monitor) -> str:
    table = monitor.screen.query_one(RosterTable)
    return "\n".join(table.render_line(y).text.rstrip() for y in range(table.size.height))


def row(monitor: Monitor, name: str) -> str:
    return next(line for line in past_table(monitor).splitlines() if name in line)
