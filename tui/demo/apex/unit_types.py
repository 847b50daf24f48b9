"""Which type a dotted name in a file means: a class of the org's, an object, the platform's own or a package's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tui.demo.apex.platform_names import NAMESPACES, OBJECTS, TYPES
from tui.demo.apex.shelf import Shelf
from tui.demo.apex.unit_declared import Declared
from tui.demo.world.schema import Schema

PACKAGE = "n2de"


@dataclass(frozen=True)
class Known:
    """All that a file may name.

    ``classes`` are the org's own by their names in lower case, those of the same deploy among them. ``package`` holds
    DE's global methods, None where it is not installed. ``broken`` are classes that do not compile, by their names in
    lower case, with their name and first problem in words.
    """

    schema: Schema
    classes: Mapping[str, Declared] = field(default_factory=dict)
    package: Shelf | None = None
    broken: Mapping[str, str] = field(default_factory=dict)

    def ancestors(self, one: Declared) -> Iterator[Declared]:
        """The class and what it extends, as far as the org has them."""
        seen: set[str] = set()
        current: Declared | None = one
        while current is not None and current.name.lower() not in seen:
            seen.add(current.name.lower())
            yield current
            current = self.own(current.parent.split(".")) if current.parent else None

    def has_foreign_parent(self, one: Declared) -> bool:
        """Whether it extends what the org does not hold, an exception for one, which has methods of its own."""
        last = list(self.ancestors(one))[-1]
        return last.parent is not None

    def has_member(self, one: Declared, name: str) -> bool:
        """Whether a field, property, method, constant or inner type of that name is declared in it or inherited."""
        lower = name.lower()
        return any(lower in each.members or lower in each.inner for each in self.ancestors(one))

    def own(self, names: Sequence[str], within: Sequence[Declared] = ()) -> Declared | None:
        """The org's own type of that dotted name, seen from within some types, innermost last."""
        first = names[0].lower()
        found: Declared | None = None
        for holder in reversed(within):
            inherited = (each.inner.get(first) for each in self.ancestors(holder))
            found = holder if holder.name.lower() == first else next((one for one in inherited if one), None)
            if found is not None:
                break
        found = found or self.classes.get(first)
        for name in names[1:]:
            if found is None:
                return None
            found = found.inner.get(name.lower())
        return found

    def is_type(self, names: Sequence[str], within: Sequence[Declared] = ()) -> bool:
        """Whether the dotted name is a type."""
        first = names[0].lower()
        if self.own(names, within) is not None:
            return True
        if self.own(names[:1], within) is not None:
            return False
        if first == PACKAGE:
            return self.package is not None and ".".join(names).lower() in self.package.owners
        if first in TYPES or (first in NAMESPACES and len(names) > 1):
            return True
        return len(names) == 1 and self.is_object(names[0])

    def is_object(self, name: str) -> bool:
        """Whether it is an object of the org; custom ones must be there."""
        return self.schema.find(name) is not None or name.lower() in OBJECTS

    def is_root(self, name: str, within: Sequence[Declared] = ()) -> bool:
        """Whether a dotted value may begin with that name though no variable bears it."""
        lower = name.lower()
        return lower in NAMESPACES or self.is_type([name], within)
