"""What the names in a block may mean: types, the org's objects, the block's own classes and methods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tui.demo.apex import types
from tui.demo.apex.faults import NOWHERE, CompileProblem
from tui.demo.apex.shelf import Shelf
from tui.demo.apex.tree import At, TypeRef
from tui.demo.apex.types import Family, Type
from tui.demo.world.schema import Schema, SObject

Frame = list[Any]  # [the run, this, then the variables]
Code = Callable[[Frame], Any]

_EXCEPTIONS = (
    *("Assert", "Async", "Callout", "Dml", "Final", "Handled", "IllegalArgument", "InvalidParameterValue", "JSON"),
    *("Limit", "List", "Math", "NoAccess", "NoSuchElement", "NullPointer", "Query", "Security", "SObject", "String"),
    *("Type", "VisualforceUnexpected"),
)
_FIELDS = {
    "id": types.ID,
    "reference": types.ID,
    "string": types.STRING,
    "picklist": types.STRING,
    "boolean": types.BOOLEAN,
    "int": types.INTEGER,
    "double": types.DOUBLE,
    "datetime": types.DATETIME,
}


@dataclass
class MethodPlan:
    """A method that can be called before its body is compiled. ``size`` is how many variables its frame holds."""

    name: str
    parameters: tuple[Type, ...]
    type: Type
    body: Code | None = None
    size: int = 0


@dataclass
class ClassPlan:
    """A class of the block. Field names are looked up in lower case and give the spelt name and the type."""

    type: Type
    parent: ClassPlan | None
    line: tuple[str, ...]
    fields: dict[str, tuple[str, Type]] = field(default_factory=dict)
    first_values: list[tuple[str, Code | None]] = field(default_factory=list)
    methods: list[MethodPlan] = field(default_factory=list)
    constructors: list[MethodPlan] = field(default_factory=list)

    @property
    def is_exception(self) -> bool:
        """Whether the class descends from Exception."""
        return self.line[-1] == "Exception"


class Unit:
    """All that one block can name. ``author`` is whether its caller may reach saved and managed classes."""

    def __init__(self, shelf: Shelf, schema: Schema, *, author: bool) -> None:
        self.shelf = shelf
        self.schema = schema
        self._author = author
        spelt = {f"System.{one}Exception": "Exception" for one in _EXCEPTIONS}
        self.family = Family(spelt)
        self._types = {one.name.lower().removeprefix("system."): one for one in types.SIMPLE}
        self._types |= {one.lower().removeprefix("system."): Type(one) for one in spelt}
        self.classes: dict[str, ClassPlan] = {}
        self.methods: list[MethodPlan] = []

    def type(self, ref: TypeRef) -> Type:
        """The type that is meant. Raises CompileProblem."""
        lower = ref.name.lower()
        if lower in types.GENERIC:
            name, count = types.GENERIC[lower]
            if len(ref.args) != count:
                raise CompileProblem(f"Invalid number of type arguments: {name}", ref.at)
            return Type(name, tuple(self.type(one) for one in ref.args))
        found = self.named_type(ref.name, ref.at)
        if found is None:
            raise CompileProblem(f"Invalid type: {ref.name}", ref.at)
        return found

    def named_type(self, name: str, at: At) -> Type | None:
        """The plain type of that name, or None. Raises CompileProblem where it may not be used."""
        lower = name.lower()
        if lower in self.classes:
            return self.classes[lower].type
        known = self._types.get(lower.removeprefix("system."))
        if known is not None:
            return known
        owner = self.owner(name, at)
        if owner is not None:
            return Type(owner)
        of = self.schema.find(name)
        return Type(of.name) if of else None

    def owner(self, name: str, at: At) -> str | None:
        """The platform's or a package's class of that name, spelt, or None. Raises CompileProblem."""
        for lower in (name.lower(), name.lower().removeprefix("system.")):
            if lower in self.shelf.owners:
                self._allow(self.shelf.owners[lower], at)
                return self.shelf.owners[lower]
        return None

    def class_of(self, kind: Type) -> ClassPlan | None:
        """The block's own class behind a type, or None."""
        return self.classes.get(kind.name.lower())

    def sobject(self, kind: Type) -> SObject | None:
        """The org's object behind a type, or None."""
        return None if kind.args else self.schema.get(kind.name)

    def member(self, kind: Type, name: str) -> tuple[str, Type] | None:
        """The field of an object or sObject: how it is spelt and its type, or None."""
        plan = self.class_of(kind)
        while plan is not None:
            if name.lower() in plan.fields:
                return plan.fields[name.lower()]
            plan = plan.parent
        of = self.sobject(kind)
        if of is None:
            return None
        found = of.field(name)
        if found is not None:
            return found.name, _FIELDS[found.type]
        parent = of.relationship(name)
        return (parent[0], Type(parent[1])) if parent else None

    def _allow(self, owner: str, _at: At) -> None:
        if owner.lower() in self.shelf.managed and not self._author:
            # The documentation says that it fails; the wording is not verified. That no line is named is (SoqlX 107).
            raise CompileProblem(f"You do not have access to the Apex class named '{owner}'.", NOWHERE)
