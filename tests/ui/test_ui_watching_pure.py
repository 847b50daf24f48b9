"""Watching without a screen: who came, left or got out of step between two readings, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from tests.ui.story import FEMKE, INES, LEO, MAJA, OFFICE, TOLA, pulse_of
from tests.ui.table_world import view_of
from tui.loop.pulse import Pulse
from tui.presence.filtering.compiling import compile_filter
from tui.presence.memory import Past
from tui.presence.model import Id
from tui.presence.plan import Plan, Planned
from tui.ui.watching import Known, News, known, news, told, turned

NAMES = {one.id: one.name for one in OFFICE}


def stood(present: Mapping[Id, bool | None], out: frozenset[Id] = frozenset()) -> Known:
    """A reading after which presence stands so."""
    return Known({one: Past(present=here) for one, here in present.items()}, out)


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (False, True, News(came=(TOLA.id,))),
        (True, False, News(left=(TOLA.id,))),
        (True, True, News()),
        (None, True, News()),
        (True, None, News()),
    ],
)
def test_coming_and_going_is_news_and_what_is_not_known_is_none(
    was: bool | None, now: bool | None, expected: News
) -> None:
    assert news(stood({TOLA.id: was}), stood({TOLA.id: now}), {TOLA.id}) == expected


def test_nobody_else_is_told_of() -> None:
    assert not news(stood({TOLA.id: True, LEO.id: True}), stood({TOLA.id: True, LEO.id: False}), {TOLA.id})


def test_getting_out_of_step_is_news_once_and_not_for_somebody_new() -> None:
    both, out = {TOLA.id: True, LEO.id: True}, frozenset({TOLA.id, INES.id})
    watched = {TOLA.id, LEO.id, INES.id}
    assert news(stood(both), stood(both, out), watched) == News(out_of_step=(TOLA.id,))
    assert not news(stood(both, out), stood(both, out), watched)


def test_who_came_and_is_out_of_step_is_told_of_once() -> None:
    found = news(stood({TOLA.id: False}), stood({TOLA.id: True}, frozenset({TOLA.id})), {TOLA.id})
    assert told(found, NAMES.__getitem__) == "Adeyemi, Tola came (out of step)"


def test_a_blind_reading_tells_nothing() -> None:
    assert known(pulse_of(blind="not all pages arrived"), {}) is None
    assert known(Pulse(pulse_of().phase), {}) is None


def test_what_a_pulse_tells_is_presence_as_it_stands_and_the_plan() -> None:
    pulse = replace(pulse_of(), plan=Plan(pulse_of().roster.at, on=(Planned(LEO.id, True, ""),)))  # type: ignore[union-attr]
    found = known(pulse, {})
    assert found is not None
    assert found.out_of_step == {LEO.id}
    assert found.pasts[TOLA.id].present


def test_a_filter_tells_of_those_whom_it_showed_before_or_shows_now() -> None:
    asked = compile_filter("presence:active").test()
    first, then = pulse_of((LEO, MAJA, TOLA)), pulse_of((replace(LEO, seen=None), MAJA, TOLA))
    before, after = known(first, view_of(first).everyone), known(then, view_of(then).everyone)
    assert before is not None
    assert after is not None
    assert news(before, after, (), [asked]).left == (LEO.id,)
    assert news(after, before, (), [asked]).came == (LEO.id,)
    assert not news(before, after, (), [compile_filter("maja").test()])


def test_many_are_counted_and_the_first_five_named() -> None:
    ids = tuple(one.id for one in OFFICE[:7])
    assert told(News(left=ids), NAMES.__getitem__) == (
        "7 watched people left: Adeyemi, Tola, Bakker, Femke, Costa, Inês, Dubois, Léo, Eriksson, Maja and 2 more"
    )
    assert told(News(came=(TOLA.id,), out_of_step=(FEMKE.id,)), NAMES.__getitem__) == (
        "Adeyemi, Tola came\nBakker, Femke is out of step"
    )


def test_watching_again_ends_it_only_where_all_are_watched() -> None:
    assert turned(frozenset({TOLA.id}), {TOLA.id, LEO.id}) == {TOLA.id, LEO.id}
    assert turned(frozenset({TOLA.id, LEO.id}), {LEO.id}) == {TOLA.id}
