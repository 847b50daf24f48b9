"""Which users a word means."""

from __future__ import annotations

import pytest

from tui.cli.failures import WrongUsage
from tui.cli.users import ids_of
from tui.presence.model import User

ANNA = User("005000000000001AAA", "Anna Adeyemi", "anna@acme.example")
BEN = User("005000000000002AAA", "Ben Bakker", "ben@acme.example")
TWIN = User("005000000000003AAA", "Ben Bakker", "ben.bakker@acme.example")
MARKUP = User("005000000000004AAA", "[/]", "markup@acme.example")
QUEUE = User("00G000000000001AAA", "Queue of Anna")
ALL = (ANNA, BEN, TWIN, MARKUP, QUEUE)


@pytest.mark.parametrize(
    "word",
    ["005000000000001AAA", "005000000000001", "anna@acme.example", "ANNA@ACME.EXAMPLE", "Anna Adeyemi", "anna adeyemi"],
)
def test_a_user_is_an_id_in_either_length_a_username_or_a_name(word: str) -> None:
    assert ids_of([word], ALL) == [ANNA.id]


def test_a_name_that_looks_like_markup_is_a_name() -> None:
    assert ids_of(["[/]"], ALL) == [MARKUP.id]


def test_the_order_is_kept_and_nobody_comes_twice() -> None:
    assert ids_of(["ben@acme.example", "Anna Adeyemi", BEN.id], ALL) == [BEN.id, ANNA.id]


def test_a_name_that_two_users_have_is_an_error_that_lists_both() -> None:
    with pytest.raises(WrongUsage) as caught:
        ids_of(["Ben Bakker"], ALL)
    assert "ben@acme.example" in caught.value.problem.cause
    assert "ben.bakker@acme.example" in caught.value.problem.cause


@pytest.mark.parametrize("word", ["Anna Adeyemy", "adeyemi", "anna@acme.exmple"])
def test_an_unknown_user_is_an_error_that_lists_the_near_ones(word: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        ids_of([word], ALL)
    assert "Anna Adeyemi (anna@acme.example)" in caught.value.problem.cause


@pytest.mark.parametrize("word", ["zzzz", "", " ", "005", "005000000000009AAA", "00G000000000001AAA", "Queue of Anna"])
def test_whoever_is_no_user_is_an_error(word: str) -> None:
    with pytest.raises(WrongUsage):
        ids_of([word], ALL)
