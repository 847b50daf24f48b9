"""The words of lines, log, plan, holds and keys, and how parts of a line give way; without a screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace
from textual.content import Content

from tests.ui.story import LEO, NOW, TOLA, pulse_of
from tui.loop.hand import Report
from tui.loop.pulse import Cycle, Phase, Pulse, Step
from tui.presence.entry import Entry
from tui.presence.model import ApiUse, Instant, Problem, Routes
from tui.presence.plan import Plan, Planned, Withheld
from tui.ui.hold_choices import hold_choices
from tui.ui.keys import keymap, keys_of, keys_shown
from tui.ui.lines.activity_log import log_height
from tui.ui.lines.problem_line import problem_words
from tui.ui.lines.spread import Part, spread
from tui.ui.lines.top_line import api_words, route_words
from tui.ui.words.details import local_words
from tui.ui.words.log import cycle_line, done_line, line_of
from tui.ui.words.loop import age_words, is_stale, share_done, state_words, step_words

DEFAULTS = {"hold": "h", "toggle-off": "x", "help": "question_mark"}
PARIS = timezone(timedelta(hours=1))


def line(*parts: tuple[str, int]) -> list[Part]:
    return [Part(Content(text), rank) for text, rank in parts]


def test_left_and_right_meet_in_the_width() -> None:
    assert spread(line(("left", 0)), line(("right", 1)), 20).plain == "left           right"


def test_the_part_with_the_highest_rank_gives_way_first() -> None:
    left, right = line(("org", 0), ("user", 2)), line(("routes", 1))
    assert spread(left, right, 15).plain == "org      routes"
    assert spread(left, right, 8).plain == "org"


def test_what_may_not_give_way_is_cut() -> None:
    assert spread(line(("a long name", 0)), [], 6).plain == "a lon…"


def test_a_time_until_the_next_try_is_never_zero_before_it_is_over() -> None:
    retrying = replace(pulse_of(), phase=Phase.RETRYING, why="no answer", next_at=1000.2)
    assert state_words(retrying, Instant(1000, 1000)) == "poll retrying in 1 s: no answer"


def test_a_toggle_by_hand_while_the_loop_is_off_is_not_called_polling() -> None:
    assert state_words(pulse_of(phase=Phase.APPLYING, applying=False), Instant(0, 0)) == "poll off"


def test_nothing_read_yet_has_no_age() -> None:
    assert age_words(Pulse(Phase.OFF), Instant(0, 0)) == "nothing read yet"
    assert not is_stale(Pulse(Phase.OFF), Instant(1e9, 1e9), 60)


def test_the_age_is_by_the_clock_that_moved_more() -> None:
    assert age_words(pulse_of(), Instant(1000 + 3600, 1010)) == "data 1:00:00 old"


@pytest.mark.parametrize(
    ("pulse", "words"),
    [
        (pulse_of(), ""),
        (pulse_of(reading=True), "reading"),
        (pulse_of(step=Step("users", 3, None)), "reading users 3"),
        (pulse_of(step=Step("sessions", 12_000, 120_000)), "reading sessions 12,000 of 120,000"),
        (pulse_of(sending=((TOLA.id, True),)), "toggling 1"),
        (pulse_of(sending=((TOLA.id, True), (LEO.id, True)), step=Step("toggles", 1, 2)), "toggling 1 of 2"),
    ],
)
def test_a_long_step_says_how_far_it_is(pulse: Pulse, words: str) -> None:
    assert step_words(pulse) == words


def test_a_share_needs_a_known_end_and_never_passes_it() -> None:
    assert share_done(Step("users", 3, None)) is None
    assert share_done(Step("users", 3, 2)) == 1.0


def test_a_toggle_by_the_loop_says_its_reason_and_route() -> None:
    entry = Entry(NOW, "toggle", TOLA.id, "Tola", "on", "off", "No active session", "loop", "action", "done")
    assert line_of(entry, UTC).text == "Tola: on → off by the loop, reason No active session, via action: done"


def test_a_change_made_elsewhere_says_so() -> None:
    entry = Entry(NOW, "toggle", TOLA.id, "Tola", "on", "off", "changed in DE", "outside", None, "done")
    assert line_of(entry, UTC).text == "Tola: on → off elsewhere, changed in DE"


def test_holds_and_errors_are_lines_too() -> None:
    assert line_of(Entry(NOW, "hold", LEO.id, "Léo", None, "released"), UTC).text == "Léo: released"
    assert line_of(Entry(NOW, "error", why="no route"), UTC).tone == "error"


def test_control_characters_never_reach_the_log() -> None:
    assert "\x1b" not in line_of(Entry(NOW, "error", why="\x1b[31m"), UTC).text


def test_moments_in_foreign_words_are_shown_by_the_readers_clock() -> None:
    assert local_words("present since 2026-11-23T08:14:00Z", PARIS) == "present since 09:14"


def cycle(plan: Plan, **more: object) -> Cycle:
    made = Cycle(3, NOW, NOW, 9, 20, 7, True, plan, Report())
    return replace(made, **more)


def test_a_cycle_in_which_nothing_happened_is_no_line() -> None:
    assert cycle_line(cycle(Plan(NOW, withheld=(Withheld(LEO.id, "on", "R9", "held"),)))) is None


def test_a_cycle_says_what_it_planned_and_why_it_braked() -> None:
    said = cycle_line(cycle(Plan(NOW, on=(Planned(LEO.id, True, "present"),)), brake="3 offs", asked=True))
    assert said is not None
    assert said.text == "cycle 3: 1 on, 0 off, braked: 3 offs, the first plan waits for your word (P)"


def test_a_toggle_done_says_that_des_own_widget_lags_behind() -> None:
    assert done_line(NOW, 2, to=False).text.startswith("2 users toggled off; their own DE widget shows it")


def test_a_problem_that_the_loop_line_tells_is_not_told_twice() -> None:
    problem = Problem("No answer", "timed out", "Check the network.")
    assert problem_words(pulse_of(phase=Phase.RETRYING, why=str(problem), problems=(problem,))) == "Check the network."
    assert problem_words(pulse_of(problems=(problem, problem))) == ("No answer: timed out. Check the network. · 1 more")


def test_routes_that_do_not_exist_are_named_so() -> None:
    assert route_words(Routes()) == "read none · write none"


def test_api_use_that_the_org_did_not_tell_is_left_open() -> None:
    assert api_words(ApiUse(3)) == "api –"
    assert api_words(ApiUse(3, 412)) == "api 412"


@pytest.mark.parametrize(("rows", "lines"), [(10, 1), (24, 1), (30, 5), (100, 12)])
def test_the_log_gets_its_share_of_the_height(rows: int, lines: int) -> None:
    assert log_height(rows) == lines


def test_holds_end_by_the_readers_clock_and_tomorrow_begins_at_their_midnight() -> None:
    now = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # half past midnight on the 24th in Paris
    choices = {one.key: one for one in hold_choices(now, PARIS)}
    assert choices["1"].note == "until 01:00"
    tomorrow = choices["3"].hold
    assert tomorrow is not None
    assert tomorrow.until == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert choices["3"].note == "until Wed 00:00"
    assert choices["6"].hold is None


def test_a_moved_key_stands() -> None:
    assert keymap({"hold": "f2,H"}, DEFAULTS).keys == {"hold": "f2,H"}


def test_two_commands_may_change_keys() -> None:
    assert keymap({"hold": "x", "toggle-off": "h"}, DEFAULTS).problems == {}


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ({"hodl": "t"}, "no such command; did you mean hold?"),
        ({"hold": "x"}, "x is the key of toggle-off"),
        ({"hold": "j"}, "j moves the cursor or ends the app, and stays"),
        ({"hold": "nokey"}, "'nokey' is no key"),
        ({"hold": ""}, "'' is no key"),
    ],
)
def test_a_key_that_cannot_stand_is_named(wanted: dict[str, str], problem: str) -> None:
    made = keymap(wanted, DEFAULTS)
    assert made.problems == dict.fromkeys(wanted, problem)
    assert made.keys == {}


def test_of_two_that_want_one_key_one_stays_and_the_other_is_named() -> None:
    made = keymap({"hold": "t", "toggle-off": "t"}, DEFAULTS)
    assert len(made.keys) == 1
    assert len(made.problems) == 1


def test_short_and_long_names_of_keys_mean_the_same() -> None:
    assert keys_of("?") == ("question_mark",)
    assert keys_of("ctrl+r, /") == ("ctrl+r", "slash")


def test_keys_are_shown_as_a_keyboard_shows_them() -> None:
    assert keys_shown("question_mark,ctrl+p,enter,A") == "? ctrl+p enter A"
