"""Thinking and keeping beside the event loop, so that the screen never waits for it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
UNKNOWN = sys.maxsize  # how much there is to do shows when it is done
FEW = 1_000  # rows over which to think takes less time than going to another thread and back does to a key


async def aside(size: int, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the work answers. Of more than a few things it is done in another thread; nobody else may hold them then.

    Whoever is cancelled meanwhile waits for the work to end first: it may be writing.
    """
    if size <= FEW:
        return work(*args, **kwargs)
    task = asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
