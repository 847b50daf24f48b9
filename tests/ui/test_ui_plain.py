"""Foreign text on the screen: nothing in it may act, hide or shift."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.ui.plain import fit, plain


def test_an_escape_sequence_is_shown_and_does_nothing() -> None:
    assert plain("\x1b[31mRed\x1b[0m") == "␛[31mRed␛[0m"


def test_line_breaks_and_tabs_are_shown_on_one_line() -> None:
    assert plain("a\nb\tc\r\x7f") == "a␊b␉c␍␡"


def test_reordering_controls_are_replaced_and_the_letters_stay() -> None:
    assert plain("שלום \u202eעולם\u202c") == "שלום \ufffdעולם\ufffd"


def test_an_emoji_family_stands_as_its_members_so_that_every_terminal_agrees_on_its_width() -> None:
    assert plain("👩\u200d👩\u200d👧 👍🏽 ❤\ufe0f") == "👩👩👧 👍 ❤"


def test_markup_is_text() -> None:
    assert plain("[/] [bold]x[/bold]") == "[/] [bold]x[/bold]"


def test_letters_of_other_scripts_stay() -> None:
    assert plain("花子 Ελένη Ünlü") == "花子 Ελένη Ünlü"


def test_heaps_of_combining_marks_are_cut_to_two_a_letter() -> None:
    assert plain("x" + "\u0336" * 50 + "y") == "x\u0336\u0336y"


def test_a_combining_mark_without_a_letter_gets_a_carrier() -> None:
    assert plain("\u0336x").startswith("\u25cc")


def test_a_lone_surrogate_can_be_written_to_a_terminal() -> None:
    assert plain("a\ud800b").encode() == "a\ufffdb".encode()


@given(st.text())
def test_plain_text_is_one_printable_line_and_stays_as_it_is(text: str) -> None:
    shown = plain(text)
    shown.encode()
    assert len(shown.splitlines()) <= 1
    assert not any(ord(one) < 32 or 0x7F <= ord(one) < 0xA0 or 0x202A <= ord(one) <= 0x202E for one in shown)
    assert plain(shown) == shown


@given(st.text(), st.integers(min_value=0, max_value=40))
def test_a_cell_is_exactly_as_wide_as_it_should_be(text: str, width: int) -> None:
    assert cell_len(fit(plain(text), width)) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [("Ada", 5, "Ada  "), ("Adeyemi", 5, "Adey…"), ("花子花子", 5, "花子…"), ("花子花子", 6, "花子… "), ("Ada", 0, "")],
)
def test_long_text_is_cut_and_a_wide_character_never_halved(text: str, width: int, shown: str) -> None:
    assert fit(text, width) == shown
