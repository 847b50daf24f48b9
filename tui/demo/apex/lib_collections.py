"""List, Set, Map and what all values have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tui.demo.apex.shelf import Signature, methods
from tui.demo.apex.values import ApexSet, Problem, Record, thrown, to_text


def at(items: list[Any], index: int) -> Any:
    """The element at an index. Raises Thrown (System.ListException)."""
    if not 0 <= index < len(items):
        raise thrown("System.ListException", f"List index out of bounds: {index}")
    return items[index]


def put_at(items: list[Any], index: int, value: Any) -> None:
    """Replaces the element at an index. Raises Thrown (System.ListException)."""
    at(items, index)
    items[index] = value


def _insert(items: list[Any], index: int, value: Any) -> None:
    if not 0 <= index <= len(items):
        raise thrown("System.ListException", f"List index out of bounds: {index}")
    items.insert(index, value)


def _take(items: list[Any], index: int) -> Any:
    at(items, index)
    return items.pop(index)


def _sort(items: list[Any]) -> None:
    items.sort(key=lambda one: (one is not None, one if one is not None else 0))


def _add_all(items: list[Any], more: Iterable[Any]) -> None:
    items.extend(list(more))


def _index_of(items: list[Any], value: Any) -> int:
    return items.index(value) if value in items else -1


def _join_in(members: ApexSet, value: Any) -> bool:
    before = len(members)
    members[value] = None
    return len(members) > before


def _join_all(members: ApexSet, more: Iterable[Any]) -> bool:
    before = len(members)
    members.update(dict.fromkeys(more))
    return len(members) > before


def _drop(members: ApexSet, value: Any) -> bool:
    return members.pop(value, members) is None


def _drop_all(members: ApexSet, gone: Iterable[Any]) -> bool:
    before = len(members)
    for one in list(gone):
        members.pop(one, None)
    return len(members) < before


def _keep_all(members: ApexSet, kept: Iterable[Any]) -> bool:
    wanted = set(kept)
    return _drop_all(members, [one for one in members if one not in wanted])


def _put(pairs: dict[Any, Any], key: Any, value: Any) -> Any:
    before = pairs.get(key)
    pairs[key] = value
    return before


def _size(items: Any) -> int:
    return len(items)


def _line(problem: Problem) -> int:
    return int(problem.trace[0].partition("line ")[2].partition(",")[0]) if problem.trace else -1


def _of_row(row: Record, name: str) -> Any:
    for known, value in row.fields.items():
        if known.lower() == name.lower():
            return value
    raise thrown("System.SObjectException", f"Invalid field {name} for {row.type}")


_SHARED = {
    "Integer size()": _size,
    "Boolean isEmpty()": lambda items: not items,
    "void clear()": lambda items: items.clear(),
}

COLLECTIONS: list[Signature] = [
    *methods(
        "List",
        {
            **_SHARED,
            "void add(E)": list.append,
            "void add(Integer, E)": _insert,
            "void addAll(Iterable<E>)": _add_all,
            "E get(Integer)": at,
            "void set(Integer, E)": put_at,
            "E remove(Integer)": _take,
            "Boolean contains(E)": lambda items, value: value in items,
            "Integer indexOf(E)": _index_of,
            "void sort()": _sort,
            "List<E> clone()": list.copy,
            "Boolean equals(Object)": lambda items, other: items == other,
        },
    ),
    *methods(
        "Set",
        {
            **_SHARED,
            "Boolean add(E)": _join_in,
            "Boolean addAll(Iterable<E>)": _join_all,
            "Boolean contains(E)": lambda members, value: value in members,
            "Boolean containsAll(Iterable<E>)": lambda members, wanted: all(one in members for one in wanted),
            "Boolean remove(E)": _drop,
            "Boolean removeAll(Iterable<E>)": _drop_all,
            "Boolean retainAll(Iterable<E>)": _keep_all,
            "Set<E> clone()": ApexSet,
            "Boolean equals(Object)": lambda members, other: members == other,
        },
    ),
    *methods(
        "Map",
        {
            **_SHARED,
            "V get(K)": dict.get,
            "V put(K, V)": _put,
            "void putAll(Map<K, V>)": dict.update,
            "Boolean containsKey(K)": lambda pairs, key: key in pairs,
            "V remove(K)": lambda pairs, key: pairs.pop(key, None),
            "Set<K> keySet()": ApexSet.of,
            "List<V> values()": lambda pairs: list(pairs.values()),
            "Map<K, V> clone()": dict.copy,
            "Boolean equals(Object)": lambda pairs, other: pairs == other,
        },
    ),
]

ALL_VALUES: list[Signature] = [
    *methods(
        "Object",
        {
            "String toString()": to_text,
            "Boolean equals(Object)": lambda one, other: one == other,
            "Integer hashCode()": lambda one: hash(to_text(one)) & 0x7FFFFFFF,
        },
    ),
    *methods(
        "Exception",
        {
            "String getMessage()": lambda one: one.message if one.message is not None else "Script-thrown exception",
            "String getTypeName()": lambda one: one.line[0],
            "String getStackTraceString()": lambda one: "\n".join(one.trace),
            "Integer getLineNumber()": _line,
            "Exception getCause()": lambda one: one.cause,
            "void setMessage(String)": lambda one, text: setattr(one, "message", text),
            "void initCause(Exception)": lambda one, cause: setattr(one, "cause", cause),
        },
    ),
    *methods("SObject", {"Object get(String)": _of_row}),
]
