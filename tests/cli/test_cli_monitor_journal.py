"""A journal that fails under the monitor: the loop brakes with the reason, the monitor goes on, and it heals (R19)."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

import tui.store.journal
from tests.cli.stage import Serve, Stage
from tests.cli.test_cli_monitor import until
from tui.cli.given import Given
from tui.cli.monitor import Watched
from tui.loop.hand import Hand
from tui.loop.pulse import Phase, Pulse
from tui.store.opening import open_journal

Fault = Callable[[Path, pytest.MonkeyPatch], AbstractContextManager[None]]


def file_of(stage: Stage) -> Path:
    return stage.places / f"XDG_STATE_HOME/de-presence/journals/{stage.world.org_id}.db"


@contextmanager
def locked(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another process writes to it and does not end."""
    monkeypatch.setattr("tui.store.opening.PATIENCE", 0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def read_only(_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It may only be read, by root as well."""

    def opened(path: Path) -> tuple[sqlite3.Connection, Path | None]:
        connection, aside = open_journal(path)
        connection.execute("PRAGMA query_only = ON")
        return connection, aside

    with monkeypatch.context() as patched:
        patched.setattr(tui.store.journal, "open_journal", opened)
        yield


async def started(stage: Stage, hand: Hand, watched: Watched) -> AsyncGenerator[Pulse, None]:
    """A loop whose first plan was accepted, and that did its first cycle."""
    stage.in_step()
    pulses = watched.pulses(hand)
    await until(pulses, lambda one: one.roster is not None)
    hand.start()
    await until(pulses, lambda one: one.cycle is not None and not one.cycle.brake)
    hand.first_ok = False
    return pulses


async def again(pulses: AsyncIterator[Pulse], hand: Hand) -> Pulse:
    """The next cycle, as if its time had come."""
    hand.abort()
    await until(pulses, lambda one: not one.applying)
    hand.start()
    return await until(pulses, lambda one: one.cycle is not None)


@pytest.mark.parametrize(
    ("fault", "words"), [(locked, "another process keeps it locked"), (read_only, "it may only be read")]
)
async def test_the_loop_brakes_with_the_reason_and_goes_on_by_itself_when_it_heals(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, fault: Fault, words: str
) -> None:
    monkeypatch.setattr("tui.store.opening.PATIENCE", 0)
    stage = serve(answers="toggle")
    hand, watched = Hand(first_ok=True), Watched(Given(), None)
    pulses = await started(stage, hand, watched)
    one = stage.people()[0].id
    stage.world.log_out(one)
    assert watched._run is not None
    watched._run.journal.close()
    with fault(file_of(stage), monkeypatch):
        pulse = await again(pulses, hand)
        assert pulse.phase is Phase.BRAKED
        assert words in pulse.why
        assert words in str(pulse.problems[0])
        assert pulse.roster is not None
        assert stage.toggles() == []
    watched._run.journal.close()
    await again(pulses, hand)
    assert [user_id for user_id, _, _ in stage.toggles()] == [one]
    await pulses.aclose()


async def test_a_journal_damaged_under_a_running_loop_is_set_aside_and_the_first_plan_asked_again(
    serve: Serve,
) -> None:
    stage = serve(answers="toggle")
    hand, watched = Hand(first_ok=True), Watched(Given(), None)
    pulses = await started(stage, hand, watched)
    stage.world.log_out(stage.people()[0].id)
    for file in (file_of(stage), file_of(stage).with_name(f"{file_of(stage).name}-wal")):
        with file.open("r+b") as damaged:
            damaged.write(b"\xff" * max(4096, file.stat().st_size))
    pulse = await again(pulses, hand)
    while not pulse.cycle or not pulse.cycle.asked:
        pulse = await again(pulses, hand)
    assert pulse.phase is Phase.ASKING
    assert "The journal was damaged and a new one is begun" in [one.title for one in pulse.problems]
    assert stage.toggles() == []
    assert file_of(stage).with_name(f"{stage.world.org_id}.damaged-1.db").exists()
    await pulses.aclose()
