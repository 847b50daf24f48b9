"""The operating system's lock: one holder, freed however its holder ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tui.presence.problems import JournalFailure
from tui.store.lock import FileLock

HOLD = (
    "import sys; from pathlib import Path; from tui.store.lock import FileLock\n"
    "lock = FileLock(Path(sys.argv[1])); print(lock.take(), flush=True); sys.stdin.readline()\n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journals/org.loop-lock"


def test_a_second_holder_in_the_same_process_is_refused(path: Path) -> None:
    first, second = FileLock(path), FileLock(path)
    assert (first.take(), second.take(), second.held) == (True, False, False)
    first.release()
    assert second.take()
    second.release()


def test_taking_twice_is_holding_once(path: Path) -> None:
    lock = FileLock(path)
    assert (lock.take(), lock.take()) == (True, True)
    lock.release()
    assert not lock.held


def test_another_process_is_refused_until_the_holder_is_killed(path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        lock = FileLock(path)
        assert not lock.take()
        holder.kill()
        holder.wait()
        assert lock.take()
        lock.release()


def test_a_lock_that_cannot_be_made_is_a_failure_in_words(tmp_path: Path) -> None:
    (tmp_path / "journals").touch()
    with pytest.raises(JournalFailure) as caught:
        FileLock(tmp_path / "journals/org.loop-lock").take()
    assert str(tmp_path / "journals/org.loop-lock") in caught.value.problem.cause


def test_a_block_under_a_lock_that_another_holds_is_a_failure(path: Path) -> None:
    with FileLock(path), pytest.raises(JournalFailure), FileLock(path):
        pytest.fail("two holders")
