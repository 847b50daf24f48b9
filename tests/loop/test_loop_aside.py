"""A large org is thought about and written down beside the event loop, and nothing of it is lost on the way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from tests.loop.fakes import FakeJournal, Story
from tests.made import uid
from tui.loop import aside, cycle
from tui.loop.hand import HoldOrder
from tui.presence.memory import Hold, Memory


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "FEW", 0)


def threads_of(monkeypatch: pytest.MonkeyPatch, where: object, *names: str) -> dict[str, set[int]]:
    """In which threads these functions run."""
    found: dict[str, set[int]] = {name: set() for name in names}

    def noted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object, **kwargs: object) -> object:
            found[name].add(threading.get_ident())
            return real(*args, **kwargs)

        return run

    for name in names:
        monkeypatch.setattr(where, name, noted(name, getattr(where, name)))
    return found


@pytest.mark.usefixtures("everything_is_large")
async def test_nothing_is_concluded_or_kept_on_the_event_loops_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    concluded = threads_of(monkeypatch, cycle, "conclude")["conclude"]
    kept = threads_of(monkeypatch, FakeJournal, "keep", "settle", "note")
    story = Story({1, 2}, {1, 2, 3})
    await story.until(lambda pulse: pulse.roster)
    for threads in (concluded, kept["keep"]):
        assert threads
        assert threading.get_ident() not in threads


async def test_a_small_org_needs_no_other_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    concluded = threads_of(monkeypatch, cycle, "conclude")["conclude"]
    await Story({1, 2}, {1, 2, 3}).until(lambda pulse: pulse.roster)
    assert concluded == {threading.get_ident()}


@pytest.mark.usefixtures("everything_is_large")
async def test_r9_a_hold_given_while_the_loop_thinks_is_kept_and_keeps_the_loop_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = Story({1, 2}, {1, 2, 3}, memory=Memory(begun=True), applying=True)
    loop, real = asyncio.get_running_loop(), cycle.conclude

    def concluding(*args: object, **kwargs: object) -> object:
        order = HoldOrder((uid(3),), Hold("by hand"))
        asyncio.run_coroutine_threadsafe(ordered(story, order), loop).result()
        monkeypatch.setattr(cycle, "conclude", real)
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(cycle, "conclude", concluding)
    await story.minutes(30)
    assert story.journal.kept.of(uid(3)).hold == Hold("by hand")
    assert 3 not in {number for number, *_ in story.journal.toggles()}


async def ordered(story: Story, order: HoldOrder) -> None:
    story.hand.order(order)


@pytest.mark.usefixtures("everything_is_large")
async def test_whoever_stops_watching_waits_until_what_is_being_written_is_written() -> None:
    began, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def write() -> None:
        began.set()
        may_end.wait(5)
        ended.set()

    task = asyncio.ensure_future(aside.aside(1, write))
    await asyncio.to_thread(began.wait, 5)
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()
