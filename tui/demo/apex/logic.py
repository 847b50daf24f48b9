"""Logic and choice: what stops early, what depends on a test, and what kind of thing a value is."""

from __future__ import annotations

from typing import Any

from tui.demo.apex import types
from tui.demo.apex.casts import is_of
from tui.demo.apex.context import Context, Typed
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.names import Code, Frame
from tui.demo.apex.operators import not_null
from tui.demo.apex.tree import At, Choice, Coalesced, InstanceOf, Logic
from tui.demo.apex.types import BOOLEAN, Type


def logic(context: Context, node: Logic) -> Typed:
    """``&&`` and ``||``, which stop where the answer is known."""
    word = "OR" if node.any else "AND"
    parts: list[Code] = []
    for part in node.parts:
        value = context.value(part)
        if value.type != BOOLEAN:
            raise CompileProblem(f"{word} operator can only be applied to Boolean expressions", part.at)
        parts.append(not_null(value.code))
    if len(parts) == 2:
        one, other = parts
        if node.any:
            return Typed(BOOLEAN, lambda frame: one(frame) or other(frame))
        return Typed(BOOLEAN, lambda frame: one(frame) and other(frame))
    if node.any:
        return Typed(BOOLEAN, lambda frame: any(part(frame) for part in parts))
    return Typed(BOOLEAN, lambda frame: all(part(frame) for part in parts))


def choice(context: Context, node: Choice) -> Typed:
    """``test ? then : other``; null takes the type of the other side."""
    test, then, other = context.test(node.test), context.value(node.then), context.value(node.other)
    kind = _common(context, [then, other], node.at)
    one, two = context.converted(then, kind) or then.code, context.converted(other, kind) or other.code
    return Typed(kind, lambda frame: one(frame) if test(frame) else two(frame))


def coalesced(context: Context, node: Coalesced) -> Typed:
    """``first ?? second``."""
    values = [context.value(one) for one in node.parts]
    codes = [one.code for one in values]

    def run(frame: Frame) -> Any:
        return next((value for code in codes if (value := code(frame)) is not None), None)

    return Typed(_common(context, values, node.at), run)


def _common(context: Context, values: list[Typed], at: At) -> Type:
    kinds = [one.type for one in values]
    for kind in kinds:
        if all(context.unit.family.fits(one, kind) for one in kinds) and kind != types.NULL:
            return kind
    if all(one == types.NULL for one in kinds):
        return types.NULL
    raise CompileProblem(f"Incompatible types in ternary operator: {', '.join(map(str, kinds))}", at)


def instance_of(context: Context, node: InstanceOf) -> Typed:
    """``value instanceof Type``; null is an instance of nothing."""
    value, kind = context.value(node.value), context.unit.type(node.type)
    code = value.code
    return Typed(BOOLEAN, lambda frame: is_of(code(frame), kind))
