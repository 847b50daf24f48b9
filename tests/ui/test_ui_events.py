"""The org's live events on the screen: whether they are heard, and who came and went."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

import pytest
from msgspec.structs import replace
from textual.content import Content

from tests.ui.opened import opened
from tests.ui.story import FEMKE, HOSTILE, INES, NOW, Stage, pulse_of
from tui.loop.pulse import Phase
from tui.presence.entry import Entry
from tui.presence.events import EventsState, Happening
from tui.ui.lines.loop_line import LoopLine, events_part
from tui.ui.screens.details_sheet import DetailsSheet
from tui.ui.words.events import events_line, events_tip, events_words, happened_line, lately

LIVE, BEHIND = EventsState("live"), EventsState("catching up")
OFF = EventsState("off", "Customize Application is missing")
LEFT = Happening("logout", INES.id, NOW, "Utrecht, NL", "logout event")
CAME = Happening("login", INES.id, NOW - timedelta(hours=1), "203.0.113.7", "login history")


@pytest.mark.parametrize(
    ("state", "words"),
    [(LIVE, "events live"), (BEHIND, "events catching up"), (OFF, "events off: Customize Application is missing")],
)
async def test_the_loop_line_says_whether_events_are_heard(state: EventsState, words: str) -> None:
    async with opened(Stage(pulse_of(events=state))) as monitor:
        assert monitor.loop().strip() == f"poll off   data 0:00 old   {words}"


async def test_an_org_that_nobody_listens_to_has_no_word_of_events() -> None:
    async with opened() as monitor:
        assert "events" not in monitor.loop()


async def test_a_long_reason_is_cut_before_anything_else_goes_and_told_in_full_by_the_mouse() -> None:
    off = EventsState("off", "because " * 40)
    async with opened(Stage(pulse_of(phase=Phase.ON, next_at=1240.0, events=off)), size=(100, 24)) as monitor:
        assert monitor.loop().startswith("poll on, next in 4:00   data 0:00 old   events off: because")
        assert str(monitor.app.desk.query_one(LoopLine).tooltip) == events_words(off)


def test_where_no_reason_fits_the_state_alone_is_left() -> None:
    assert events_part(pulse_of(events=OFF), 20).plain == "events off"


def test_words_of_the_server_are_never_markup() -> None:
    state = EventsState("off", "[bold]\x1b[31mno[/]")
    assert "\x1b" not in events_words(state)
    assert "[bold]" in Content(events_words(state)).plain


def test_events_of_users_that_are_not_shown_are_counted_where_the_mouse_rests() -> None:
    assert events_tip(pulse_of(events=LIVE, strangers=1200)) == (
        "events live · 1,200 events of users whom DE does not know"
    )


async def test_who_came_and_went_stands_in_the_log_with_the_place() -> None:
    seen = pulse_of(happened=(CAME, LEFT), entries=(Entry(NOW, "presence", INES.id, INES.name, "active", "absent"),))
    async with opened(Stage(seen)) as monitor:
        await monitor.wait_until(lambda: "Costa, Inês" in monitor.log())
        presence, left, came = (" ".join(line.split()) for line in monitor.log().splitlines())
        assert came == "08:14:00 login Costa, Inês: logged in from 203.0.113.7 (login history)"
        assert left == "09:14:00 logout Costa, Inês: logged out from Utrecht, NL (logout event)"
        assert "active → absent" in presence


async def test_that_events_went_off_and_came_back_stands_in_the_log_once() -> None:
    stage = Stage(pulse_of(events=LIVE))
    async with opened(stage) as monitor:
        for state in (OFF, OFF, BEHIND, LIVE, LIVE):
            stage.show(pulse_of(events=state))
            await monitor.wait_until(lambda: stage.pulse.events == state)  # noqa: B023  awaited at once
        await monitor.wait_until(lambda: monitor.log().count("events") == 2)
        lines = [" ".join(line.split())[9:] for line in reversed(monitor.log().splitlines())]
        assert lines == ["events off: Customize Application is missing", "events live"]


def test_that_events_are_heard_as_ever_is_no_news() -> None:
    assert events_line(None, LIVE, NOW) is None
    assert events_line(OFF, OFF, NOW) is None


def test_a_place_or_name_from_the_org_cannot_draw() -> None:
    line = happened_line(Happening("login", INES.id, NOW, "\x1b[2J"), HOSTILE[2])
    assert "\x1b" not in line.text


async def test_the_details_tell_what_a_user_did_lately_the_newest_first() -> None:
    stage = Stage(pulse_of((INES,), happened=(CAME, LEFT, replace(LEFT, user_id=FEMKE.id))))
    async with opened(stage) as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(
            lambda: "Lately: logged out 09:14 from Utrecht, NL; logged in 08:14 from 203.0.113.7." in monitor.text()
        )


def test_times_are_the_readers_and_few() -> None:
    many = [replace(CAME, at=NOW + timedelta(minutes=n), place="") for n in range(9)]
    said = lately(many, timezone(timedelta(hours=1)))
    assert said == "Lately: logged in 10:22; logged in 10:21; logged in 10:20; logged in 10:19."
    assert lately((), UTC) == ""
