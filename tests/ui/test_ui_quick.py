"""Why the screen answers at once: what a second, a key and a pulse do not do, however many users there are."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC

import pytest
from msgspec.structs import replace
from textual.widget import Widget

from tests.ui.opened import Monitor, opened
from tests.ui.story import Stage, StoryClock, pulse_of
from tests.ui.table_world import AT, absent, crowd, pulse, user_id
from tui.loop.pulse import Pulse, Step
from tui.presence.filtering.compiling import compile_filter
from tui.presence.model import Id
from tui.ui.desk import Desk
from tui.ui.lines.loop_line import LoopLine
from tui.ui.slicing import Slicing
from tui.ui.table.live_view import LiveView
from tui.ui.table.slices import SLICE
from tui.ui.table.sorting import Order
from tui.ui.table.view import View


@contextmanager
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Lines of the screen that are drawn anew meanwhile, by widget."""
    found: Counter[str] = Counter()
    whole = Widget.render_lines

    def counted(widget: Widget, crop: object) -> object:
        dirty = widget._styles_cache._dirty_lines
        found[type(widget).__name__] += len(dirty)
        return whole(widget, crop)  # type: ignore[arg-type]  # as it was given

    with monkeypatch.context() as patch:
        patch.setattr(Widget, "render_lines", counted)
        yield found


async def test_a_second_draws_the_loop_line_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = StoryClock()
    async with opened(clock=clock) as monitor:
        clock.seconds += 1
        monitor.app._tick()
        await monitor.pilot.pause(0.1)
        formatted = monitor.app.desk.table.formatted
        with drawn(monkeypatch) as lines:
            clock.seconds += 1
            monitor.app._tick()
            await monitor.wait_until(lambda: lines[LoopLine.__name__])
        assert +lines == {LoopLine.__name__: 1}
        assert monitor.app.desk.table.formatted == formatted


async def test_a_step_of_the_cursor_draws_two_lines_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as monitor:
        await monitor.pilot.pause(0.1)
        with drawn(monkeypatch) as lines:
            await monitor.press("down")
            await monitor.wait_until(lambda: lines["DeskTable"])
        assert lines["DeskTable"] == 2


def big(number: int = 5000) -> Pulse:
    """A pulse of so many people at work."""
    return replace(pulse_of(), roster=pulse(crowd(number)).roster)


async def open_view(monitor: Monitor) -> View:
    await monitor.wait_until(lambda: monitor.app.desk.view.total == 5000 and not monitor.app.desk.live.busy)
    return monitor.app.desk.view


async def test_a_step_of_a_long_reading_leaves_the_view_alone() -> None:
    stage = Stage(big())
    async with opened(stage) as monitor:
        before = await open_view(monitor)
        stage.show(replace(stage.pulse, reading=True, step=Step("sessions", 2000, 12_000)))
        await monitor.wait_until(lambda: monitor.app.pulse.reading)
        assert monitor.app.desk.view is before


async def test_marking_everybody_takes_the_set_that_is_there_already() -> None:
    async with opened(Stage(big())) as monitor:
        view = await open_view(monitor)
        await monitor.press("A")
        assert monitor.app.desk.table.marks is view.people
        assert monitor.app.desk.table.hidden_marks() == frozenset()


async def test_what_works_now_is_told_without_a_look_at_the_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as monitor:
        await monitor.press("A")
        with monkeypatch.context() as patch:
            asked: list[Desk] = []

            def targets(desk: Desk) -> tuple[Id, ...]:
                asked.append(desk)
                return ()

            patch.setattr(Desk, "targets", targets)
            await monitor.press("down", "up")
            monitor.app._tick()
            await monitor.pilot.pause()
            assert not asked


class Turns:
    """A clock on which every look takes a millisecond, and a sleep that tells how often it was asked."""

    def __init__(self) -> None:
        self.story, self.slept = StoryClock(), 0

    def now(self) -> object:
        self.story.seconds += 0.001
        return self.story.now()

    async def sleep(self, _seconds: float) -> None:
        self.slept += 1
        await asyncio.sleep(0)


def slicing_of(live: LiveView, turns: Turns, shown: list[View]) -> Slicing:
    return Slicing(live, turns, turns.sleep, shown.append, lambda: True)  # type: ignore[arg-type]  # a clock of its own


async def test_a_long_search_shows_its_first_hits_and_then_all_with_pauses_between() -> None:
    live, turns, shown = LiveView(UTC), Turns(), list[View]()
    live.tell(pulse(crowd(20 * SLICE)), AT)
    live.finish()
    slicing = slicing_of(live, turns, shown)
    live.want(Order(), compile_filter("person"), AT)
    assert slicing.begin()
    assert [view.searching for view in shown] == [True]
    assert 0 < len(shown[0].rows) < 20 * SLICE
    await slicing.go_on()
    assert turns.slept > 2
    assert (len(shown[-1].rows), shown[-1].searching) == (20 * SLICE, False)


async def test_what_is_wanted_meanwhile_is_found_by_the_work_that_goes_on() -> None:
    live, turns, shown = LiveView(UTC), Turns(), list[View]()
    live.tell(pulse(crowd(10 * SLICE)), AT)
    slicing = slicing_of(live, turns, shown)
    assert slicing.begin()
    going = asyncio.ensure_future(slicing.go_on())
    await asyncio.sleep(0)
    live.want(Order(), compile_filter("person7@"), AT)
    assert not slicing.begin()
    await going
    assert [row.id for row in shown[-1].rows] == [user_id(7)]
    assert not live.busy


async def test_a_change_of_few_is_shown_at_once() -> None:
    live, shown = LiveView(UTC), list[View]()
    told = pulse(crowd(50))
    slicing = slicing_of(live, Turns(), shown)
    live.tell(told, AT)
    slicing.begin()
    assert told.roster is not None
    standings = {**told.roster.standings, user_id(3): absent(crowd(4)[3].user)}
    live.tell(replace(told, roster=replace(told.roster, standings=standings)), AT)
    assert not slicing.begin()
    assert set(shown[-1].changed) == {user_id(3)}
