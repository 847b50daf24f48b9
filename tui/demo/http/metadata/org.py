"""The org as one deploy finds it, and what it may name once a deploy's components are in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tui.demo.apex.lib_package import MANAGED, PACKAGE
from tui.demo.apex.shelf import Shelf
from tui.demo.apex.unit import read_file
from tui.demo.apex.unit_declared import Action
from tui.demo.apex.unit_types import Known
from tui.demo.options import Options
from tui.demo.world.catalogue import schema
from tui.demo.world.kit.deployed import ApexCode, Deployed


@dataclass(frozen=True)
class Offered:
    """An action that flows may call: its inputs, those among them that it must be given, and its outputs."""

    inputs: frozenset[str]
    required: frozenset[str]
    outputs: frozenset[str]


@dataclass(frozen=True)
class Org:
    """What is there before the deploy.

    ``busy`` are the classes with jobs that wait or run, in lower case; ``actions`` are the packages', by name;
    ``usernames`` are the active users'. ``new_id`` gives the next Id of a key prefix.
    """

    deployed: Deployed
    options: Options
    actions: Mapping[str, Offered]
    usernames: frozenset[str]
    busy: frozenset[str]
    at: datetime
    new_id: Callable[[str], str]

    def known(self, after: Deployed, broken: Mapping[str, str]) -> Known:
        """All that Apex may name with these components in the org; ``broken`` do not compile."""
        package = Shelf(PACKAGE, MANAGED) if self.options.has("package") else None
        classes = (read_file(one.body).declared for _, one in after.all("ApexClass", ApexCode))
        return Known(schema(self.options, after), {one.name.lower(): one for one in classes}, package, broken)

    def offered(self, known: Known, name: str) -> Offered | None:
        """The action of that name: a class of the org's with an invocable method, or a package's."""
        own = known.classes.get(name.lower())
        if own is not None and own.action is not None:
            return _own(own.action)
        return self.actions.get(name)


def _own(action: Action) -> Offered:
    return Offered(action.inputs, frozenset(), action.outputs)
