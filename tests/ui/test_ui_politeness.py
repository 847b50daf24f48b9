"""What the lines say of the org's calls, of the pace and of a pause; and that the loop learns who is looking."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from textual.events import AppBlur, AppFocus

from tests.ui.opened import opened
from tests.ui.story import Stage, pulse_of
from tui.loop.pace import pace
from tui.loop.pulse import Phase, Pulse
from tui.presence.model import ApiUse, Instant, Routes
from tui.presence.settings import LoopSettings
from tui.ui.lines.top_line import api_part, calls_words, route_words
from tui.ui.words.loop import is_stale, slower_words, state_words

WHY = "96 % of the org's API calls are used; reading pauses above 95 %"


def at_pace(api: ApiUse, *, focused: bool = True) -> Pulse:
    return replace(pulse_of(), api=api, pace=pace(LoopSettings(), api, focused=focused))


def test_a_long_wait_is_told_in_minutes_and_seconds() -> None:
    pulse = replace(pulse_of(), phase=Phase.RETRYING, why=WHY, next_at=1900.0)
    assert state_words(pulse, Instant(1000, 1000)) == f"poll retrying in 15:00: {WHY}"
    assert state_words(pulse, Instant(1810, 1810)) == f"poll retrying in 90 s: {WHY}"


@pytest.mark.parametrize(
    ("used", "words"),
    [
        (800, "api 800/1,000 (80.0 %)"),
        (801, " api 801/1,000 (80.1 %) slower "),
        (951, " api 951/1,000 (95.1 %) paused "),
    ],
)
def test_the_orgs_calls_get_a_word_once_they_slow_the_loop(used: int, words: str) -> None:
    assert api_part(ApiUse(2, used, 1000)).plain == words


def test_the_word_for_scarce_calls_has_a_colour_of_its_own() -> None:
    assert not api_part(ApiUse(2, 800, 1000)).spans
    assert api_part(ApiUse(2, 801, 1000)).spans


def test_what_a_reading_costs_is_told_once_there_was_one() -> None:
    assert calls_words(ApiUse()) == ""
    assert calls_words(ApiUse(1, 5, 10)) == "1 call a read"
    assert calls_words(ApiUse(3)) == "3 calls a read"


@pytest.mark.parametrize(
    ("routes", "words"),
    [
        (Routes("soql", "throw", "action"), "read throw · write action"),
        (Routes("soql", "log", None), "read log · write none"),
        (Routes("companion", "companion", "companion"), "read and write companion"),
        (Routes("companion", "throw", "anonymous"), "sessions companion · read throw · write anonymous"),
    ],
)
def test_the_route_of_the_sessions_is_named_only_where_it_differs(routes: Routes, words: str) -> None:
    assert route_words(routes) == words


def test_why_it_reads_less_often_is_said_while_it_does() -> None:
    assert slower_words(at_pace(ApiUse(2, 400, 1000))) == ""
    assert slower_words(at_pace(ApiUse(2, 850, 1000))) == "slower: 85 % of the org's API calls are used"
    assert slower_words(at_pace(ApiUse(2, 960, 1000))) == ""


def test_data_grows_stale_by_the_pace_that_there_is() -> None:
    slow = at_pace(ApiUse(2, 400, 1000), focused=False)
    assert not is_stale(slow, Instant(1500, 1500), slow.pace.refresh)
    assert is_stale(slow, Instant(1601, 1601), slow.pace.refresh)


async def test_a_pause_keeps_its_place_in_the_line_with_the_age_of_the_data() -> None:
    paused = replace(at_pace(ApiUse(2, 960, 1000)), phase=Phase.RETRYING, why=WHY, next_at=1900.0)
    async with opened(Stage(paused)) as monitor:
        assert f"poll retrying in 15:00: {WHY}   data 0:00 old" in monitor.loop()
        assert "paused" in monitor.top()


async def test_a_slower_loop_says_why() -> None:
    async with opened(Stage(at_pace(ApiUse(2, 850, 1000)))) as monitor:
        assert "slower: 85 % of the org's API calls are used" in monitor.loop()


async def test_the_loop_learns_that_the_terminal_lost_and_got_the_focus() -> None:
    async with opened() as monitor:
        assert monitor.app.hand.focused
        monitor.app.post_message(AppBlur())
        await monitor.wait_until(lambda: not monitor.app.hand.focused)
        monitor.app.post_message(AppFocus())
        await monitor.wait_until(lambda: monitor.app.hand.focused)


async def test_a_key_shows_that_somebody_looks_where_the_terminal_forgot_to_say_so() -> None:
    async with opened() as monitor:
        monitor.app.post_message(AppBlur())
        await monitor.wait_until(lambda: not monitor.app.hand.focused)
        await monitor.press("j")
        await monitor.wait_until(lambda: monitor.app.hand.focused)


async def test_the_routes_keep_their_place_at_80_columns_and_the_api_use_shortens() -> None:
    pulse = pulse_of(sandbox=False)
    stage = Stage(replace(pulse, routes=Routes("soql", "throw", "action"), api=ApiUse(2, 412, 115_000)))
    async with opened(stage, size=(80, 24), read_only=True) as monitor:
        assert "read-only" in monitor.top()
        assert monitor.top().rstrip().endswith("read throw · write action  api 0.4 %")
