"""Where an Apex transaction began, so that what it did can be undone when it throws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui.demo.world.de import Savepoint
from tui.demo.world.kit.rows import Values

RowsThen = Mapping[str, Mapping[str, Values]]


@dataclass(frozen=True)
class Mark:
    """What stood then: DE's toggles, the rows of custom objects, and the number of the newest job."""

    toggles: Savepoint
    rows: RowsThen
    jobs: int
