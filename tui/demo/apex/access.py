"""Variables, fields, elements and assignments to them."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from tui.demo.apex import types
from tui.demo.apex.context import Context, Typed, constant, conversion, local
from tui.demo.apex.execution import kept
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.lib_collections import at as element
from tui.demo.apex.lib_collections import put_at
from tui.demo.apex.lib_system import LEVELS
from tui.demo.apex.names import Code, Frame
from tui.demo.apex.operators import binary
from tui.demo.apex.scope import Variable
from tui.demo.apex.tree import Assign, At, Expr, Field, Index, Literal, Name, Stepped, This
from tui.demo.apex.types import INTEGER, LONG, STRING, Type
from tui.demo.apex.values import Record, null_used, thrown, to_text

Setter = Callable[[Frame, Any], None]


def literal(_context: Context, node: Literal) -> Typed:
    """A constant."""
    return Typed(Type(node.type), constant(node.value))


def this(context: Context, node: This) -> Typed:
    """The object that a method of a class runs on."""
    if context.owner is None:
        raise CompileProblem("Variable does not exist: this", node.at)
    return Typed(context.owner.type, local(1))


def name(context: Context, node: Name) -> Typed:
    """A dotted name: a variable or a field of ``this`` and the fields beyond, or a constant of the platform."""
    found = root(context, node.names[0], node.at)
    if found is not None:
        for one in node.names[1:]:
            found = _member(context, found, one, node.at, safe=False)
        return found
    level = _level(node.names)
    if level is not None:
        return level
    raise CompileProblem(f"Variable does not exist: {node.names[0]}", node.at)


def root(context: Context, first: str, at: At) -> Typed | None:
    """The variable, or the field of ``this``, of that name."""
    variable = context.variables.find(first)
    if variable is not None:
        return Typed(variable.type, local(variable.slot))
    if context.owner is not None and context.unit.member(context.owner.type, first):
        return _member(context, Typed(context.owner.type, local(1)), first, at, safe=False)
    return None


def _level(names: tuple[str, ...]) -> Typed | None:
    plain = names[1:] if names[0].lower() == "system" else names
    if len(plain) == 2 and plain[0].lower() == "logginglevel" and plain[1].upper() in LEVELS:
        return Typed(types.LOGGING_LEVEL, constant(plain[1].upper()))
    return None


def field(context: Context, node: Field) -> Typed:
    """``target.name``."""
    return _member(context, context.value(node.target), node.name, node.at, safe=node.safe)


def _member(context: Context, target: Typed, wanted: str, at: At, *, safe: bool) -> Typed:
    found = context.unit.member(target.type, wanted)
    if found is None:
        raise CompileProblem(f"Variable does not exist: {wanted}", at)
    spelt, kind = found
    code = target.code

    def run(frame: Frame) -> Any:
        holder = code(frame)
        if holder is None:
            if safe:
                return None
            raise null_used()
        if isinstance(holder, Record) and spelt not in holder.fields:
            message = f"SObject row was retrieved via SOQL without querying the requested field: {holder.type}.{spelt}"
            raise thrown("System.SObjectException", message)
        return holder.fields[spelt]

    return Typed(kind, run)


def index(context: Context, node: Index) -> Typed:
    """``list[index]``."""
    target = context.value(node.target)
    if target.type.name != "List":
        raise CompileProblem(f"Expression must be a list type: {target.type}", node.at)
    items, at = target.code, context.fitted(node.index, INTEGER)

    def run(frame: Frame) -> Any:
        holder, wanted = items(frame), at(frame)
        if holder is None or wanted is None:
            raise null_used()
        return element(holder, wanted)

    return Typed(target.type.args[0], run)


def assign(context: Context, node: Assign) -> Typed:
    """``target = value`` and its compounds."""
    kind, put = _place(context, node.target)
    if node.op == "=":
        value = context.fitted(node.value, kind)
        return Typed(kind, _assigning(value, put, context, node.target))
    before, other = context.value(node.target), context.value(node.value)
    sign = node.op[:-1]
    if sign == "+" and kind == STRING:
        return Typed(STRING, _appending(context, node.target, before.code, other.code, put))
    result = binary(sign, before, other, node.at)
    if not context.unit.family.fits(result.type, kind):
        raise CompileProblem(f"Illegal assignment from {result.type} to {kind}", node.at)
    return Typed(kind, _assigning(result.code, put, context, node.target))


def _assigning(value: Code, put: Setter, context: Context, target: Expr) -> Code:
    variable = _variable(context, target)
    if variable is not None:
        slot = variable.slot

        def quick(frame: Frame) -> Any:
            frame[slot] = new = value(frame)
            return new

        return quick

    def run(frame: Frame) -> Any:
        new = value(frame)
        put(frame, new)
        return new

    return run


def _appending(context: Context, target: Expr, before: Code, other: Code, put: Setter) -> Code:
    variable = _variable(context, target)
    if variable is None:

        def run(frame: Frame) -> str:
            text = kept(to_text(before(frame)) + to_text(other(frame)))
            put(frame, text)
            return text

        return run
    slot = variable.slot

    def quick(frame: Frame) -> str:
        more = to_text(other(frame))
        text = to_text(frame[slot])
        frame[slot] = None  # this is the only reference now, so that the text grows in place and not by copying
        text += more
        frame[slot] = kept(text)
        return text

    return quick


def _variable(context: Context, target: Expr) -> Variable | None:
    return context.variables.find(target.names[0]) if isinstance(target, Name) and len(target.names) == 1 else None


def _place(context: Context, target: Expr) -> tuple[Type, Setter]:
    variable = _variable(context, target)
    if variable is not None:
        slot = variable.slot
        return variable.type, lambda frame, value: frame.__setitem__(slot, value)
    if isinstance(target, Index):
        kind = index(context, target).type
        items, at = context.value(target.target).code, context.fitted(target.index, INTEGER)
        return kind, lambda frame, value: put_at(items(frame), at(frame), value)
    if isinstance(target, Field):
        return _field_place(context, context.value(target.target), target.name, target.at)
    if isinstance(target, Name):
        if len(target.names) > 1:
            return _field_place(context, name(context, Name(target.at, target.names[:-1])), target.names[-1], target.at)
        if context.owner is not None and context.unit.member(context.owner.type, target.names[0]):
            return _field_place(context, Typed(context.owner.type, local(1)), target.names[0], target.at)
        raise CompileProblem(f"Variable does not exist: {target.names[0]}", target.at)
    raise CompileProblem("Expression cannot be assigned", target.at)


def _field_place(context: Context, holder: Typed, wanted: str, at: At) -> tuple[Type, Setter]:
    found = context.unit.member(holder.type, wanted)
    if found is None:
        raise CompileProblem(f"Variable does not exist: {wanted}", at)
    spelt, kind = found
    code = holder.code

    def put(frame: Frame, value: Any) -> None:
        target = code(frame)
        if target is None:
            raise null_used()
        target.fields[spelt] = value

    return kind, put


def stepped(context: Context, node: Stepped) -> Typed:
    """``++`` and ``--``."""
    kind, put = _place(context, node.target)
    if kind not in (INTEGER, LONG, types.DOUBLE, types.DECIMAL):
        raise CompileProblem("Arithmetic expressions must use numeric arguments", node.at)
    one = Typed(INTEGER, constant(1))
    before = context.value(node.target)
    after = binary(node.step[0], before, one, node.at).code
    convert = conversion(INTEGER, kind)
    get, move = before.code, operator.add if node.step == "++" else operator.sub
    is_before = node.before

    def run(frame: Frame) -> Any:
        old, new = get(frame), after(frame)
        put(frame, new if convert is None else convert(new))
        return new if is_before else old

    variable = _variable(context, node.target)
    if variable is None or kind != INTEGER:
        return Typed(kind, run)
    return Typed(kind, _quick_step(variable.slot, move, get_new=is_before))


def _quick_step(slot: int, move: Callable[[int, int], int], *, get_new: bool) -> Code:
    def run(frame: Frame) -> Any:
        old = frame[slot]
        if old is None:
            raise null_used()
        new = move(old, 1)
        if not -2147483648 <= new <= 2147483647:
            new = -new - 1 if new > 0 else 2147483647
        frame[slot] = new
        return new if get_new else old

    return run
