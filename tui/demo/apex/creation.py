"""``new``: collections, exceptions, the block's own classes and the package's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tui.demo.apex import types
from tui.demo.apex.calls import best, converted, enter
from tui.demo.apex.context import Context, Typed, constant
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.names import ClassPlan, Code, Frame
from tui.demo.apex.shelf import WithRun
from tui.demo.apex.tree import At, ClassOf, New, NewFilled, NewMap, NewSized, OwnConstructor
from tui.demo.apex.types import EXCEPTION, INTEGER, STRING, Type
from tui.demo.apex.values import ApexSet, Instance, Problem, null_used

Filler = Callable[[Frame, Any], None]

_EMPTY: dict[str, Callable[..., Any]] = {"List": list, "Set": ApexSet.of, "Map": dict}
_OF_EXCEPTION = ((), (STRING,), (EXCEPTION,), (STRING, EXCEPTION))


def new(context: Context, node: New) -> Typed:
    """``new Type(arguments)``."""
    kind = context.unit.type(node.type)
    arguments = [context.value(one) for one in node.arguments]
    if kind.name in _EMPTY:
        return Typed(kind, _collection(context, kind, arguments, node.at))
    plan = context.unit.class_of(kind)
    if plan is not None:
        return Typed(kind, _object(context, plan, arguments, node.at))
    if "Exception" in context.unit.family.ancestors(kind.name)[1:]:
        line = context.unit.family.ancestors(kind.name)
        return Typed(kind, _exception(context, kind, line, arguments, node.at))
    overloads = context.unit.shelf.overloads(kind.name, "new")
    chosen = best(context, overloads, arguments)
    if chosen is None:
        raise _no_constructor(kind, arguments, node.at)
    codes, do = converted(context, arguments, chosen.parameters), chosen.do
    function = do.do if isinstance(do, WithRun) else do
    return Typed(kind, lambda frame: function(*[one(frame) for one in codes]))


def own_constructor(context: Context, node: OwnConstructor) -> Typed:
    """``this(arguments)`` or ``super(arguments)`` in a constructor."""
    plan = context.owner
    arguments = [context.value(one) for one in node.arguments]
    target = plan.parent if plan is not None and node.parent else plan
    if plan is None:
        raise CompileProblem("Call to 'this()' or 'super()' must be the first statement in a constructor", node.at)
    if target is None:
        fill = _messages(context, EXCEPTION, arguments, node.at)
    else:
        fill = _construct(context, target, arguments, node.at)
    return Typed(types.VOID, lambda frame: fill(frame, frame[1]))


def new_filled(context: Context, node: NewFilled) -> Typed:
    """``new List<T>{a, b}`` and ``new Set<T>{a, b}``."""
    kind = context.unit.type(node.type)
    if kind.name not in {"List", "Set"}:
        raise CompileProblem(f"Invalid initializer for {kind}", node.at)
    codes = [context.fitted(one, kind.args[0]) for one in node.elements]
    make: Callable[[list[Any]], Any] = ApexSet.of if kind.name == "Set" else list
    return Typed(kind, lambda frame: make([one(frame) for one in codes]))


def new_map(context: Context, node: NewMap) -> Typed:
    """``new Map<K, V>{key => value}``."""
    kind = context.unit.type(node.type)
    if kind.name != "Map":
        raise CompileProblem(f"Invalid initializer for {kind}", node.at)
    key, value = kind.args
    pairs = [(context.fitted(one, key), context.fitted(other, value)) for one, other in node.pairs]
    return Typed(kind, lambda frame: {one(frame): other(frame) for one, other in pairs})


def new_sized(context: Context, node: NewSized) -> Typed:
    """``new T[size]``: that many nulls."""
    kind, size = context.unit.type(node.type), context.fitted(node.size, INTEGER)
    return Typed(kind, lambda frame: [None] * size(frame))


def class_of(context: Context, node: ClassOf) -> Typed:
    """``Type.class``, whose text is the type's name."""
    return Typed(types.TYPE, constant(str(context.unit.type(node.type))))


def instance(plan: ClassPlan) -> Instance:
    """A new object of a class, all fields null."""
    make = Problem if plan.is_exception else Instance
    made = make(plan.line)
    holder: ClassPlan | None = plan
    while holder is not None:
        made.fields |= {spelt: None for spelt, _ in holder.fields.values()}
        holder = holder.parent
    return made


def _collection(context: Context, kind: Type, arguments: Sequence[Typed], at: At) -> Code:
    make = _EMPTY[kind.name]
    if not arguments:
        return lambda _frame: make(())
    wanted = kind if kind.name == "Map" else Type("Iterable", kind.args)
    code = context.converted(arguments[0], wanted) if len(arguments) == 1 else None
    if code is None and kind.name == "List" and len(arguments) == 1 and arguments[0].type == INTEGER:
        size = arguments[0].code
        return lambda frame: [None] * size(frame)
    if code is None:
        raise _no_constructor(kind, arguments, at)
    source = code

    def run(frame: Frame) -> Any:
        items = source(frame)
        if items is None:
            raise null_used()
        return make(items)

    return run


def _exception(context: Context, kind: Type, line: tuple[str, ...], arguments: Sequence[Typed], at: At) -> Code:
    fill = _messages(context, kind, arguments, at)

    def run(frame: Frame) -> Problem:
        made = Problem(line)
        fill(frame, made)
        return made

    return run


def _messages(context: Context, kind: Type, arguments: Sequence[Typed], at: At) -> Filler:
    """What gives an exception its message and cause."""
    known = next((one for one in _OF_EXCEPTION if _take(context, one, arguments)), None)
    if known is None:
        raise _no_constructor(kind, arguments, at)
    message = arguments[0].code if STRING in known else constant(None)
    cause = arguments[-1].code if EXCEPTION in known else constant(None)

    def fill(frame: Frame, made: Any) -> None:
        made.message, made.cause = message(frame), cause(frame)
        if known == (EXCEPTION,) and made.cause is not None:
            made.message = made.cause.message

    return fill


def _take(context: Context, parameters: Sequence[Type], arguments: Sequence[Typed]) -> bool:
    return len(parameters) == len(arguments) and all(
        context.converted(have, want) for have, want in zip(arguments, parameters, strict=True)
    )


def _object(context: Context, plan: ClassPlan, arguments: Sequence[Typed], at: At) -> Code:
    construct = _construct(context, plan, arguments, at)

    def run(frame: Frame) -> Instance:
        made = instance(plan)
        _first_values(plan, frame, made)
        construct(frame, made)
        return made

    return run


def _construct(context: Context, plan: ClassPlan, arguments: Sequence[Typed], at: At) -> Filler:
    """What runs a class's constructor on a new object."""
    if not plan.constructors:
        if plan.is_exception:
            return _messages(context, plan.type, arguments, at)
        if arguments:
            raise _no_constructor(plan.type, arguments, at)
        return lambda _frame, _made: None
    chosen = best(context, plan.constructors, arguments)
    if chosen is None:
        raise _no_constructor(plan.type, arguments, at)
    codes = converted(context, arguments, chosen.parameters)

    def construct(frame: Frame, made: Any) -> None:
        enter(chosen, frame, made, [one(frame) for one in codes])

    return construct


def _first_values(plan: ClassPlan, frame: Frame, made: Instance) -> None:
    if plan.parent is not None:
        _first_values(plan.parent, frame, made)
    for spelt, code in plan.first_values:
        if code is not None:
            made.fields[spelt] = code([frame[0], made])


def _no_constructor(kind: Type, arguments: Sequence[Typed], at: At) -> CompileProblem:
    kinds = ", ".join(str(one.type) for one in arguments)
    return CompileProblem(f"Constructor not defined: [{kind}].<Constructor>({kinds})", at)
