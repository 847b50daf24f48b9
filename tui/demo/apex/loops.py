"""Loops, and the blocks that catch. Every turn of a loop is counted, so that none hangs."""

from __future__ import annotations

from typing import Any

from tui.demo.apex.context import Context
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.names import Code, Frame
from tui.demo.apex.statements import BREAK, CONTINUE, Statements, block, located
from tui.demo.apex.tree_statements import Catch, For, ForEach, Guarded, While
from tui.demo.apex.types import Type
from tui.demo.apex.values import Thrown, null_used, thrown

_ITERABLE = frozenset({"List", "Set", "Iterable"})


def while_(context: Context, node: While, compiled: Statements) -> Code:
    """``while`` and ``do``."""
    test = located(context.test(node.test), node.at.line)
    body = block(context, [node.body], compiled)
    return _turning(test, body, None, at_least_once=node.after)


def for_(context: Context, node: For, compiled: Statements) -> Code:
    """``for (start; test; steps)``."""
    with context.variables.block():
        start = [compiled(context, one) for one in node.start]
        test = located(context.test(node.test), node.at.line) if node.test else None
        steps = [located(context.value(one).code, node.at.line) for one in node.steps]
        turning = _turning(test, block(context, [node.body], compiled), steps, at_least_once=False)

    def run(frame: Frame) -> Any:
        for one in start:
            one(frame)
        return turning(frame)

    return run


def _turning(test: Code | None, body: Code, steps: list[Code] | None, *, at_least_once: bool) -> Code:
    after = steps or []

    def run(frame: Frame) -> Any:
        spend = frame[0].spend
        first = at_least_once
        while True:
            if not first and test is not None:
                held = test(frame)
                if held is None:
                    raise null_used()
                if not held:
                    return None
            first = False
            spend(1)
            signal = body(frame)
            if signal is not None and signal is not CONTINUE:
                return None if signal is BREAK else signal
            for step in after:
                step(frame)

    return run


def for_each(context: Context, node: ForEach, compiled: Statements) -> Code:
    """``for (Type name : source)``."""
    kind, source = context.unit.type(node.type), context.value(node.source)
    element = _element(source.type, node)
    if not context.unit.family.fits(element, kind):
        raise CompileProblem(f"Loop variable must be of type {element}", node.at)
    with context.variables.block():
        slot = context.variables.declare(node.name, kind, node.at).slot
        body = block(context, [node.body], compiled)
    items = located(source.code, node.at.line)

    def run(frame: Frame) -> Any:
        collection = items(frame)
        if collection is None:
            raise null_used()
        size = len(collection)
        frame[0].spend(size)
        for one in list(collection):
            frame[slot] = one
            signal = body(frame)
            if signal is not None and signal is not CONTINUE:
                return None if signal is BREAK else signal
            if len(collection) != size:
                raise thrown("System.FinalException", "Cannot modify a collection while it is being iterated.")
        return None

    return located(run, node.at.line)


def _element(source: Type, node: ForEach) -> Type:
    if source.name not in _ITERABLE:
        raise CompileProblem(f"Loop must iterate over collection: {source}", node.source.at)
    return source.args[0]


def guarded(context: Context, node: Guarded, compiled: Statements) -> Code:
    """``try``, ``catch`` and ``finally``. Limits that are hit are not caught."""
    body = block(context, node.body.body, compiled)
    catches = [_catch(context, one, compiled) for one in node.catches]
    last = block(context, node.last.body, compiled) if node.last else None

    def caught(frame: Frame) -> Any:
        try:
            return body(frame)
        except Thrown as error:
            for kind, slot, handler in catches:
                if kind in error.problem.line:
                    frame[slot] = error.problem
                    return handler(frame)
            raise

    if last is None:
        return caught
    final = last

    def run(frame: Frame) -> Any:
        try:
            signal = caught(frame)
        except Thrown:
            ending = final(frame)
            if ending is not None:
                return ending
            raise
        ending = final(frame)
        return signal if ending is None else ending

    return run


def _catch(context: Context, node: Catch, compiled: Statements) -> tuple[str, int, Code]:
    kind = context.unit.type(node.type)
    if "Exception" not in context.unit.family.ancestors(kind.name):
        raise CompileProblem(f"Catch block type must be an exception: {kind}", node.at)
    with context.variables.block():
        slot = context.variables.declare(node.name, kind, node.at).slot
        return kind.name, slot, block(context, node.body.body, compiled)
