"""What many users share is kept once: memory at 50,000 users is what a large org's monitor costs."""

from __future__ import annotations

from tui.presence.diff import differing, overlaid
from tui.presence.memory import Past

ONE, TWO, THREE = Past(ons=1), Past(ons=2), Past(ons=3)


def test_pasts_that_are_already_laid_over_each_other_are_not_copied() -> None:
    base = {"a": ONE, "b": TWO}
    made = {**base, "b": THREE, "c": ONE}
    assert overlaid(base, {"b": THREE, "c": ONE}, made) is made


def test_pasts_that_another_process_changed_are_not_taken_for_those_at_hand() -> None:
    base, changed = {"a": ONE, "b": TWO}, {"b": THREE}
    for other in ({"a": TWO, "b": THREE}, {"b": THREE}, {"a": ONE, "b": THREE, "c": ONE}, {"a": ONE, "b": TWO}):
        assert overlaid(base, changed, other) == {"a": ONE, "b": THREE}


def test_users_who_differ_are_the_same_in_any_order_of_users() -> None:
    old = {"a": ONE, "b": TWO, "c": THREE}
    assert differing(old, {"a": ONE, "b": THREE, "c": THREE}) == {"b"}
    assert differing(old, {"c": THREE, "b": THREE, "a": ONE}) == {"b"}
    assert differing(old, {"a": ONE, "b": TWO, "d": THREE}) == {"c", "d"}
