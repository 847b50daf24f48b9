"""System, UserInfo, Limits, Datetime and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tui.demo.apex.execution import CPU, HEAP, QUERIES, QUERY_ROWS, Debugged, Run, kept
from tui.demo.apex.shelf import Signature, WithRun, methods
from tui.demo.apex.values import ApexSet, Instance, Record, thrown, to_text

LEVELS = ("NONE", "ERROR", "WARN", "INFO", "DEBUG", "FINE", "FINER", "FINEST")


def _debug(run: Run, value: Any) -> None:
    run.debugged.append(Debugged(run.line, "DEBUG", to_text(value)))


def _debug_at(run: Run, level: str, value: Any) -> None:
    run.debugged.append(Debugged(run.line, level, to_text(value)))


def _assert(held: bool) -> None:
    if not held:
        raise thrown("System.AssertException", "Assertion Failed")


def _millis(at: datetime) -> int:
    return int(at.timestamp() * 1_000)


def _moved(unit: str) -> Callable[[datetime, int], datetime]:
    return lambda at, count: at + timedelta(**{unit: count})


def serialize(value: Any) -> str:
    """The value as compact JSON."""
    return kept(json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")))


def _plain(value: Any) -> Any:
    write = _AS_JSON.get(type(value))
    if write is not None:
        return write(value)
    return value if value is None or type(value) in {str, bool, int, float} else to_text(value)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _object(fields: dict[Any, Any]) -> dict[str, Any]:
    return {to_text(name): _plain(one) for name, one in fields.items()}


_AS_JSON: dict[type, Callable[[Any], Any]] = {
    list: lambda value: [_plain(one) for one in value],
    ApexSet: lambda value: [_plain(one) for one in value],
    dict: _object,
    Decimal: _number,
    datetime: lambda value: value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    date: date.isoformat,
    Record: lambda value: {"attributes": {"type": value.type}, **_object(value.fields)},
    Instance: lambda value: _object(value.fields),
}


def deserialize(text: str) -> Any:
    """The JSON as Maps, Lists and plain values. Raises Thrown (System.JSONException)."""
    try:
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        message = f"{error.msg} at input location [{error.lineno},{error.colno}]"
        raise thrown("System.JSONException", message) from None


def _user(name: str) -> Callable[[Run], Any]:
    def get(run: Run) -> Any:
        users = run.world.records("User")
        return next((row.get(name) for row in users if row.get("Id") == run.world.caller_id), None)

    return get


SYSTEM: list[Signature] = [
    *methods(
        "System",
        {
            "static void debug(Object)": WithRun(_debug),
            "static void debug(System.LoggingLevel, Object)": WithRun(_debug_at),
            "static Datetime now()": WithRun(lambda run: run.world.now),
            "static Long currentTimeMillis()": WithRun(lambda run: _millis(run.world.now)),
            "static void assert(Boolean)": _assert,
            "static void assertEquals(Object, Object)": lambda one, other: _assert(one == other),
        },
    ),
    *methods(
        "UserInfo",
        {
            "static Id getUserId()": WithRun(lambda run: run.world.caller_id),
            "static Id getOrganizationId()": WithRun(lambda run: run.world.org_id),
            "static String getUserName()": WithRun(lambda run: run.world.caller_username),
            "static String getName()": WithRun(_user("Name")),
            "static Id getProfileId()": WithRun(_user("ProfileId")),
        },
    ),
    *methods(
        "Limits",
        {
            "static Integer getCpuTime()": WithRun(Run.cpu),
            "static Integer getLimitCpuTime()": lambda: CPU,
            "static Integer getHeapSize()": lambda: 1_024,
            "static Integer getLimitHeapSize()": lambda: HEAP,
            "static Integer getQueries()": WithRun(lambda run: run.queries),
            "static Integer getLimitQueries()": lambda: QUERIES,
            "static Integer getQueryRows()": WithRun(lambda run: run.rows),
            "static Integer getLimitQueryRows()": lambda: QUERY_ROWS,
            "static Integer getDmlStatements()": lambda: 0,
            "static Integer getLimitDmlStatements()": lambda: 150,
        },
    ),
    *methods(
        "Datetime",
        {
            "static Datetime now()": WithRun(lambda run: run.world.now),
            "static Datetime newInstance(Long)": lambda millis: datetime.fromtimestamp(millis / 1_000, UTC),
            "Long getTime()": _millis,
            "Datetime addSeconds(Integer)": _moved("seconds"),
            "Datetime addMinutes(Integer)": _moved("minutes"),
            "Datetime addHours(Integer)": _moved("hours"),
            "Datetime addDays(Integer)": _moved("days"),
            "Date date()": datetime.date,
            "Integer year()": lambda at: at.year,
            "Integer hour()": lambda at: at.hour,
            "Integer minute()": lambda at: at.minute,
            "Integer second()": lambda at: at.second,
        },
    ),
    *methods("Date", {"static Date today()": WithRun(lambda run: run.world.now.date())}),
    *methods("Test", {"static Boolean isRunningTest()": lambda: False}),
    *methods(
        "JSON",
        {
            "static String serialize(Object)": serialize,
            "static String serializePretty(Object)": lambda value: json.dumps(
                _plain(value), ensure_ascii=False, indent=2
            ),
            "static Object deserializeUntyped(String)": deserialize,
        },
    ),
    *methods("System.LoggingLevel", {"String name()": str, "Integer ordinal()": LEVELS.index}),
]
