from __future__ import annotations

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from tui.org.wire.server_text import LONGEST, looks_like_html, plain, server_words


@given(st.text(max_size=400))
def test_server_text_is_one_short_line_that_moves_no_cursor(text: str) -> None:
    shown = server_words(text)
    assert len(shown) <= LONGEST
    assert not any(ord(letter) < 32 or letter in "\x7f\u202e\u2066\u2028" for letter in shown)


def test_the_query_that_an_error_quotes_is_left_out() -> None:
    message = "\nSELECT Secret FROM AuthSession\n       ^\nERROR at Row:1:Column:8\nNo such column 'Secret'"
    assert server_words(message) == "No such column 'Secret'"


def test_a_query_without_the_marker_is_not_shown_either() -> None:
    assert "AuthSession" not in server_words("unexpected token: select Id from AuthSession where")


def test_tokens_and_addresses_are_cut_out_of_server_text() -> None:
    token = "00D5e000000abcD!AQ.x_y"
    shown = server_words(
        f"bad {token} at https://acme.my.salesforce.com/services/data?q=1 and /services/data/v67.0/query"
    )
    assert token not in shown
    assert "/services" not in shown


def test_long_text_is_cut_with_a_sign() -> None:
    assert plain("x" * 300, 10) == "xxxxxxxxx…"


def test_a_page_for_people_is_known_by_its_type_or_its_beginning() -> None:
    assert looks_like_html(b"{}", "text/html; charset=utf-8")
    assert looks_like_html(b"\n <!DOCTYPE html><html>")
    assert not looks_like_html(b'{"a": "<html>"}', "application/json")


def test_a_token_that_is_quoted_plainly_and_as_addresses_spell_it_is_hidden_in_both() -> None:
    token = "00D5e000002kMSj!AQ0AQ9ljBN_canary"
    for spelt in (quote(token), quote(quote(token))):
        assert "canary" not in server_words(f"{token} or {spelt}")
