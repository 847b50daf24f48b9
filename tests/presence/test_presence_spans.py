"""Which state held from when to when: what the journal knows, and what nobody can know."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from tests.made import NINE, uid
from tui.presence.entry import Entry, EntryOutcome
from tui.presence.memory import By
from tui.presence.spans import Span, clipped, de_spans, presence_spans, state_at, stretches

SHE = uid(1)
MORNING, NOON = NINE - timedelta(hours=3), NINE + timedelta(hours=3)


def at(hours: float) -> datetime:
    """A moment by its hours after six in the morning."""
    return MORNING + timedelta(hours=hours)


def seen(hours: float, was: str, to: str) -> Entry:
    return Entry(at(hours), "presence", SHE, "She", was, to)


def toggled(hours: float, was: str, to: str, outcome: EntryOutcome = "done", by: By = "loop") -> Entry:
    return Entry(at(hours), "toggle", SHE, "She", was, to, by=by, outcome=outcome)


def drawn(spans: tuple[Span, ...]) -> list[tuple[float, str | None]]:
    """Begin in hours after six, and the state; each ends where the next begins."""
    assert all(one.end == other.start for one, other in pairwise(spans))
    return [((one.start - MORNING).total_seconds() / 3600, one.state) for one in spans]


def test_a_state_lasts_from_one_entry_to_the_next_that_begins_with_it() -> None:
    entries = [seen(2, "absent", "active"), seen(3, "active", "idle")]
    assert drawn(presence_spans(entries, MORNING, NOON, "idle")) == [(0, None), (2, "active"), (3, "idle")]


def test_an_entry_before_the_start_tells_how_it_began() -> None:
    entries = [seen(2, "absent", "active"), seen(-9, "active", "absent")]
    assert drawn(presence_spans(entries, MORNING, NOON)) == [(0, "absent"), (2, None)]


def test_two_entries_that_disagree_leave_the_time_between_them_unknown() -> None:
    entries = [seen(1, "absent", "active"), seen(4, "absent", "active")]
    assert drawn(presence_spans(entries, MORNING, NOON, "active")) == [(0, None), (4, "active")]


def test_after_the_last_entry_nothing_is_known_where_a_reading_shows_something_else() -> None:
    entries = [seen(-1, "active", "absent"), seen(2, "absent", "active")]
    assert drawn(presence_spans(entries, MORNING, NOON, "absent")) == [(0, "absent"), (2, None)]


def test_an_unbroken_watch_tells_what_held_since_it_began() -> None:
    entries = [seen(1, "active", "absent")]
    spans = presence_spans(entries, MORNING, NOON, "active", since=at(4))
    assert drawn(spans) == [(0, None), (4, "active")]


def test_without_any_entry_the_watch_alone_tells() -> None:
    assert drawn(presence_spans([], MORNING, NOON, "idle", since=at(5))) == [(0, None), (5, "idle")]
    assert drawn(presence_spans([], MORNING, NOON, "idle")) == [(0, None)]


def test_where_the_watch_is_known_a_pause_is_unknown_though_the_entries_agree() -> None:
    entries = [seen(1, "active", "absent"), seen(5, "absent", "active")]
    watch = stretches([at(hours) for hours in (0, 1, 1.5, 4.5, 5, 6)])
    spans = presence_spans(entries, MORNING, NOON, "active", watched=watch)
    assert drawn(spans) == [(0, "active"), (1, "absent"), (1.5, None), (4.5, "absent"), (5, "active")]


def test_a_missed_change_within_the_watch_leaves_its_time_unknown() -> None:
    entries = [seen(1, "idle", "active"), seen(2, "absent", "active")]
    watch = stretches([at(hours / 2) for hours in range(13)])
    assert drawn(presence_spans(entries, MORNING, NOON, watched=watch))[:3] == [(0, "idle"), (1, None), (2, "active")]


def test_unknown_is_no_state() -> None:
    entries = [seen(1, "active", "unknown"), seen(2, "unknown", "active")]
    assert drawn(presence_spans(entries, MORNING, NOON, "active")) == [(0, None), (2, "active")]


def test_other_entries_say_nothing_of_presence() -> None:
    assert drawn(presence_spans([toggled(1, "on", "off")], MORNING, NOON)) == [(0, None)]


@pytest.mark.parametrize("outcome", ["failed", "not-applied", "withheld", "dry-run"])
def test_a_toggle_that_did_not_happen_changes_nothing(outcome: EntryOutcome) -> None:
    entries = [toggled(1, "off", "on"), toggled(2, "on", "off", outcome)]
    assert drawn(de_spans(entries, MORNING, NOON, "on")) == [(0, None), (1, "on")]


def test_after_a_lost_answer_nothing_is_known_until_something_is() -> None:
    entries = [toggled(1, "off", "on"), toggled(2, "on", "off", "unsettled"), toggled(3, "on", "off", by="outside")]
    assert drawn(de_spans(entries, MORNING, NOON, "off")) == [(0, None), (1, "on"), (2, None), (3, "off")]


@pytest.mark.parametrize("answers", ["off", "mixed"])
def test_an_accepted_on_that_de_did_not_show_counts_as_what_de_answers(answers: str) -> None:
    assert drawn(de_spans([toggled(1, "off", "on")], MORNING, NOON, answers)) == [(0, None), (1, answers)]


def test_a_change_made_elsewhere_is_what_de_answers() -> None:
    entries = [toggled(1, "off", "on"), toggled(3, "on", "mixed", by="outside")]
    assert drawn(de_spans(entries, MORNING, NOON, "on")) == [(0, None), (1, "on"), (3, None)]


def test_the_state_at_a_moment_is_that_of_the_span_that_begins_there() -> None:
    spans = presence_spans([seen(1, "active", "idle")], MORNING, NOON, "idle")
    assert [state_at(spans, at(hours)) for hours in (-1, 0.5, 1, 6, 7)] == [None, None, "idle", "idle", None]


def test_spans_are_cut_at_the_edges_of_what_is_looked_at() -> None:
    spans = presence_spans([seen(1, "active", "idle")], MORNING, NOON, "idle")
    assert clipped(spans, at(2), at(3)) == (Span(at(2), at(3), "idle"),)
    assert presence_spans([], NOON, MORNING) == ()
