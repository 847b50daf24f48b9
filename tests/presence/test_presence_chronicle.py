"""The past: what is known of it, how long everybody was what, and what people type to ask for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given

from tests.made import NINE, tid, uid, user
from tui.presence.chronicle.known import KnownTime, Stretch, around, joined
from tui.presence.chronicle.page import Page, Person, Shown, State, next_page, whole_page
from tui.presence.chronicle.search import Search, asked
from tui.presence.chronicle.totals import Kept, totals
from tui.presence.memory import Past
from tui.presence.model import DE, Presence, Team
from tui.presence.roster import Roster, Standing

HALF_HOURS = ZoneInfo("Asia/Kolkata")
NAMES = {uid(1): "Inês Costa", uid(2): "Ben"}


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def stretch(begin: float, until: float) -> Stretch:
    return Stretch(at(begin), at(until))


def roster(*standings: Standing, minutes: float = 0) -> Roster:
    return Roster(at(minutes), {one.id: one for one in standings}, {tid(1): Team(tid(1), "Rose")})


def standing(number: int, presence: Presence = Presence.ACTIVE, name: str = "") -> Standing:
    return Standing(user(number, name), presence, "", de=DE.ON, teams_on=1, teams=(tid(1),))


def test_stretches_that_two_runs_watched_at_once_are_one() -> None:
    assert joined([stretch(20, 30), stretch(0, 10), stretch(5, 15)]) == (stretch(0, 15), stretch(20, 30))


def test_shortly_after_the_last_reading_it_is_known_as_read_then() -> None:
    found = around([stretch(0, 10)], at(12))
    assert (found.known, found.before) == (True, at(10))
    assert not around([stretch(0, 10)], at(-1)).known


def test_a_moment_between_two_stretches_is_not_known() -> None:
    found = around([stretch(0, 10), stretch(20, 30)], at(16))
    assert (found.known, found.before, found.after) == (False, at(10), at(20))
    assert around([stretch(0, 10)], at(10)).known


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6), st.integers(0, 60), st.integers(0, 60))
def test_known_time_is_that_of_every_known_minute(pairs: list[tuple[int, int]], start: int, end: int) -> None:
    stretches = [stretch(min(pair), max(pair)) for pair in pairs]
    minutes = sum(
        any(one.begin <= at(minute) and at(minute + 1) <= one.until for one in joined(stretches))
        for minute in range(start, end)
    )
    assert KnownTime(stretches).seconds(at(start).timestamp(), at(end).timestamp()) == pytest.approx(minutes * 60)


def test_a_user_who_left_de_is_counted_until_then() -> None:
    rows = [
        Kept(uid(1), at(-30).timestamp(), "idle", "mixed", (tid(1),)),
        Kept(uid(1), at(10).timestamp(), "idle", None),
        Kept("00G000000000001AAA", at(0).timestamp(), "unknown", "on", (tid(1),)),
    ]
    known = KnownTime([stretch(-60, 60)])
    found = totals(rows, known, at(0), at(60), {uid(1): Person("Anna")}, {}, {})
    assert [(one.name, one.times.idle, one.times.mixed, one.times.known) for one in found.users] == [
        ("Anna", 600, 600, 600)
    ]
    assert [(one.id, one.members) for one in found.teams] == [(tid(1), 1)]


def test_a_page_holds_who_changed_who_came_and_who_went() -> None:
    anna, ben, cara = standing(1), standing(2), standing(3)
    before = Shown(roster(anna, ben), {})
    now = Shown(roster(anna, standing(3), minutes=1), {})
    page = next_page(before, now, at(1))
    assert page == Page(
        at(1),
        {cara.id: State(Presence.ACTIVE, DE.ON, 1, (tid(1),)), ben.id: None},
        {cara.id: Person("User 3", "user3@acme.example")},
    )


def test_a_hold_a_last_change_and_a_new_name_are_changes() -> None:
    before = Shown(roster(standing(1), standing(2), standing(3)), {})
    pasts = {uid(1): Past(changed=at(1), changed_by="person"), uid(2): Past(ons=1)}
    now = Shown(roster(standing(1), standing(2), standing(3, name="Cara")), pasts)
    assert set(next_page(before, now, at(1)).states) == {uid(1), uid(3)}


def test_a_whole_page_begins_and_names_everybody() -> None:
    page = whole_page(Shown(roster(standing(1)), {}))
    assert (page.begins, page.whole, page.teams) == (True, True, {tid(1): "Rose"})
    assert page.people == {uid(1): Person("User 1", "user1@acme.example")}


def test_a_search_is_typed_in_words() -> None:
    now = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)
    found = asked('user:ines kind:tog,hold by:loop outcome:unsettled since:"tue 14:00" Active', now, HALF_HOURS, NAMES)
    assert found.search == Search(
        frozenset({uid(1)}),
        frozenset({"toggle", "hold"}),
        frozenset({"loop"}),
        frozenset({"unsettled", "sent"}),
        since=datetime(2026, 11, 17, 8, 30, tzinfo=UTC),
        words=("active",),
    )
    assert found.problems == ()


def test_who_made_it_is_searched_by_the_words_that_the_table_shows_too() -> None:
    assert asked("by:you,else", NINE, UTC, NAMES).search == asked("by:person,outside", NINE, UTC, NAMES).search


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kind:foo", "kind:foo: one of toggle, presence"),
        ("kin:toggle", "did you mean kind"),
        ("since:later", "no moment of the past"),
    ],
)
def test_a_wrong_word_is_explained_and_asks_nothing(text: str, says: str) -> None:
    found = asked(text, NINE, UTC, NAMES)
    assert found.search == Search()
    assert says in found.problems[0]


def test_who_left_is_asked_by_what_they_became() -> None:
    assert asked("to:abs from:active,idle", NINE, UTC, NAMES).search == Search(
        was=frozenset({"active", "idle"}), to=frozenset({"absent"})
    )


def test_a_name_that_nobody_has_finds_nothing_rather_than_everything() -> None:
    assert asked("user:zoe", NINE, UTC, NAMES).search.users == frozenset()
    assert asked("user:", NINE, UTC, NAMES).search.users is None
