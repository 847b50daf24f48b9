"""The view that goes on: always what a view made anew would be, and never more work than what changed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.ui.table_world import AT, absent, crowd, in_teams, person, present, pulse, unknown, user_id, view_of
from tui.loop.pulse import Phase, Pulse
from tui.presence.filtering.compiling import EVERYBODY, compile_filter
from tui.presence.memory import Hold, Memory, Past, Sent
from tui.presence.model import Id
from tui.presence.plan import Plan, Planned, Withheld
from tui.presence.roster import Standing
from tui.ui.table.live_view import LiveView
from tui.ui.table.slices import BUCKET, SLICE, at_once, sorted_rows
from tui.ui.table.sorting import KEYS, Order, in_order
from tui.ui.table.view import View

SORTS = ["name", *KEYS]
FILTERS = ["", "1", "12", "!1", "presence:idle", "de:on", "idle:>10m", "expires:<20m", "step:out", "nobody"]
MINUTE = timedelta(minutes=1)

ids = st.integers(0, 30)
states = st.tuples(st.sampled_from(["active", "idle", "soon", "absent", "unknown"]), st.integers(0, 2), st.booleans())


def standing(number: int, state: tuple[str, int, bool]) -> Standing:
    """A person in a state; whoever is renamed sorts elsewhere."""
    kind, on, renamed = state
    user = person(number, f"{'Aaa' if renamed else 'Person'} {number % 7} {number:02d}")
    made = {
        "active": lambda: present(user, 1),
        "idle": lambda: present(user, 80),
        "soon": lambda: present(user, 107),
        "absent": lambda: absent(user),
        "unknown": lambda: unknown(user),
    }[kind]()
    return in_teams(made, on, 2)


def past(number: int) -> Past:
    """One of a few pasts that a row shows."""
    at = AT - number * MINUTE
    return (
        Past(),
        Past(changed=at, changed_by="loop"),
        Past(hold=Hold("Lunch", until=AT + timedelta(hours=1))),
        Past(sends=(Sent(to=True, at=at, by="person", outcome="unsettled"),)),
    )[number % 4]


def plan_of(numbers: list[int]) -> Plan:
    """A plan over some of them, which says something of each kind."""
    off = tuple(Planned(user_id(one), False, "No live session") for one in numbers if one % 3 == 0)
    withheld = tuple(Withheld(user_id(one), "on", "R7", "held back") for one in numbers if one % 3 == 1)
    braked = tuple(Planned(user_id(one), False, "No live session") for one in numbers if one % 3 == 2)
    return Plan(AT, off=off, withheld=withheld, braked=braked)


steps = st.one_of(
    st.tuples(st.just("people"), st.dictionaries(ids, st.one_of(st.none(), states), min_size=1, max_size=8)),
    st.tuples(st.just("pasts"), st.dictionaries(ids, st.integers(0, 9), max_size=5)),
    st.tuples(st.just("plan"), st.lists(ids, max_size=5, unique=True)),
    st.tuples(st.just("sending"), st.lists(ids, max_size=3, unique=True)),
    st.tuples(st.just("time"), st.integers(1, 60 * 20)),
    st.tuples(st.just("order"), st.tuples(st.sampled_from(SORTS), st.booleans())),
    st.tuples(st.just("filter"), st.sampled_from(FILTERS)),
)


class Walk:
    """A live view through any pulses and wishes, its slices broken off anywhere."""

    def __init__(self) -> None:
        self.live = LiveView(UTC)
        self.people: dict[int, Standing] = {}
        self.pulse, self.now = pulse([]), AT
        self.order, self.asked = Order(), EVERYBODY

    def step(self, what: str, how: object) -> None:
        """One thing happens."""
        if what in ("order", "filter"):
            self.order = Order(*how) if isinstance(how, tuple) else self.order
            self.asked = compile_filter(how) if isinstance(how, str) else self.asked
            self.live.want(self.order, self.asked, self.now)
            return
        if what == "time":
            self.now += int(str(how)) * MINUTE
        self.pulse = self._pulse(what, how)
        self.live.tell(self.pulse, self.now)

    def _pulse(self, what: str, how: object) -> Pulse:
        if isinstance(how, dict) and what == "people":
            self.people |= {number: standing(number, state) for number, state in how.items() if state}
            for number in (one for one, state in how.items() if state is None):
                self.people.pop(number, None)
        assert self.pulse.roster is not None
        roster = replace(self.pulse.roster, at=self.now, standings={one.id: one for one in self.people.values()})
        made = replace(self.pulse, roster=roster)
        if isinstance(how, dict) and what == "pasts":
            pasts = {**self.pulse.memory.pasts, **{user_id(one): past(number) for one, number in how.items()}}
            return replace(made, memory=Memory(pasts, begun=True))
        if isinstance(how, list):
            sending = tuple((user_id(one), True) for one in how)
            return replace(made, sending=sending) if what == "sending" else replace(made, plan=plan_of(how))
        return made


def shown(view: View) -> list[tuple[object, ...]]:
    """All that a person sees of the rows, but for what flashes."""
    return [tuple(getattr(row, name) for name in row.__struct_fields__ if name != "flashed") for row in view.rows]


@settings(max_examples=150)
@given(st.lists(st.tuples(steps, st.integers(0, 6)), min_size=1, max_size=14))
def test_after_any_walk_it_is_what_a_view_made_anew_would_be(walk: list[tuple[tuple[str, object], int]]) -> None:
    one = Walk()
    for (what, how), slices in walk:
        one.step(what, how)
        for _ in range(slices):
            one.live.step()
    found = one.live.finish()
    anew = LiveView(UTC)
    anew.tell(one.pulse, one.now)
    anew.want(one.order, one.asked, one.now)
    expected = anew.finish()
    assert shown(found) == shown(expected)
    assert list(found.rows) == in_order(found.rows, one.order)
    assert (found.total, +found.counts, found.widest) == (expected.total, +expected.counts, expected.widest)
    assert (found.out_of_step, found.held, found.held_back) == (
        expected.out_of_step,
        expected.held,
        expected.held_back,
    )
    assert found.counts == Counter(row.presence for row in found.everyone.values())
    assert found.people == {standing.id for standing in one.people.values()}
    assert [found.place(row.id) for row in found.rows] == list(range(len(found.rows)))


def names(view: View) -> list[str]:
    return [row.name for row in view.rows]


def told(live: LiveView, said: Pulse, at: datetime = AT) -> View:
    live.tell(said, at)
    return live.finish()


def with_news(said: Pulse, *news: Standing) -> Pulse:
    """The next reading, in which all others are the same objects."""
    assert said.roster is not None
    standings = {**said.roster.standings, **{one.id: one for one in news}}
    return replace(said, roster=replace(said.roster, at=said.roster.at + MINUTE, standings=standings))


def test_a_pulse_makes_rows_of_those_alone_of_whom_something_changed() -> None:
    live, first = LiveView(UTC), pulse(crowd(3000))
    before = dict(told(live, first).everyone)
    after = told(live, with_news(first, absent(person(5, "Person 00005")), absent(person(77, "Person 00077"))))
    assert {one for one, row in after.everyone.items() if row is not before[one]} == {user_id(5), user_id(77)}
    assert set(after.changed) == {user_id(5), user_id(77)}


def test_a_pulse_without_news_of_people_leaves_the_view_as_it_is() -> None:
    live, first = LiveView(UTC), pulse(crowd(20))
    view = told(live, first)
    live.tell(replace(first, phase=Phase.READING, reading=True), AT + MINUTE)
    assert not live.busy
    assert live.view is view


def test_time_alone_makes_the_one_row_anew_whose_off_is_foretold_now() -> None:
    people = [in_teams(present(person(one, f"Person {one}"), 61 + one), 1, 1) for one in range(20)]
    live, first = LiveView(UTC), pulse(people)
    assert not any(row.next for row in told(live, first).rows)
    later = told(live, with_news(first), AT + 11 * MINUTE)
    assert [row.id for row in later.rows if row.next_kind == "soon"] == [user_id(19), user_id(18)][::-1]
    assert live.view.rows[0] is later.rows[0]


def asked(live: LiveView, text: str, order: Order | None = None) -> int:
    """How many rows a filter looked at."""
    before = live.looked_at
    live.want(order or Order(), compile_filter(text), AT)
    live.finish()
    return live.looked_at - before


def test_a_filter_that_only_gets_narrower_looks_among_the_last_hits() -> None:
    live = LiveView(UTC)
    told(live, pulse(crowd(3000)))
    assert asked(live, '"person 0002"') == 3000
    assert asked(live, '"person 00029"') == 10
    assert asked(live, "1") == 3000


def test_another_order_of_the_same_hits_asks_the_filter_of_nobody() -> None:
    live = LiveView(UTC)
    told(live, pulse(crowd(3000)))
    asked(live, "person 0002")
    assert asked(live, "person 0002", Order("presence")) == 0


def test_a_pulse_asks_the_filter_only_of_those_of_whom_something_changed() -> None:
    live, first = LiveView(UTC), pulse(crowd(3000))
    told(live, first)
    asked(live, "presence:absent")
    before = live.looked_at
    view = told(live, with_news(first, absent(person(5, "Person 00005"))))
    assert [row.id for row in view.rows] == [user_id(5)]
    assert live.looked_at - before == 1


def test_a_persons_wish_goes_before_the_loops_news() -> None:
    live, first = LiveView(UTC), pulse(crowd(3000))
    told(live, first)
    live.tell(with_news(first, *(absent(one.user) for one in crowd(2000))), AT)
    live.step()
    live.want(Order(), compile_filter("person29@"), AT)
    for _ in range(3000 // SLICE + 2):
        live.step()
    assert names(live.view) == ["Person 00029"]
    assert not live.view.changed
    assert live.urgent
    assert live.finish().counts[absent(person(0, "")).presence] == 2000


def test_the_first_hits_are_there_before_the_search_has_ended() -> None:
    live = LiveView(UTC)
    told(live, pulse(crowd(3 * SLICE)))
    live.want(Order(), compile_filter("person"), AT)
    live.step()
    first = live.so_far
    assert first is not None
    assert first.searching
    whole = live.finish()
    assert list(first.rows) == list(whole.rows[:SLICE])
    assert not whole.searching


def test_what_may_be_wanted_next_is_ready_when_it_is() -> None:
    live, first = LiveView(UTC), pulse(crowd(BUCKET + 500))
    told(live, first)
    live.expect([Order("seen")])
    live.finish()
    live.want(Order("seen"), EVERYBODY, AT)
    live.step()
    assert not live.urgent
    assert live.view.sort == "seen"


def test_what_may_be_wanted_next_has_the_news_too_though_more_news_came_before_it_was_ready() -> None:
    people = crowd(BUCKET + 500)
    live = LiveView(UTC)
    told(live, pulse(people))
    live.expect([Order("seen")])
    live.finish()
    for number in (3, 700, 5):
        people = [absent(one.user) if one.id == user_id(number) else one for one in people]
        live.tell(pulse(people), AT)
        while live.urgent:
            live.step()
    live.finish()
    live.want(Order("seen"), EVERYBODY, AT)
    live.step()
    assert not live.urgent
    anew = LiveView(UTC)
    anew.want(Order("seen"), EVERYBODY, AT)
    assert [row.id for row in live.view.rows] == [row.id for row in told(anew, pulse(people)).rows]


def test_a_loop_that_begins_anew_shows_nobody_until_it_has_read() -> None:
    live, first = LiveView(UTC), pulse(crowd(3))
    told(live, first)
    assert told(live, replace(first, roster=None)).at is None
    assert len(told(live, first).rows) == 3


def test_nothing_is_kept_of_those_who_left() -> None:
    before = pulse([in_teams(present(one.user, 80), 1, 1) for one in crowd(50)])
    view = view_of(pulse(crowd(1)), view_of(before))
    assert set(view.everyone) == {user_id(0)}
    assert view.left == frozenset(user_id(one) for one in range(1, 50))
    gone: Id = user_id(7)
    assert view.place(gone) is None


@pytest.mark.parametrize("reverse", [False, True])
def test_many_rows_are_sorted_in_slices_as_they_would_be_at_once(*, reverse: bool) -> None:
    chance = Random(7)
    people = [
        in_teams(
            present(person(one, f"Person {chance.random()}"), chance.randint(0, 119), sessions=chance.randint(1, 3)),
            chance.randint(0, 3),
            3,
        )
        for one in range(3 * BUCKET)
    ]
    rows = view_of(pulse(people)).rows
    for sort in SORTS:
        order = Order(sort, reverse)
        assert at_once(sorted_rows(rows, order)) == in_order(rows, order)
    shuffled = chance.sample(list(rows), len(rows))
    assert at_once(sorted_rows(shuffled, Order())) == rows
