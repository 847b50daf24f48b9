"""A day in cells: the reader's hours in every zone, what is known of them, what happened, signs for every terminal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from tui.presence.entry import Entry, EntryOutcome
from tui.presence.events import Happening
from tui.presence.logins import PastLogin
from tui.presence.memory import By
from tui.presence.spans import Span
from tui.ui.timeline_signs import ASCII, MARKS, STATES, UNICODE, TimelineSigns
from tui.ui.words.timeline import (
    Mark,
    Window,
    legend,
    marked,
    marks_of,
    pointer,
    ruler,
    states,
    title,
    window_at,
    with_sessions,
)

NOW = datetime(2026, 11, 23, 9, 14, 20, tzinfo=UTC)
KOLKATA, BERLIN = ZoneInfo("Asia/Kolkata"), ZoneInfo("Europe/Berlin")
WINDOW = window_at(NOW, UTC)
SHE = "005000000000001AAA"


def ago(hours: float) -> datetime:
    return WINDOW.end - timedelta(hours=hours)


def toggled(to: str, by: By, outcome: EntryOutcome = "done") -> Entry:
    return Entry(ago(2), "toggle", SHE, "She", "off", to, by=by, outcome=outcome)


def test_a_day_ends_with_the_readers_hour_also_where_hours_begin_at_half_past() -> None:
    assert WINDOW.end == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert WINDOW.start == datetime(2026, 11, 22, 10, tzinfo=UTC)
    indian = window_at(NOW, KOLKATA)  # 14:44 there
    assert indian.end == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert title(indian, KOLKATA, shifted=0) == "the last 24 hours, Sun 22 Nov 15:00 – Mon 23 Nov 15:00"
    assert ruler(indian, KOLKATA, 48) == "      18          Mon 23      06          12"


def test_it_moves_by_hours() -> None:
    assert window_at(NOW, UTC, -30) == Window(WINDOW.start - timedelta(hours=30), WINDOW.end - timedelta(hours=30))
    assert title(window_at(NOW, UTC, -24), UTC, shifted=-24) == "Sat 21 Nov 10:00 – Sun 22 Nov 10:00"


def test_the_ruler_names_every_third_hour_and_the_day_at_midnight() -> None:
    line = ruler(WINDOW, UTC, 96)
    assert line.split() == ["12", "15", "18", "21", "Mon", "23", "03", "06", "09"]
    assert line.index("12") == WINDOW.cell(datetime(2026, 11, 22, 12, tzinfo=UTC), 96)
    assert ruler(WINDOW, UTC, 24).split() == ["12", "Mon", "23"]


@pytest.mark.parametrize(
    ("day", "said", "hours"),
    [
        (datetime(2026, 10, 25, 11, tzinfo=UTC), "back", ["15", "18", "21", "Sun", "25", "03", "06", "09", "12"]),
        (datetime(2027, 3, 28, 11, tzinfo=UTC), "forward", ["15", "18", "21", "Sun", "28", "03", "06", "09", "12"]),
    ],
)
def test_where_the_clocks_change_the_hours_stay_the_readers_and_it_is_said(
    day: datetime, said: str, hours: list[str]
) -> None:
    window = window_at(day, BERLIN)
    assert window.end - window.start == timedelta(hours=24)
    assert title(window, BERLIN, shifted=0).endswith(f"the clocks go {said}")
    line = ruler(window, BERLIN, 192)
    assert line.split() == hours
    night = line.index("03") - line.index("Sun")
    assert night == {"back": 32, "forward": 16}[said]  # four hours, or two


def test_what_is_not_known_is_drawn_so_and_what_is_to_come_not_at_all() -> None:
    spans = (Span(ago(24), ago(12), None), Span(ago(12), ago(6), "absent"), Span(ago(6), NOW, "active"))
    assert states(spans, WINDOW, 4, ago(3)) == ["unknown", "unknown", "absent", "active"]
    assert states((), WINDOW, 4, ago(12)) == ["unknown", "unknown", "", ""]


def test_a_short_presence_is_never_hidden_by_an_absence() -> None:
    spans = (Span(ago(24), ago(1), "absent"), Span(ago(1), ago(0.9), "idle"), Span(ago(0.9), ago(0), "absent"))
    assert states(spans, WINDOW, 2, ago(0)) == ["absent", "idle"]


def test_a_session_that_still_lives_tells_of_a_presence_that_nobody_watched() -> None:
    spans = (Span(ago(24), ago(12), None), Span(ago(12), ago(8), "idle"), Span(ago(8), ago(0), None))
    assert with_sessions(spans, ago(18), ago(2)) == (
        Span(ago(24), ago(18), None),
        Span(ago(18), ago(12), "present"),
        Span(ago(12), ago(8), "idle"),
        Span(ago(8), ago(2), "present"),
        Span(ago(2), ago(0), None),
    )
    assert with_sessions(spans, None, ago(0)) == spans


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        (toggled("on", "loop"), "loop on"),
        (toggled("off", "person"), "person off"),
        (toggled("mixed", "outside"), "outside on"),
        (toggled("off", "loop", "failed"), "failed"),
        (toggled("off", "loop", "unsettled"), "lost"),
        (Entry(ago(2), "hold", SHE, to="held for good"), "held"),
        (Entry(ago(2), "hold", SHE, to="released"), "released"),
    ],
)
def test_each_entry_has_the_mark_of_what_it_was_and_by_whom(entry: Entry, kind: str) -> None:
    assert [one.kind for one in marks_of([entry], (), ())] == [kind]


def test_what_was_not_sent_and_what_readings_show_has_none() -> None:
    entries = [toggled("off", "loop", "dry-run"), Entry(ago(1), "presence", SHE, was="idle", to="active")]
    assert marks_of(entries, (), ()) == ()


def test_a_login_that_history_and_event_both_tell_is_one_and_programs_are_none() -> None:
    logins = [PastLogin("1", ago(3)), PastLogin("2", ago(2), "Invalid Password"), PastLogin("3", ago(1), kind="Oauth2")]
    heard = [
        Happening("login", SHE, ago(3) + timedelta(seconds=9)),
        Happening("login", SHE, ago(1)),
        Happening("logout", SHE, ago(0.5)),
    ]
    assert [one.kind for one in marks_of((), logins, heard)] == ["login", "refused", "login", "logout"]


def test_several_things_in_one_cell_are_counted() -> None:
    marks = [Mark(ago(24), "login"), Mark(ago(12), "held"), Mark(ago(11.9), "loop on"), Mark(ago(30), "logout")]
    assert marked(marks, WINDOW, 4, UNICODE) == "L 2 "
    twice = [Mark(ago(1), "loop off"), Mark(ago(0.5), "loop off")]
    assert marked(twice, WINDOW, 4, ASCII) == "   v"


def test_now_is_pointed_at_from_the_side_that_has_room() -> None:
    assert pointer(WINDOW, NOW, UTC, 48, UNICODE) == "09:14 now ▲".rjust(47)
    assert pointer(Window(NOW, ago(-24)), NOW, UTC, 48, ASCII) == "^ 09:14 now"
    assert pointer(window_at(NOW, UTC, -24), NOW, UTC, 48, UNICODE) == ""


def test_the_legend_explains_what_is_drawn_and_no_more() -> None:
    marks = [Mark(ago(1), "person off"), Mark(ago(30), "logout")]
    assert legend([["active", ""], ["on", "unknown"]], marks, WINDOW, UNICODE) == [
        "▇ active, on",
        "· not known",
        "▽ off by you",
    ]


@pytest.mark.parametrize("chosen", [UNICODE, ASCII])
def test_every_sign_is_one_cell_and_no_two_things_of_a_row_share_one(chosen: TimelineSigns) -> None:
    assert chosen.states.keys() == STATES.keys()
    assert chosen.marks.keys() == MARKS.keys()
    every = (*chosen.states.values(), *chosen.marks.values(), chosen.now)
    assert all(cell_len(one) == 1 for one in every)
    assert len(set(chosen.marks.values())) == len(MARKS)
    assert len({chosen.states[one] for one in ("active", "idle", "absent", "present", "unknown")}) == 5
    assert chosen is UNICODE or all(one.isascii() for one in every)
