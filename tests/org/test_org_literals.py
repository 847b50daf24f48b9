from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.org.wire.errors import Misread, NotAnId
from tui.org.wire.literals import apex_json, api_name, checked_id, long_id, soql_ids, soql_text

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "'": "'", '"': '"', "\\": "\\"}


def read_literal(source: str) -> str:
    """What a compiler reads in a whole single-quoted literal; fails where the quote ends before the text does."""
    assert re.fullmatch(r"'(?:[^'\\\n\r]|\\.)*'", source), source
    return re.sub(r"\\(.)", lambda found: _ESCAPES[found[1]], source[1:-1])


@given(st.text())
def test_any_text_comes_out_of_apex_as_it_went_in(text: str) -> None:
    literal = apex_json({"reason": text})
    assert json.loads(read_literal(literal)) == {"reason": text}


@given(st.text())
def test_apex_source_stays_ascii_on_one_line_whatever_the_text(text: str) -> None:
    assert all(" " <= letter <= "~" for letter in apex_json(text))


@given(st.text().filter(lambda text: not re.search(r"[\ud800-\udfff]", text)))
def test_any_text_comes_out_of_soql_as_it_went_in(text: str) -> None:
    assert read_literal(soql_text(text)) == text


@pytest.mark.parametrize("text", ["' OR Id != '", "\\", "\\'", "'; DROP", "a\nb", "[/]"])
def test_hostile_text_never_ends_its_literal(text: str) -> None:
    assert read_literal(soql_text(text)) == text


@pytest.mark.parametrize("text", ["0055e0000000001", "0055e0000000001AAA"])
def test_an_id_has_fifteen_or_eighteen_letters_and_digits(text: str) -> None:
    assert checked_id(text) == text


@pytest.mark.parametrize(
    "text", ["", "005", "0055e0000000001AA", "0055e000000000'", "0055e0000000001AAA\n", "００５5e0000000001"]
)
def test_what_is_no_id_is_refused_before_anything_is_built(text: str) -> None:
    with pytest.raises(NotAnId):
        soql_ids([text])


def test_the_short_form_of_an_id_gets_its_three_letters() -> None:
    assert long_id("001A0000006Vm9u") == "001A0000006Vm9uIAC"


def test_a_long_id_stays_as_it_is() -> None:
    assert long_id("001A0000006Vm9uIAC") == "001A0000006Vm9uIAC"


@pytest.mark.parametrize("text", ["", "n2de__Team__c; x", "1a", "Näme", "a" * 81])
def test_what_is_no_api_name_is_refused(text: str) -> None:
    with pytest.raises(Misread):
        api_name(text)
