"""The loop's lock and the mark of a loop that ended without a word."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tui.presence.problems import JournalFailure
from tui.store.loop_lock import LoopLock

LOOP = (
    "import sys; from pathlib import Path; from tui.store.loop_lock import LoopLock\n"
    "lock = LoopLock(Path(sys.argv[1])); print(lock.take(), flush=True); sys.stdin.readline(); lock.release()\n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journals/org.loop-lock"


def running(path: Path) -> subprocess.Popen[str]:
    """A process whose loop is on."""
    loop = subprocess.Popen(
        [sys.executable, "-c", LOOP, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert loop.stdout is not None
    assert loop.stdout.readline() == "True\n"
    return loop


def test_a_loop_that_was_killed_is_told_once(path: Path) -> None:
    loop = running(path)
    loop.kill()
    loop.communicate()
    lock = LoopLock(path)
    assert (lock.left_on(), lock.left_on()) == (True, False)
    assert lock.take()
    lock.release()


def test_a_loop_that_ended_as_it_should_leaves_nothing_behind(path: Path) -> None:
    running(path).communicate("\n")
    assert not LoopLock(path).left_on()


def test_a_loop_that_still_runs_did_not_end(path: Path) -> None:
    loop = running(path)
    lock = LoopLock(path)
    assert not lock.left_on()
    assert not lock.take()
    lock.release()
    loop.kill()
    loop.communicate()
    assert lock.left_on()


def test_a_single_cycle_leaves_no_mark_however_it_ends(path: Path) -> None:
    lock = LoopLock(path)
    assert lock.take(lasting=False)
    lock._lock.release()  # as the system does for a process that is killed
    assert not LoopLock(path).left_on()


def test_before_any_loop_there_is_nothing_to_tell(path: Path) -> None:
    assert not LoopLock(path).left_on()


def test_a_mark_that_cannot_be_made_is_a_journal_failure_and_leaves_the_lock_free(path: Path) -> None:
    path.with_suffix(".loop-was-on").mkdir(parents=True)
    lock = LoopLock(path)
    with pytest.raises(JournalFailure):
        lock.take()
    assert lock.take(lasting=False)
    lock.release()
