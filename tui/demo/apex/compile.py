"""Tree to program: declares what the block declares, then compiles every body. Nothing runs before all of it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tui.demo.apex import (
    access,
    calls,
    casts,
    creation,
    inline_soql,
    logic,
    loops,
    operators,
    statements,
    tree,
)
from tui.demo.apex.context import Context, Typed
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.names import ClassPlan, Code, Frame, MethodPlan, Unit
from tui.demo.apex.scope import Variables
from tui.demo.apex.statements import Signal
from tui.demo.apex.tree import Expr
from tui.demo.apex.tree_statements import (
    Block,
    Branch,
    Break,
    Class,
    Continue,
    Evaluation,
    For,
    ForEach,
    Guarded,
    Local,
    Method,
    Return,
    Script,
    Stmt,
    Throw,
    While,
)
from tui.demo.apex.types import VOID, Type

VALUES: Mapping[type[Expr], Callable[[Context, Any], Typed]] = {
    tree.Literal: access.literal,
    tree.Name: access.name,
    tree.This: access.this,
    tree.Field: access.field,
    tree.Index: access.index,
    tree.Assign: access.assign,
    tree.Stepped: access.stepped,
    tree.NameCall: calls.name_call,
    tree.Call: calls.call,
    tree.OwnConstructor: creation.own_constructor,
    tree.New: creation.new,
    tree.NewFilled: creation.new_filled,
    tree.NewMap: creation.new_map,
    tree.NewSized: creation.new_sized,
    tree.ClassOf: creation.class_of,
    tree.Cast: casts.cast,
    tree.Chain: operators.chain,
    tree.Logic: logic.logic,
    tree.Signed: operators.signed,
    tree.Choice: logic.choice,
    tree.Coalesced: logic.coalesced,
    tree.InstanceOf: logic.instance_of,
    tree.Soql: inline_soql.soql,
}
_STATEMENTS: Mapping[type[Stmt], Callable[[Context, Any, statements.Statements], Code]] = {
    Local: statements.local,
    Evaluation: statements.evaluation,
    Block: statements.nested,
    Branch: statements.branch,
    Throw: statements.throw,
    Return: statements.return_,
    Break: statements.break_,
    Continue: statements.continue_,
    While: loops.while_,
    For: loops.for_,
    ForEach: loops.for_each,
    Guarded: loops.guarded,
}


@dataclass(frozen=True)
class Program:
    """A compiled block. It may run any number of times."""

    code: Code
    size: int

    def run(self, run: object) -> None:
        """Run it in a new frame. Raises Thrown and OutOfLimits."""
        self.code([run, None, *([None] * self.size)])


def compiled(script: Script, unit: Unit) -> Program:
    """The block as a program. Raises CompileProblem for the first thing that is wrong."""
    plans = [_declare_class(one, unit) for one in script.classes]
    for node, plan in zip(script.classes, plans, strict=True):
        _declare_members(node, plan, unit)
    unit.methods += [_declare_method(one, unit) for one in script.methods]
    for node, plan in zip(script.classes, plans, strict=True):
        _compile_class(node, plan, unit)
    for method, planned in zip(script.methods, unit.methods, strict=True):
        _compile_method(method, planned, unit, None)
    variables = Variables()
    context = Context(unit, variables, VALUES)
    code = statements.sequence([_statement(context, one) for one in script.body])
    return Program(code, variables.size)


def _statement(context: Context, node: Stmt) -> Code:
    return _STATEMENTS[type(node)](context, node, _statement)


def _declare_class(node: Class, unit: Unit) -> ClassPlan:
    if node.name.lower() in unit.classes:
        raise CompileProblem(f"Duplicate class: {node.name}", node.at)
    parent = unit.type(node.parent) if node.parent else None
    if parent is not None:
        if "Exception" not in unit.family.ancestors(parent.name) and unit.class_of(parent) is None:
            raise CompileProblem(f"Non-virtual and non-abstract type cannot be extended: {parent}", node.at)
        unit.family.add(node.name, parent.name)
    line = unit.family.ancestors(node.name)
    if line[-1] == "Exception" and not node.name.endswith("Exception"):
        raise CompileProblem("Classes extending Exception must have a name ending in 'Exception'", node.at)
    plan = ClassPlan(Type(node.name), unit.class_of(parent) if parent else None, line)
    unit.classes[node.name.lower()] = plan
    return plan


def _declare_members(node: Class, plan: ClassPlan, unit: Unit) -> None:
    for fields in node.fields:
        kind = unit.type(fields.type)
        for one in fields.names:
            if one.name.lower() in plan.fields:
                raise CompileProblem(f"Duplicate field: {one.name}", one.at)
            plan.fields[one.name.lower()] = (one.name, kind)
    plan.methods += [_declare_method(one, unit) for one in node.methods]
    plan.constructors += [_declare_method(one, unit) for one in node.constructors]


def _declare_method(node: Method, unit: Unit) -> MethodPlan:
    parameters = tuple(unit.type(kind) for kind, _ in node.parameters)
    return MethodPlan(node.name, parameters, unit.type(node.type) if node.type else VOID)


def _compile_class(node: Class, plan: ClassPlan, unit: Unit) -> None:
    context = Context(unit, Variables(), VALUES, owner=plan)
    for fields in node.fields:
        kind = unit.type(fields.type)
        plan.first_values += [(one.name, context.fitted(one.value, kind)) for one in fields.names if one.value]
    for method, planned in zip(node.methods, plan.methods, strict=True):
        _compile_method(method, planned, unit, plan)
    for method, planned in zip(node.constructors, plan.constructors, strict=True):
        _compile_method(method, planned, unit, plan)


def _compile_method(node: Method, plan: MethodPlan, unit: Unit, owner: ClassPlan | None) -> None:
    variables = Variables()
    for (_, name), kind in zip(node.parameters, plan.parameters, strict=True):
        variables.declare(name, kind, node.at)
    context = Context(unit, variables, VALUES, owner, plan.type)
    code = statements.block(context, node.body.body, _statement)
    if plan.type != VOID and not _ends(node.body):
        raise CompileProblem(f"Missing return statement required return type: {plan.type}", node.at)
    plan.body, plan.size = _returning(code), variables.size


def _returning(code: Code) -> Code:
    def run(frame: Frame) -> Any:
        signal = code(frame)
        return signal.value if isinstance(signal, Signal) else None

    return run


def _ends(node: Stmt | None) -> bool:
    """Whether the statement cannot be left but by return or throw, as far as its shape shows."""
    if isinstance(node, Return | Throw):
        return True
    if isinstance(node, Block):
        return bool(node.body) and _ends(node.body[-1])
    if isinstance(node, Branch):
        return _ends(node.then) and _ends(node.other)
    if isinstance(node, Guarded):
        return _ends(node.last) or (_ends(node.body) and all(_ends(one.body) for one in node.catches))
    return isinstance(node, While) and isinstance(node.test, tree.Literal) and node.test.value is True
