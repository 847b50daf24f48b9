"""The demo org's SOQL: what is no query here is refused in the platform's words, never an empty success."""

from __future__ import annotations

import pytest

from tests.demo.soql_org import engine, refused
from tui.demo.http.wire import ApiError


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT",
        "SELECT FROM User",
        "SELECT * FROM User",
        "SELECT Id, FROM User",
        "SELECT Id FROM",
        "SELECT Id FROM User WHERE",
        "SELECT Id FROM User WHERE Name",
        "SELECT Id FROM User WHERE Name = ",
        "SELECT Id FROM User WHERE Name = Ada",
        "SELECT Id FROM User WHERE Name == 'Ada'",
        "SELECT Id FROM User WHERE Name = 'Ada",
        'SELECT Id FROM User WHERE Name = "Ada"',
        "SELECT Id FROM User WHERE Name IN ()",
        "SELECT Id FROM User WHERE Name = 'a' AND Age = 1 OR Age = 2",
        "SELECT Id FROM User LIMIT many",
        "SELECT Id FROM User ORDER BY",
        "SELECT Id FROM User; DROP TABLE User",
        "DELETE FROM User",
        r"SELECT Id FROM User WHERE Name = '\x'",
        "SELECT Id FROM User WHERE Name = :who",
        "SELECT Name, COUNT(Id) FROM User",
        "SELECT MEDIAN(Age) FROM User",
        pytest.param(f"SELECT Id FROM User WHERE Name = '{'x' * 4001}'", id="a literal of 4001 characters"),
        pytest.param(f"SELECT Id FROM User WHERE Name = 'x'{' ' * 100_000}", id="a query of 100 kB"),
    ],
)
def test_what_is_no_soql_is_malformed(text: str) -> None:
    assert refused(text)[0] == "MALFORMED_QUERY"


def test_an_unexpected_word_is_pointed_at() -> None:
    with pytest.raises(ApiError) as error:
        engine().run("SELECT Id\nFROM User\nWHERE Name = Ada")
    assert (
        error.value.message == "\nWHERE Name = Ada\n             ^\nERROR at Row:3:Column:14\nunexpected token: 'Ada'"
    )


def test_an_unknown_object_is_an_invalid_type() -> None:
    code, message = refused("SELECT Id FROM Usr")
    assert code == "INVALID_TYPE"
    assert message.startswith("sObject type 'Usr' is not supported. If you are attempting to use a custom object")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT Nam FROM User", "No such column 'Nam' on entity 'User'."),
        ("SELECT Id FROM User WHERE Nam = 'x'", "No such column 'Nam' on entity 'User'."),
        ("SELECT Id FROM User ORDER BY Nam", "No such column 'Nam' on entity 'User'."),
        ("SELECT Manager.Nam FROM User", "No such column 'Nam' on entity 'User'."),
        ("SELECT Boss.Name FROM User", "Didn't understand relationship 'Boss' in field path."),
        ("SELECT Id, id FROM User", "duplicate field selected: Id"),
        ("SELECT Id FROM User WHERE Secret = 'x'", "field 'Secret' can not be filtered in a query call"),
        ("SELECT Id FROM User ORDER BY Secret", "field 'Secret' can not be sorted in a query call"),
        ("SELECT COUNT(Id) FROM User GROUP BY LastLoginDate", "field 'LastLoginDate' can not be grouped"),
        ("SELECT Id FROM User WHERE SourceIp LIKE '1%'", "invalid operator on string field 'SourceIp'"),
        ("SELECT Id FROM User WHERE Age LIKE '1%'", "invalid operator on int field 'Age'"),
        ("SELECT Id FROM User WHERE IsActive > false", "invalid operator on boolean field 'IsActive'"),
        (
            "SELECT Id FROM User WHERE Name = 5",
            "value of filter criterion for field 'Name' must be of type string and should be enclosed in quotes",
        ),
        (
            "SELECT Id FROM User WHERE Age = '5'",
            "value of filter criterion for field 'Age' must be of type int and should not be enclosed in quotes",
        ),
        (
            "SELECT Id FROM User WHERE LastLoginDate > 2026-11-22",
            "value of filter criterion for field 'LastLoginDate' must be of type dateTime",
        ),
    ],
)
def test_what_a_field_cannot_do_is_an_invalid_field(text: str, message: str) -> None:
    code, said = refused(text)
    assert code == "INVALID_FIELD"
    assert said.startswith(message)


def test_what_has_no_shape_of_an_id_is_refused_as_one() -> None:
    assert refused("SELECT Id FROM User WHERE ManagerId = 'ada'") == (
        "INVALID_QUERY_FILTER_OPERATOR",
        "invalid ID field: ada",
    )


def test_an_offset_beyond_two_thousand_is_out_of_range() -> None:
    assert refused("SELECT Id FROM User OFFSET 2001")[0] == "NUMBER_OUTSIDE_VALID_RANGE"


def test_conditions_that_are_nested_without_measure_are_too_complicated() -> None:
    code, _ = refused(f"SELECT Id FROM User WHERE {'NOT ' * 3_000} Name = 'x'")
    assert code == "QUERY_TOO_COMPLICATED"
