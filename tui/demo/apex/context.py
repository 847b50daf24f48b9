"""What the compiler carries from expression to expression, and the conversions that an assignment makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from tui.demo.apex import types
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.lib_text import to_id
from tui.demo.apex.names import ClassPlan, Code, Frame, Unit
from tui.demo.apex.scope import Variables
from tui.demo.apex.tree import Expr
from tui.demo.apex.types import Type


class Typed(NamedTuple):
    """A compiled expression: its type, and what gives its value."""

    type: Type
    code: Code


@dataclass(frozen=True)
class Context:
    """Where an expression stands: in which block, with which variables, in which class.

    ``values`` compiles each kind of expression; it is handed in so that its parts need not know each other.
    ``result`` is what a ``return`` must give, None at the top of the block.
    """

    unit: Unit
    variables: Variables
    values: Mapping[type[Expr], Callable[[Context, Any], Typed]]
    owner: ClassPlan | None = None
    result: Type | None = None

    def value(self, expr: Expr) -> Typed:
        """The expression, compiled. Raises CompileProblem."""
        return self.values[type(expr)](self, expr)

    def fitted(self, expr: Expr, target: Type) -> Code:
        """The expression as a value of the target type. Raises CompileProblem where it does not fit."""
        value = self.value(expr)
        code = self.converted(value, target)
        if code is None:
            raise CompileProblem(f"Illegal assignment from {value.type} to {target}", expr.at)
        return code

    def converted(self, value: Typed, target: Type) -> Code | None:
        """What gives the value as the target type, or None where the types do not fit."""
        if not self.unit.family.fits(value.type, target):
            if target == types.SOBJECT and self.unit.sobject(value.type):
                return value.code
            return None
        convert = conversion(value.type, target)
        return value.code if convert is None else _converting(value.code, convert)

    def test(self, expr: Expr) -> Code:
        """The expression as a condition. Raises CompileProblem where it is no Boolean."""
        value = self.value(expr)
        if value.type != types.BOOLEAN:
            raise CompileProblem(f"Condition expression must be of type Boolean: {value.type}", expr.at)
        return value.code


def conversion(source: Type, target: Type) -> Callable[[Any], Any] | None:
    """What turns a value of the one type into the other, or None where it may stay as it is."""
    if source == types.STRING and target == types.ID:
        return to_id
    if source == target:
        return None
    if target == types.DOUBLE and types.is_number(source):
        return float
    if target == types.DECIMAL and types.is_number(source):
        return _to_decimal
    return None


def local(slot: int) -> Code:
    """What reads the variable in a slot."""
    return lambda frame: frame[slot]


def constant(value: object) -> Code:
    """What always gives the same value."""
    return lambda _frame: value


def _to_decimal(value: float) -> Decimal:
    return Decimal(str(value))


def _converting(code: Code, convert: Callable[[Any], Any]) -> Code:
    def run(frame: Frame) -> Any:
        value = code(frame)
        return None if value is None else convert(value)

    return run
