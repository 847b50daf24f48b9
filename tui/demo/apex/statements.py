"""Statements as closures. Each gives None to go on, or the signal that ends its loop or its method."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tui.demo.apex import types
from tui.demo.apex.context import Context
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.inline_soql import single
from tui.demo.apex.names import Code, Frame
from tui.demo.apex.tree import Assign, Call, Expr, NameCall, New, OwnConstructor, Soql, Stepped
from tui.demo.apex.tree_statements import Block, Branch, Break, Continue, Evaluation, Local, Return, Stmt, Throw
from tui.demo.apex.types import Type
from tui.demo.apex.values import Problem, Thrown, null_used


@dataclass(frozen=True)
class Signal:
    """Why the statements stop: a loop's end, its next turn, or a method's value."""

    word: str
    value: Any = None


BREAK = Signal("break")
CONTINUE = Signal("continue")
_DOING = (Assign, Call, NameCall, New, OwnConstructor, Stepped)

Statements = Callable[[Context, Stmt], Code]


def block(context: Context, body: Sequence[Stmt], compiled: Statements) -> Code:
    """Statements in order, with names of their own."""
    with context.variables.block():
        return sequence([compiled(context, one) for one in body])


def sequence(codes: list[Code]) -> Code:
    """Statements in order."""
    if len(codes) == 1:
        return codes[0]

    def run(frame: Frame) -> Any:
        for code in codes:
            signal = code(frame)
            if signal is not None:
                return signal
        return None

    return run


def located(code: Code, line: int) -> Code:
    """The code, and its line in the trace of what it throws."""

    def run(frame: Frame) -> Any:
        frame[0].line = line
        try:
            return code(frame)
        except Thrown as error:
            error.problem.trace.append(f"AnonymousBlock: line {line}, column 1")
            raise

    return run


def nested(context: Context, node: Block, compiled: Statements) -> Code:
    """``{ … }``."""
    return block(context, node.body, compiled)


def evaluation(context: Context, node: Evaluation, _compiled: Statements) -> Code:
    """An expression for what it does."""
    if not isinstance(node.value, _DOING):
        raise CompileProblem("Expression cannot be a statement.", node.at)
    code, line = context.value(node.value).code, node.at.line

    def run(frame: Frame) -> None:
        frame[0].line = line
        try:
            code(frame)
        except Thrown as error:
            error.problem.trace.append(f"AnonymousBlock: line {line}, column 1")
            raise

    return run


def local(context: Context, node: Local, _compiled: Statements) -> Code:
    """Variables, each with its first value or null."""
    kind = context.unit.type(node.type)
    codes: list[Code] = []
    for one in node.names:
        value = None if one.value is None else assigned(context, one.value, kind)
        slot = context.variables.declare(one.name, kind, one.at).slot
        codes.append(located(_declaring(slot, value), one.at.line))
    return sequence(codes)


def assigned(context: Context, expr: Expr, kind: Type) -> Code:
    """The value for a variable of the type; a query's only row for an sObject."""
    if isinstance(expr, Soql) and context.unit.sobject(kind):
        rows = context.value(expr)
        if rows.type.args == (kind,):
            return single(rows.code)
    return context.fitted(expr, kind)


def _declaring(slot: int, value: Code | None) -> Code:
    def run(frame: Frame) -> None:
        frame[slot] = None if value is None else value(frame)

    return run


def branch(context: Context, node: Branch, compiled: Statements) -> Code:
    """``if`` and ``else``."""
    test = located(context.test(node.test), node.at.line)
    then = block(context, [node.then], compiled)
    other = block(context, [node.other], compiled) if node.other else None

    def run(frame: Frame) -> Any:
        held = test(frame)
        if held is None:
            raise null_used()
        if held:
            return then(frame)
        return other(frame) if other else None

    return run


def throw(context: Context, node: Throw, _compiled: Statements) -> Code:
    """``throw``."""
    value = context.value(node.value)
    if "Exception" not in context.unit.family.ancestors(value.type.name):
        raise CompileProblem(f"Throw expression must be of type exception: {value.type}", node.at)
    code = value.code

    def run(frame: Frame) -> None:
        problem = code(frame)
        if not isinstance(problem, Problem):
            raise null_used()
        problem.trace = []
        raise Thrown(problem)

    return located(run, node.at.line)


def return_(context: Context, node: Return, _compiled: Statements) -> Code:
    """``return``, whose value fits the method's type."""
    wanted = context.result
    if node.value is None:
        if wanted not in (None, types.VOID):
            raise CompileProblem("Missing return expression", node.at)
        return lambda _frame: Signal("return")
    if wanted is None or wanted == types.VOID:
        raise CompileProblem("Return statement may not have an expression", node.at)
    code = context.fitted(node.value, wanted)
    return located(lambda frame: Signal("return", code(frame)), node.at.line)


def break_(_context: Context, _node: Break, _compiled: Statements) -> Code:
    """``break``."""
    return lambda _frame: BREAK


def continue_(_context: Context, _node: Continue, _compiled: Statements) -> Code:
    """``continue``."""
    return lambda _frame: CONTINUE
