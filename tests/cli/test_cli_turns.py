"""The screen's thread need not wait long for one that thinks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from tests.cli.stage import Serve
from tui.cli.given import Given
from tui.cli.monitor import Watched
from tui.cli.turns import LONGEST_TURN
from tui.loop.hand import Hand


@pytest.fixture
def usual_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("usual_turns")
async def test_while_an_org_is_watched_threads_take_short_turns(serve: Serve) -> None:
    serve()
    async with aclosing(Watched(Given(), None).pulses(Hand())) as pulses:
        await anext(pulses)
        assert sys.getswitchinterval() == pytest.approx(LONGEST_TURN)
