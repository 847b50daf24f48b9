"""A terminal of our own around a program: what it paints and when, and keys written to it.

A real pseudo-terminal, so that what is measured is what a person feels: a key written until its bytes arrive. It
answers the one question that Textual waits for an answer to, whether frames may be marked (mode 2026).
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

WIDTH, HEIGHT = 160, 50
PATIENCE = 120.0  # seconds
FRAME_ENDS = b"\x1b[?2026l"
_ASKS_FRAMES, _HAS_FRAMES = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
_OTHER_SCREEN = b"\x1b[?1049h"
_ESCAPES = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_].*?\x1b\\|\x1b.", re.DOTALL
)
_PLACES = re.compile(rb"\x1b\[(\d+);\d+H")

Wanted = Callable[[bytes], bool]


class TimedOut(Exception):
    """A program did not paint what was waited for; its last words are in the message."""


class Terminal:
    """One program in a terminal of 160 x 50. ``with Terminal(command) as it`` ends it, however the block ends."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: Path | None = None) -> None:
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        words = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "COLUMNS": "", "LINES": ""}
        self.began = time.perf_counter()
        self._program = subprocess.Popen(
            list(command),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={name: value for name, value in {**environment, **words}.items() if value},
            cwd=folder,
            start_new_session=True,
        )
        os.close(slave)
        self.heard = bytearray()
        self._answered = 0
        self._at = self.began

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._program.pid

    def write(self, keys: bytes) -> float:
        """Press keys; when, in seconds of ``time.perf_counter``."""
        at = time.perf_counter()
        os.write(self._master, keys)
        return at

    def wait(self, wanted: Wanted, patience: float = PATIENCE, *, since: int | None = None) -> float:
        """When all that was heard from ``since`` on (now, unless given) has what is wanted. Raises TimedOut."""
        start = len(self.heard) if since is None else since
        until = time.perf_counter() + patience
        while not wanted(bytes(self.heard[start:])):
            if not self._hear(until - time.perf_counter()):
                raise TimedOut(f"{self._told()!r} after {patience:g} s")
        return self._at

    def rest(self, seconds: float) -> None:
        """Let it paint for so long; its terminal is read meanwhile."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            if not self._hear(left):
                return

    def calm(self, seconds: float = 0.3, patience: float = 30.0) -> None:
        """Wait until it has painted nothing for so long, or no longer than ``patience``: clocks may tick for ever."""
        until = time.perf_counter() + patience
        while time.perf_counter() < until and self._hear(seconds):
            pass

    def settled(self, silence: float) -> float:
        """When the last was painted before it was silent for so long; what comes for half a second and more goes on."""
        self.calm(silence, 0.5)
        return self._at

    def end(self) -> None:
        """End the program and all that it started, and close the terminal. Ended before: nothing happens."""
        if self._master < 0:
            return
        if self._program.poll() is None:
            self._signal(signal.SIGTERM)
            self._drain(3.0)
        self._signal(signal.SIGKILL)
        self._program.wait()
        os.close(self._master)
        self._master = -1

    def _signal(self, what: signal.Signals) -> None:
        """Tell the whole session, which is the program's own."""
        with suppress(ProcessLookupError):
            os.killpg(self._program.pid, what)

    def ended(self, patience: float = 10.0) -> None:
        """Wait for it to end by itself; after that it is ended."""
        self._drain(patience)
        self.end()

    def _drain(self, patience: float) -> None:
        until = time.perf_counter() + patience
        while self._program.poll() is None and time.perf_counter() < until:
            self._hear(0.05)

    def _hear(self, seconds: float) -> bool:
        """Take what is painted within so many seconds; whether anything was."""
        if seconds <= 0 or not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            said = os.read(self._master, 65_536)
        except OSError:  # the other end is closed: the program has ended
            return False
        self._at = time.perf_counter()
        self.heard += said
        asked = self.heard.count(_ASKS_FRAMES)
        if asked > self._answered:
            self._answered = asked
            os.write(self._master, _HAS_FRAMES)
        return bool(said)

    def _told(self) -> str:
        return plain(bytes(self.heard[-3_000:])).decode("utf-8", "replace").strip()[-600:]


def plain(painted: bytes) -> bytes:
    """What was painted without its escapes."""
    return _ESCAPES.sub(b"", painted)


def first_frame(painted: bytes) -> bool:
    """Whether something can be read on the screen that a full-screen program opens."""
    _, there, shown = painted.partition(_OTHER_SCREEN)
    return bool(there) and bool(plain(shown).strip())


def has(word: bytes) -> Wanted:
    """Whether a word was painted."""
    return lambda painted: word in painted


def frame_on(first: int, last: int) -> Wanted:
    """Whether a whole frame was painted that changes one of these lines of the screen, from 1 on."""

    def there(painted: bytes) -> bool:
        return any(
            first <= int(found[1]) <= last and FRAME_ENDS in painted[found.end() :]
            for found in _PLACES.finditer(painted)
        )

    return there
