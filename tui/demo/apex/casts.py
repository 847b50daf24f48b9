"""Casts: which are possible at all, and which hold for the value that comes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tui.demo.apex import types
from tui.demo.apex.context import Context, Typed, conversion
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.lib_package import DTO, ToggleUser
from tui.demo.apex.lib_text import to_id
from tui.demo.apex.names import Code, Frame
from tui.demo.apex.tree import Cast
from tui.demo.apex.types import Type
from tui.demo.apex.values import ApexSet, Instance, Record, thrown
from tui.demo.http.record_id import is_record_id

_PYTHON: dict[str, type | tuple[type, ...]] = {
    "String": str,
    "Id": str,
    "Boolean": bool,
    "Integer": int,
    "Long": int,
    "Double": (float, Decimal),
    "Decimal": (float, Decimal, int),
    "Blob": bytes,
    "Datetime": datetime,
    "Date": date,
    "List": list,
    "Set": ApexSet,
    "Map": dict,
    "SObject": Record,
    DTO: ToggleUser,
}
_INTEGERS = range(-(2**31), 2**31)


def cast(context: Context, node: Cast) -> Typed:
    """``(Type) value``. Raises CompileProblem where no value could ever be of that type."""
    value, kind = context.value(node.value), context.unit.type(node.type)
    fitting = context.converted(value, kind)
    if fitting is not None:
        return Typed(kind, fitting)
    possible = context.unit.family.fits(kind, value.type) and not types.is_number(kind)
    if value.type not in (types.OBJECT, types.SOBJECT) and not possible:
        message = f"Incompatible types since an instance of {value.type} is never an instance of {kind}"
        raise CompileProblem(message, node.at)
    return Typed(kind, _proved(value.code, kind))


def is_of(value: Any, kind: Type) -> bool:
    """Whether a value is of the type; null is of none. The elements of collections are not looked at."""
    if value is None or kind == types.OBJECT:
        return value is not None
    if isinstance(value, Instance):
        return kind.name in value.line
    if isinstance(value, Record):
        return kind.name in {value.type, "SObject"}
    python = _PYTHON.get(kind.name)
    return python is not None and isinstance(value, python) and _is_exactly(value, kind)


def _is_exactly(value: Any, kind: Type) -> bool:
    """What Python takes for one type and Apex for two: Booleans are no numbers, Sets no Maps, few Strings Ids."""
    if isinstance(value, bool) or kind == types.BOOLEAN:
        return isinstance(value, bool) and kind == types.BOOLEAN
    if kind == types.ID:
        return is_record_id(value)
    if kind == types.INTEGER:
        return value in _INTEGERS
    return not (isinstance(value, ApexSet) and kind.name == "Map")


def _proved(code: Code, kind: Type) -> Code:
    convert = to_id if kind == types.ID else conversion(types.INTEGER, kind)

    def run(frame: Frame) -> Any:
        value = code(frame)
        if value is None:
            return None
        if not is_of(value, kind):
            raise thrown("System.TypeException", f"Invalid conversion from runtime type {_runtime(value)} to {kind}")
        return value if convert is None else convert(value)

    return run


def _runtime(value: Any) -> str:
    if isinstance(value, Instance):
        return value.line[0]
    if isinstance(value, ApexSet):
        return "Set<ANY>"
    names = {str: "String", bool: "Boolean", int: "Integer", dict: "Map<String,ANY>", list: "List<ANY>"}
    return names.get(type(value), "Decimal")
