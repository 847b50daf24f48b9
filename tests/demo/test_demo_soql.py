"""The demo org's SOQL: what queries find."""

from __future__ import annotations

import pytest

from tests.demo.soql_org import ADA, NOW, ROOT, engine, names, select, user_id
from tui.demo.soql.json import records

EVERYONE = ["Ada", "bob", "Eve O'Hara", "100% Dan_"]


def test_a_query_without_conditions_finds_every_row() -> None:
    assert names("") == EVERYONE


def test_keywords_objects_and_fields_may_be_in_any_case_and_over_many_lines() -> None:
    assert select("\n  select NAME,\n\t iSaCtIvE from uSER\n where name = 'ada'") == [{"Name": "Ada", "IsActive": True}]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("Name = 'ADA'", ["Ada"]),
        ("Name != 'ada'", EVERYONE[1:]),
        ("Name <> 'ada'", EVERYONE[1:]),
        ("Name > 'b'", ["bob", "Eve O'Hara"]),
        ("Age >= 40", ["Ada", "100% Dan_"]),
        ("Age < 40", ["Eve O'Hara"]),
        ("IsActive = false", ["Eve O'Hara"]),
        ("Title = null", ["bob"]),
        ("Title != null", ["Ada", "Eve O'Hara", "100% Dan_"]),
        ("Name IN ('ada', 'BOB')", ["Ada", "bob"]),
        ("Name LIKE 'e%'", ["Eve O'Hara"]),
        ("Name LIKE '_ob'", ["bob"]),
        (r"Name LIKE '100\% Dan\_'", ["100% Dan_"]),
        (r"Name = 'Eve O\'Hara'", ["Eve O'Hara"]),
    ],
)
def test_a_condition_finds_its_rows(condition: str, found: list[str]) -> None:
    assert names(f"WHERE {condition}") == found


@pytest.mark.parametrize(
    "condition", ["Title != 'Boss'", "Title NOT IN ('Boss')", "NOT Title = 'Boss'", "(NOT (Title IN ('Boss')))"]
)
def test_rows_without_a_value_pass_every_negation(condition: str) -> None:
    assert names(f"WHERE {condition}") == EVERYONE[1:]


def test_an_empty_text_is_no_value() -> None:
    assert names("WHERE Title = ''") == ["bob"]


def test_parentheses_join_and_with_or() -> None:
    assert names("WHERE (Title = 'agent' OR Title = null) AND IsActive = TRUE") == ["bob", "100% Dan_"]


def test_an_id_of_fifteen_characters_finds_the_row_of_the_eighteen() -> None:
    assert names(f"WHERE Id = '{user_id(1)[:15]}'") == ["Ada"]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("LastLoginDate > 2026-11-21T10:17:04Z", ["Ada", "bob"]),
        ("LastLoginDate < 2026-11-21T11:17:05+01:00", ["Eve O'Hara", "100% Dan_"]),
        ("LastLoginDate <= 2026-11-21T11:17:05 01:00", ["bob", "Eve O'Hara", "100% Dan_"]),  # the + came as a blank
        ("LastLoginDate = YESTERDAY", ["Ada"]),
        ("LastLoginDate >= LAST_N_DAYS:2", ["Ada", "bob"]),
        ("LastLoginDate < LAST_N_DAYS:2", ["Eve O'Hara", "100% Dan_"]),
    ],
)
def test_times_compare_as_moments_and_as_spans(condition: str, found: list[str]) -> None:
    assert names(f"WHERE {condition}") == found


def test_conditions_follow_parents() -> None:
    assert names("WHERE Manager.Name = 'bob'") == ["Eve O'Hara"]


def test_an_inner_query_gives_the_list() -> None:
    assert names("WHERE Id IN (SELECT ManagerId FROM User WHERE Name = 'bob')") == ["Ada"]


def test_an_alias_may_stand_before_a_field() -> None:
    assert select("SELECT u.Name FROM User u WHERE u.Name = 'bob'") == [{"Name": "bob"}]


def test_an_object_may_be_called_like_a_keyword() -> None:
    assert select("SELECT Id FROM Group") == []


def test_apex_variables_are_bound() -> None:
    assert names("WHERE Name = :who AND Age IN :ages", who="ada", ages=[40, 41]) == ["Ada"]


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("Name", ["100% Dan_", "Ada", "bob", "Eve O'Hara"]),
        ("Name DESC", ["Eve O'Hara", "bob", "Ada", "100% Dan_"]),
        ("Age", ["bob", "Eve O'Hara", "Ada", "100% Dan_"]),
        ("Age DESC", ["bob", "100% Dan_", "Ada", "Eve O'Hara"]),
        ("Age NULLS LAST", ["Eve O'Hara", "Ada", "100% Dan_", "bob"]),
        ("Age DESC NULLS LAST", ["100% Dan_", "Ada", "Eve O'Hara", "bob"]),
        ("IsActive, Name DESC", ["Eve O'Hara", "bob", "Ada", "100% Dan_"]),
        ("Manager.Name NULLS LAST, Name", ["bob", "Eve O'Hara", "100% Dan_", "Ada"]),
    ],
)
def test_rows_come_in_the_order_that_is_asked_for(order: str, found: list[str]) -> None:
    assert names(f"ORDER BY {order}") == found


def test_limit_and_offset_cut_the_result_and_its_total() -> None:
    result = engine().run("SELECT Name FROM User ORDER BY Name LIMIT 2 OFFSET 1")
    assert ([row[1] for row in result.rows], result.total) == (["Ada", "bob"], 2)


def test_count_gives_a_total_and_no_rows() -> None:
    result = engine().run("SELECT COUNT() FROM User WHERE IsActive = true")
    assert (result.total, len(result.rows)) == (3, 0)


def test_groups_are_counted() -> None:
    found = select("SELECT IsActive, COUNT(Id), MAX(Age) oldest FROM User GROUP BY IsActive")
    assert found == [{"IsActive": True, "expr0": 3, "oldest": 50}, {"IsActive": False, "expr0": 1, "oldest": 30}]


def test_a_record_says_its_type_and_where_it_is() -> None:
    result = engine().run("SELECT Name FROM User LIMIT 1")
    assert records(result, ROOT, 0, 1)[0]["attributes"] == {
        "type": "User",
        "url": f"/services/data/v67.0/sobjects/User/{ADA['Id']}",
    }


def test_parents_are_nested_records_and_missing_ones_are_null() -> None:
    result = engine().run("SELECT Manager.Name, Name, Manager.Title, Manager.Manager.Name FROM User")
    ada, bob = records(result, ROOT, 0, 2)
    assert ada["Manager"] is None
    assert bob["Manager"] == {
        "attributes": {"type": "User", "url": f"/services/data/v67.0/sobjects/User/{ADA['Id']}"},
        "Name": "Ada",
        "Title": "Boss",
        "Manager": None,
    }


def test_a_parent_without_the_value_is_still_there() -> None:
    assert select("SELECT Manager.Title FROM User WHERE Manager.Name = 'bob'")[0]["Manager"]["Title"] is None


def test_fields_come_in_the_order_and_with_the_spelling_of_select_and_schema() -> None:
    assert list(select("SELECT title, isactive, NAME FROM User")[0]) == ["Title", "IsActive", "Name"]


def test_times_have_milliseconds_and_a_plain_offset() -> None:
    assert select("SELECT LastLoginDate FROM User LIMIT 1")[0]["LastLoginDate"] == "2026-11-22T10:17:05.000+0000"


def test_a_result_keeps_what_it_found_though_the_row_changes() -> None:
    row = dict(ADA)
    result = engine([row]).run("SELECT Name, LastLoginDate FROM User")
    row |= {"Name": "Zoe", "LastLoginDate": NOW}
    assert records(result, ROOT, 0, 1)[0]["Name"] == "Ada"
