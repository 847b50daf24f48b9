"""The demo org of ``--demo``: a process of its own that ends with us, however we end."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import msgspec
from msgspec import Struct

import tui
from tui.cli.connections.target import TOKEN, URL, TokenTarget
from tui.cli.failures import NotConnected

SECONDS_TO_END = 1.5


class _Served(Struct):
    url: str
    access_token: str


@asynccontextmanager
async def demo_org(size: str) -> AsyncIterator[TokenTarget]:
    """Serve a demo org while the block runs; where it is, and its token, which comes over a pipe. Raises NotConnected.

    It stops by itself when its standard input closes, so that not even a killed parent leaves it behind.
    """
    with TemporaryFile() as errors:
        child = await _started(size, errors)
        try:
            yield await _first_line(child, errors)
        finally:
            await _end(child)


async def _started(size: str, errors: IO[bytes]) -> Process:
    root = str(Path(tui.__file__).parent.parent)
    ours = {name: value for name, value in os.environ.items() if name not in (TOKEN, URL)}  # of no use to a demo org
    paths = os.pathsep.join(one for one in (root, os.environ.get("PYTHONPATH", "")) if one)
    # -P: a folder named like our package, in which we happen to stand, is not taken for it.
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "tui", "demo-org", size, "--port", "0", "--stop-with-stdin"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=errors,
        env={**ours, "PYTHONPATH": paths},
        start_new_session=True,  # a ctrl+c is for us: we finish the request in flight before the org goes
    )


async def _first_line(child: Process, errors: IO[bytes]) -> TokenTarget:
    line = await child.stdout.readline() if child.stdout else b""
    try:
        served = msgspec.json.decode(line, type=_Served)
    except msgspec.DecodeError:
        await _end(child)
        errors.seek(0)
        said = " ".join(errors.read().decode("utf-8", "replace").split("\n")[-4:]).strip()
        raise NotConnected(
            "The demo org did not start", said or "it said nothing", "Try de-presence demo-org to see why"
        ) from None
    return TokenTarget(served.url, served.access_token)


async def _end(child: Process) -> None:
    """Close its standard input, wait, and kill what does not end."""
    if child.stdin is not None:
        child.stdin.close()
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(child.wait(), SECONDS_TO_END)
    finally:
        with suppress(ProcessLookupError):  # it has ended
            child.kill()
        await child.wait()
