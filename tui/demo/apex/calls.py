"""Calls: which overload is meant, and how arguments reach it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from tui.demo.apex import types
from tui.demo.apex.access import name as named
from tui.demo.apex.access import root
from tui.demo.apex.context import Context, Typed, local
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.names import ClassPlan, Code, Frame, MethodPlan
from tui.demo.apex.scope import FIRST
from tui.demo.apex.shelf import Signature, WithRun
from tui.demo.apex.tree import At, Call, Expr, Name, NameCall
from tui.demo.apex.types import Type
from tui.demo.apex.values import Instance, null_used, thrown

_Callable = TypeVar("_Callable", Signature, MethodPlan)


def name_call(context: Context, node: NameCall) -> Typed:
    """``f(x)``, ``variable.f(x)`` or ``Class.f(x)``."""
    *path, method = node.names
    if not path:
        return _own_call(context, method, node)
    if root(context, path[0], node.at) is not None:
        target = named(context, Name(node.at, tuple(path)))
        return _instance_call(context, target, method, node.arguments, node.at, safe=False)
    owner = context.unit.owner(".".join(path), node.at)
    if owner is None:
        known = context.unit.named_type(".".join(path), node.at)
        if known is None:
            raise CompileProblem(f"Variable does not exist: {path[0]}", node.at)
        raise _no_method(method, [context.value(one) for one in node.arguments], known, node.at)
    arguments = [context.value(one) for one in node.arguments]
    overloads = [one for one in context.unit.shelf.overloads(owner, method) if one.static]
    chosen = best(context, overloads, arguments)
    if chosen is None:
        raise _no_method(method, arguments, Type(owner), node.at)
    return Typed(chosen.type, _native(chosen.do, converted(context, arguments, chosen.parameters)))


def call(context: Context, node: Call) -> Typed:
    """``target.f(x)``."""
    return _instance_call(context, context.value(node.target), node.name, node.arguments, node.at, safe=node.safe)


def best(context: Context, overloads: Iterable[_Callable], arguments: Sequence[Typed]) -> _Callable | None:
    """The overload that takes the arguments, the one with most exact types first, or None."""
    fitting = [
        one
        for one in overloads
        if len(one.parameters) == len(arguments)
        and all(context.converted(have, want) for have, want in zip(arguments, one.parameters, strict=True))
    ]
    exactness = [
        sum(have.type == want for have, want in zip(arguments, one.parameters, strict=True)) for one in fitting
    ]
    return fitting[exactness.index(max(exactness))] if fitting else None


def converted(context: Context, arguments: Sequence[Typed], parameters: Sequence[Type]) -> list[Code]:
    """The arguments as the types of the parameters, which ``best`` has proved to fit."""
    return [context.converted(one, kind) or one.code for one, kind in zip(arguments, parameters, strict=True)]


def planned(plan: MethodPlan, codes: Sequence[Code], target: Code | None) -> Code:
    """A call of a method of the block, on an object or on none."""

    def run(frame: Frame) -> Any:
        holder = None if target is None else target(frame)
        if target is not None and holder is None:
            raise null_used()
        return enter(plan, frame, holder, [one(frame) for one in codes])

    return run


def enter(plan: MethodPlan, frame: Frame, holder: Any, arguments: list[Any]) -> Any:
    """Run a method's body in a frame of its own."""
    if plan.body is None:
        raise thrown("System.TypeException", f"{plan.name} has no body")
    inner = [frame[0], holder, *arguments, *([None] * (plan.size - FIRST - len(arguments)))]
    frame[0].spend(1)
    return plan.body(inner)


def methods_of(plan: ClassPlan | None, wanted: str) -> list[MethodPlan]:
    """The methods of that name in a class and its ancestors, nearest first."""
    found: list[MethodPlan] = []
    while plan is not None:
        found += [one for one in plan.methods if one.name.lower() == wanted.lower()]
        plan = plan.parent
    return found


def _own_call(context: Context, method: str, node: NameCall) -> Typed:
    arguments = [context.value(one) for one in node.arguments]
    if context.owner is not None:
        own = best(context, methods_of(context.owner, method), arguments)
        if own is not None:
            return Typed(own.type, _dispatched(context, own, converted(context, arguments, own.parameters), local(1)))
    plans = [one for one in context.unit.methods if one.name.lower() == method.lower()]
    chosen = best(context, plans, arguments) if context.owner is None else None
    if chosen is None:
        kinds = ", ".join(str(one.type) for one in arguments)
        raise CompileProblem(f"Method does not exist or incorrect signature: void {method}({kinds})", node.at)
    return Typed(chosen.type, planned(chosen, converted(context, arguments, chosen.parameters), None))


def _dispatched(context: Context, plan: MethodPlan, codes: Sequence[Code], target: Code) -> Code:
    """A call of a class's method; a descendant that has the same method is asked instead."""
    classes, wanted, count = context.unit.classes, plan.name, len(plan.parameters)

    def run(frame: Frame) -> Any:
        holder = target(frame)
        if not isinstance(holder, Instance):
            raise null_used()
        known = methods_of(classes.get(holder.line[0].lower()), wanted)
        actual = next((one for one in known if len(one.parameters) == count), plan)
        return enter(actual, frame, holder, [one(frame) for one in codes])

    return run


def _instance_call(
    context: Context, target: Typed, method: str, expressions: tuple[Expr, ...], at: At, *, safe: bool
) -> Typed:
    arguments = [context.value(one) for one in expressions]
    own = best(context, methods_of(context.unit.class_of(target.type), method), arguments)
    if own is not None:
        codes = converted(context, arguments, own.parameters)
        return Typed(own.type, _guarded(target.code, _dispatched(context, own, codes, target.code), safe=safe))
    chosen = best(context, _overloads(context, target.type, method), arguments)
    if chosen is None:
        raise _no_method(method, arguments, target.type, at)
    codes = converted(context, arguments, chosen.parameters)
    if isinstance(chosen.do, WithRun):
        return Typed(chosen.type, _native(chosen.do, [target.code, *codes]))
    return Typed(chosen.type, _method(chosen.do, target.code, codes, safe=safe))


def _overloads(context: Context, kind: Type, method: str) -> list[Signature]:
    unit = context.unit
    known = dict(zip(types.VARIABLES.get(kind.name, ()), kind.args, strict=False))
    owners = [kind.name]
    if unit.sobject(kind):
        owners.append("SObject")
    if "Exception" in unit.family.ancestors(kind.name):
        owners.append("Exception")
    found = [one for owner in [*owners, "Object"] for one in unit.shelf.overloads(owner, method) if not one.static]
    return [
        Signature(
            one.owner,
            one.name,
            one.static,
            tuple(parameter.with_args(known) for parameter in one.parameters),
            one.type.with_args(known),
            one.do,
        )
        for one in found
    ]


def _guarded(target: Code, run: Code, *, safe: bool) -> Code:
    return (lambda frame: None if target(frame) is None else run(frame)) if safe else run


def _method(do: Callable[..., Any], target: Code, codes: list[Code], *, safe: bool) -> Code:
    """A call of a platform method on a value. A null argument that it cannot take is Apex's null exception."""
    if safe:
        return _guarded(target, _method(do, target, codes, safe=False), safe=True)
    if not codes:
        return _method0(do, target)
    if len(codes) == 1:
        return _method1(do, target, codes[0])

    def run(frame: Frame) -> Any:
        holder = target(frame)
        if holder is None:
            raise null_used()
        arguments = [one(frame) for one in codes]
        try:
            return do(holder, *arguments)
        except (TypeError, AttributeError):
            if None in arguments:
                raise null_used() from None
            raise

    return run


def _method0(do: Callable[..., Any], target: Code) -> Code:
    def run(frame: Frame) -> Any:
        holder = target(frame)
        if holder is None:
            raise null_used()
        return do(holder)

    return run


def _method1(do: Callable[..., Any], target: Code, code: Code) -> Code:
    def run(frame: Frame) -> Any:
        holder = target(frame)
        if holder is None:
            raise null_used()
        argument = code(frame)
        try:
            return do(holder, argument)
        except (TypeError, AttributeError):
            if argument is None:
                raise null_used() from None
            raise

    return run


def _native(do: Callable[..., Any] | WithRun, codes: list[Code]) -> Code:
    with_run = isinstance(do, WithRun)
    function = do.do if isinstance(do, WithRun) else do

    def run(frame: Frame) -> Any:
        arguments = [one(frame) for one in codes]
        try:
            return function(frame[0], *arguments) if with_run else function(*arguments)
        except (TypeError, AttributeError):
            if None in arguments:
                raise null_used() from None
            raise

    return run


def _no_method(method: str, arguments: Sequence[Typed], owner: Type, at: At) -> CompileProblem:
    kinds = ", ".join(str(one.type) for one in arguments)
    return CompileProblem(
        f"Method does not exist or incorrect signature: void {method}({kinds}) from the type {owner}", at
    )
