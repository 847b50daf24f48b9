"""Sound JSON made wrong in one place: what is missing, null, of another type, out of any range, no Id, or twice there.

Nothing here is a lie that holds together, such as another user's Id: nobody could see through that.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.faults.hostile import PICKED

Path = tuple[str | int, ...]
MISSING = object()
HUGE = (-1, 2**53 + 1, -(2**63), 2**70, 1e300, 0.5, 10**400)
OTHER: tuple[object, ...] = ([], {}, [[]], "seven", True, "2026-11-23T10:00:00Z")
NO_ID = (*(one for one in PICKED if not one.isalnum()), "", "0055e0000000001AA", "0055e0000000001AAAA")


def places(value: object, at: Path = ()) -> Iterator[Path]:
    """Every place in some JSON, the whole apart."""
    inner: Sequence[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    for name, one in inner:
        yield (*at, name)
        yield from places(one, (*at, name))


def lists(value: object, at: Path = ()) -> Iterator[Path]:
    """Every list in some JSON that holds something, but for those that are rows themselves."""
    if isinstance(value, list) and value and isinstance(value[0], (list, dict)):
        yield at
    if isinstance(value, dict):
        for name, one in value.items():
            yield from lists(one, (*at, name))


def put(value: Any, at: Path, new: object) -> Any:
    """A copy with this there instead, or nothing there."""
    made = copy.deepcopy(value)
    inside = made
    for name in at[:-1]:
        inside = inside[name]
    if new is MISSING:
        del inside[at[-1]]
    else:
        inside[at[-1]] = new
    return made


def found(value: Any, at: Path) -> Any:
    """What is there."""
    for name in at:
        value = value[name]
    return value


@st.composite
def mutated(draw: st.DrawFn, value: Any, free: frozenset[str | int]) -> tuple[str, Any]:
    """What was done, and the JSON with it. At places whose last name is ``free`` anything of their type may stand."""
    where = [one for one in places(value) if not (one[-1] in free and isinstance(found(value, one[:-1]), list))]
    at = draw(st.sampled_from(where))
    old = found(value, at)
    new: list[object] = [MISSING, *HUGE, *(one for one in OTHER if type(one) is not type(old))]
    new += [None] if old is not None else []
    new += NO_ID if isinstance(old, str) else []
    chosen = draw(st.sampled_from(new))
    return f"{at}: {old!r} became {'nothing' if chosen is MISSING else repr(chosen)}", put(value, at, chosen)


@st.composite
def repeated(draw: st.DrawFn, value: Any) -> tuple[str, Any]:
    """A list with a row twice, without one, or turned round."""
    at = draw(st.sampled_from(sorted(lists(value))))
    rows = list(found(value, at))
    number = draw(st.integers(0, len(rows) - 1))
    how = draw(st.sampled_from(["twice", "missing", "only it"]))
    kept = {
        "twice": [*rows[: number + 1], *rows[number:]],
        "missing": [*rows[:number], *rows[number + 1 :]],
        "only it": [rows[number]],
    }
    return f"{at}: row {number} {how}", put(value, at, kept[how])
