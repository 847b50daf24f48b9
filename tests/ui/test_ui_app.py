"""The desk: what a person sees while the loop goes on, and what happens when it breaks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise

import pytest
from msgspec.structs import replace
from textual.content import Content

from tests.ui.opened import Monitor, opened, setting_of
from tests.ui.story import FEMKE, HOSTILE, LEO, NOW, OFFICE, STRANGERS, Stage, StoryClock, pulse_of
from tui.loop.hand import Hand
from tui.loop.pulse import Phase, Pulse, Step
from tui.presence.entry import Entry
from tui.presence.memory import Hold
from tui.presence.model import Problem
from tui.presence.problems import OrgFailure
from tui.presence.reading import ONLY_OWN_SESSIONS
from tui.ui.app import MonitorApp
from tui.ui.lines.counts import CountsLine
from tui.ui.screens.connect_sheet import ConnectSheet
from tui.ui.screens.dialog import Question


async def test_the_top_line_says_which_org_as_whom_by_which_routes_and_how_much_api_is_used() -> None:
    async with opened() as monitor:
        top = monitor.top()
        assert top.startswith("Acme Sales   SANDBOX   admin@acme.example")
        assert top.endswith("read throw · write action  api 412/115,000 (0.4 %)  7 calls a read")


async def test_production_is_named_and_read_only_unless_writing_was_allowed() -> None:
    async with opened(Stage(pulse_of(sandbox=False))) as monitor:
        assert "PRODUCTION" in monitor.top()
        assert "read-only" in monitor.top()


async def test_production_that_may_be_written_is_not_called_read_only() -> None:
    async with opened(Stage(pulse_of(sandbox=False)), writable=True) as monitor:
        assert "read-only" not in monitor.top()


async def test_a_narrow_top_line_keeps_the_org_and_its_kind() -> None:
    async with opened(size=(40, 24)) as monitor:
        assert "Acme Sales   SANDBOX" in monitor.top()
        assert "admin@" not in monitor.top()


@pytest.mark.parametrize(
    ("pulse", "words"),
    [
        (pulse_of(phase=Phase.OFF), "poll off   data 0:19 old"),
        (pulse_of(phase=Phase.ON, next_at=1240.0), "poll on, next in 3:41   data 0:19 old"),
        (pulse_of(phase=Phase.READING), "poll reading   data 0:19 old"),
        (pulse_of(phase=Phase.APPLYING), "poll applying   data 0:19 old"),
        (pulse_of(phase=Phase.BRAKED, why="3 offs"), "poll braked: 3 offs   data 0:19 old"),
        (
            pulse_of(phase=Phase.RETRYING, why="no answer", next_at=1027.0),
            "poll retrying in 8 s: no answer   data 0:19 old",
        ),
    ],
)
async def test_the_loop_line_speaks_the_contracts_words(pulse: Pulse, words: str) -> None:
    clock = StoryClock()
    clock.seconds = 1019.0
    async with opened(Stage(pulse), clock=clock) as monitor:
        await monitor.wait_until(lambda: monitor.loop().strip() == words)


async def test_the_age_of_the_data_grows_without_the_loop() -> None:
    clock = StoryClock()
    async with opened(clock=clock) as monitor:
        clock.seconds += 100
        await monitor.wait_until(lambda: "data 1:40 old" in monitor.loop())


async def test_data_older_than_twice_the_refresh_time_dims() -> None:
    clock = StoryClock()
    async with opened(clock=clock) as monitor:
        clock.seconds += 121
        await monitor.wait_until(lambda: monitor.app.desk.view.stale)


async def test_a_long_read_says_how_far_it_is() -> None:
    step = Step("sessions", 12_000, 120_000)
    async with opened(Stage(pulse_of(phase=Phase.READING, reading=True, step=step))) as monitor:
        assert "reading sessions 12,000 of 120,000" in monitor.loop()


async def test_a_reason_too_long_for_the_line_leaves_the_age_of_the_data() -> None:
    async with opened(Stage(pulse_of(phase=Phase.BRAKED, why="because " * 40)), size=(80, 24)) as monitor:
        assert monitor.loop().endswith("data 0:00 old")


async def test_the_counts_are_of_people_and_speak_of_everything_out_of_step() -> None:
    held = pulse_of(holds={LEO.id: Hold("Lunch", until=NOW + timedelta(hours=4))})
    async with opened(Stage(held)) as monitor:
        assert monitor.counts().startswith("9 users   ● 4 active  ◐ 1 idle  ○ 4 absent  ? 0 unknown")
        assert "5 out of step   1 held" in monitor.counts()


async def test_the_counts_shorten_where_it_is_narrow() -> None:
    async with opened(size=(80, 24)) as monitor:
        assert "●4 ◐1 ○4 ?0" in monitor.counts()


async def test_marks_are_counted_also_those_that_the_filter_hides() -> None:
    async with opened() as monitor:
        await monitor.press("space", "space", "space", "slash")
        await monitor.write("femke")
        assert "3 marked (2 hidden)" in monitor.counts()
        assert "filter: femke · 1 shown" in monitor.counts()


async def test_the_problem_line_is_there_only_while_something_is_wrong() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        assert monitor.problem() == ""
        stage.show(pulse_of(problems=(Problem("DE's answer is not believed", "it shrank", "It reads again."),)))
        await monitor.wait_until(lambda: monitor.problem() == "DE's answer is not believed: it shrank. It reads again.")
        stage.show(pulse_of())
        await monitor.wait_until(lambda: monitor.problem() == "")


async def test_who_sees_only_their_own_sessions_is_told_so() -> None:
    async with opened(Stage(pulse_of(blind=ONLY_OWN_SESSIONS))) as monitor:
        assert monitor.problem().startswith("You see only your own sessions (Manage Users is missing)")


async def test_the_log_is_newest_first_and_in_the_readers_time() -> None:
    entries = (
        Entry(NOW, "presence", FEMKE.id, FEMKE.name, "idle", "absent", "No live session"),
        Entry(
            NOW + timedelta(seconds=2), "toggle", LEO.id, LEO.name, "on", "off", "Lunch", "person", "anonymous", "done"
        ),
    )
    async with opened(Stage(pulse_of(entries=entries))) as monitor:
        first, second = (line.rstrip() for line in monitor.log().splitlines())
        assert first == "09:14:02  toggle   Dubois, Léo: on → off by you, reason Lunch, via anonymous: done"
        assert second.startswith("09:14:00  presence Bakker, Femke: idle → absent")


async def test_who_only_falls_idle_or_stirs_again_leaves_no_line_in_the_log() -> None:
    there = ("active", "idle", "active", "absent")
    entries = tuple(Entry(NOW, "presence", FEMKE.id, FEMKE.name, was, to) for was, to in pairwise(there))
    async with opened(Stage(pulse_of(entries=entries))) as monitor:
        (line,) = monitor.log().splitlines()
        assert "active → absent" in line


async def test_no_entry_is_lost_when_pulses_come_faster_than_frames() -> None:
    async def quick(hand: Hand) -> AsyncIterator[Pulse]:
        for number in range(60):
            yield pulse_of(entries=(Entry(NOW, "error", why=f"number {number}"),))
        await hand.wake.wait()

    async with opened(quick) as monitor:
        await monitor.wait_until(lambda: len(monitor.app.activity) == 60)
        assert [line.text for line in monitor.app.activity] == [f"number {number}" for number in reversed(range(60))]


@pytest.mark.parametrize(("height", "lines"), [(24, 1), (40, 6), (50, 8)])
async def test_the_log_has_as_many_lines_as_the_height_allows(height: int, lines: int) -> None:
    async with opened(size=(80, height)) as monitor:
        await monitor.wait_until(lambda: monitor.app.desk.query_one("ActivityLog").size.height == lines)


async def test_the_source_is_started_only_after_the_first_frame() -> None:
    drawn: list[bool] = []

    async def late(hand: Hand) -> AsyncIterator[Pulse]:
        drawn.append(bool(app.screen.region.area) and app.desk.table.size.height > 0)
        yield pulse_of()
        await hand.wake.wait()

    app = MonitorApp(late, setting_of())
    async with app.run_test(size=(80, 24)) as pilot:
        await Monitor(app, pilot).wait_until(lambda: drawn)
        assert drawn == [True]


async def test_a_loop_that_breaks_is_shown_with_the_log_file_and_started_again() -> None:
    stage = Stage()

    async def no_sleep(_seconds: float) -> None:
        return

    async with opened(stage, sleep=no_sleep, log_file="/var/log/de-presence.log") as monitor:
        stage.fail(RuntimeError("something [/] odd"))
        await monitor.wait_until(lambda: stage.starts == 2)
        assert "The poll loop broke: RuntimeError. Details are in /var/log/de-presence.log." in monitor.log()
        stage.show(pulse_of(phase=Phase.ON))
        await monitor.wait_until(lambda: "poll on" in monitor.loop())


async def test_a_failure_in_our_own_words_is_shown_in_them_while_the_loop_waits_for_its_next_start() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        stage.fail(OrgFailure("The org cannot be reached", "no route to host", "Check the network."))
        await monitor.wait_until(lambda: "poll retrying in 5 s: The org cannot be reached: no route" in monitor.loop())
        assert "Check the network." in monitor.problem()


async def test_quitting_asks_nothing_while_the_loop_is_off() -> None:
    async with opened() as monitor:
        await monitor.press("q")
        assert not monitor.app.is_running


async def test_quitting_asks_while_the_loop_runs_and_cancel_stays() -> None:
    async with opened(Stage(pulse_of(phase=Phase.ON))) as monitor:
        await monitor.press("q")
        await monitor.opens(Question)
        await monitor.press("enter")
        assert monitor.app.is_running
        assert monitor.screen is monitor.app.desk


async def test_quitting_a_running_loop_goes_with_y() -> None:
    async with opened(Stage(pulse_of(phase=Phase.ON))) as monitor:
        await monitor.press("ctrl+q")
        await monitor.opens(Question)
        await monitor.press("y")
        assert not monitor.app.is_running


async def test_quitting_during_a_toggle_names_what_is_unsettled(capsys: pytest.CaptureFixture[str]) -> None:
    stage = Stage()
    stage.slow = True
    async with opened(stage) as monitor:
        await monitor.press("home", "x", "enter")
        await monitor.wait_until(lambda: monitor.app.pulse.sending)
        await monitor.press("q")
        await monitor.opens(Question)
        await monitor.press("y")
    assert "Unsettled, the next complete reading tells: Adeyemi, Tola" in capsys.readouterr().err


async def test_an_error_of_our_own_ends_in_a_few_words_and_leaves_its_details_to_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_line: CountsLine) -> Content:
        told = "00D000000000001!canary"
        raise ValueError(told)

    monkeypatch.setattr(CountsLine, "render", broken)
    app = MonitorApp(Stage(), setting_of(log_file="/state/de-presence.log"))
    await app.run_async(headless=True, size=(120, 40))
    told = capsys.readouterr().err
    assert told.split("\n")[:3] == [
        "Something went wrong inside de-presence",
        "ValueError",
        "Its details are in /state/de-presence.log",
    ]
    assert "canary" not in told
    assert app.return_code == 1
    assert [one.message for one in caplog.records] == ["The monitor broke"]


async def test_without_a_connection_it_says_how_to_get_one() -> None:
    app = MonitorApp(None, setting_of())
    async with app.run_test(size=(80, 24)) as pilot:
        monitor = Monitor(app, pilot)
        await monitor.opens(ConnectSheet)
        assert "de-presence --demo" in monitor.page()
        assert "q Quit" in monitor.footer()
        await monitor.press("q")
        assert not app.is_running


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_hostile_names_go_through_every_surface_unharmed(size: tuple[int, int]) -> None:
    people = (*OFFICE, *STRANGERS)
    org = pulse_of(people).org
    assert org is not None
    entries = tuple(
        Entry(NOW, "error", one.id, one.name, why=f"[/] {name}") for one, name in zip(STRANGERS, HOSTILE, strict=True)
    )
    hostile = pulse_of(
        people,
        phase=Phase.RETRYING,
        why="[/b] \x1b[31m",
        entries=entries,
        problems=(Problem("[/]", "[bold]x", "\x1b[0m"),),
        org=replace(org, name="[/] Acme \x07", username="[red]admin"),
    )
    async with opened(Stage(hostile, people), size=size) as monitor:
        assert "[/] Acme" in monitor.top()
        await monitor.press("A", "x")
        await monitor.press("tab", "escape")
        for key in ("P", "enter", "question_mark", "h", "ctrl+p"):
            await monitor.press("home", key)
            await monitor.press("escape")
        await monitor.press("c")
        for widget_text in (monitor.top(), monitor.loop(), monitor.problem(), monitor.log(), monitor.table()):
            assert "\x1b" not in widget_text
        assert monitor.app.is_running
