"""Peers that stay: a program that does its work whenever it is told to, and tells how long that took."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from tests.bench.bench import ROOT


class Done(Struct):
    """One piece of work: its seconds, how many rows it brought, and how long an event loop beside it stood still."""

    seconds: float
    rows: int
    stall: float | None = None


class Worker:
    """A running peer. ``with Worker(words, environment) as it`` ends it."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=ROOT,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.kill()
        self._process.wait()

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def go(self, word: str = "go") -> Done:
        """Do it once. Raises ValueError where it broke."""
        if self._process.stdin is None or self._process.stdout is None:
            raise ValueError("a worker without pipes")
        self._process.stdin.write(f"{word}\n".encode())
        self._process.stdin.flush()
        try:
            return msgspec.json.decode(self._process.stdout.readline(), type=Done)
        except msgspec.DecodeError as error:
            raise ValueError(f"a peer broke: {error}") from error
