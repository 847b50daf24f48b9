"""A handful of rows and the query engine over them, for the tests of SOQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from tui.demo.http.wire import ApiError
from tui.demo.soql.json import Record, records
from tui.demo.soql.run import Soql
from tui.demo.world.ids import record_id
from tui.demo.world.schema import Schema, sobject

NOW = datetime(2026, 11, 23, 10, 17, 5, tzinfo=UTC)
ROOT = "/services/data/v67.0"
USER = sobject(
    "User",
    "User",
    "005",
    """
    Id id
    Name string name
    Title string
    IsActive boolean
    Age int
    ManagerId reference Manager User
    LastLoginDate datetime
    Secret string -filter
    SourceIp string -like
    """,
)
GROUP = sobject("Group", "Group", "00G", "Id id\nName string name")


def user_id(number: int) -> str:
    """The Id of the user with that number."""
    return record_id("005", number)


def _user(number: int, name: str, title: str | None, age: int | None, **more: object) -> Mapping[str, object]:
    fields = {"IsActive": True, "LastLoginDate": NOW - timedelta(days=number), "ManagerId": None, "Manager": None}
    return {"Id": user_id(number), "Name": name, "Title": title, "Age": age, **fields, **more}


ADA = _user(1, "Ada", "Boss", 40)
BOB = _user(2, "bob", None, None, Manager=ADA, ManagerId=ADA["Id"])
EVE = _user(3, "Eve O'Hara", "Agent", 30, Manager=BOB, ManagerId=BOB["Id"], IsActive=False)
DAN = _user(4, "100% Dan_", "agent", 50)
PEOPLE = (ADA, BOB, EVE, DAN)


def engine(rows: Sequence[Mapping[str, object]] = PEOPLE) -> Soql:
    """The engine over these rows."""
    return Soql(Schema([USER, GROUP]), lambda name: rows if name == "User" else (), NOW)


def select(text: str, **variables: object) -> list[Record]:
    """The records that a query finds, without their attributes."""
    result = engine().run(text, variables)
    found = records(result, ROOT, 0, len(result.rows))
    for one in found:
        del one["attributes"]
    return found


def names(text: str, **variables: object) -> list[str]:
    """The names that ``SELECT Name FROM User`` and the text find."""
    return [one["Name"] for one in select(f"SELECT Name FROM User {text}", **variables)]


def refused(text: str) -> tuple[str, str]:
    """The error code and the message's last line."""
    try:
        engine().run(text)
    except ApiError as error:
        return error.code, error.message.splitlines()[-1]
    raise AssertionError(f"not refused: {text}")
