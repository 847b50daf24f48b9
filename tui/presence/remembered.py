"""How a person left the desk of one org, so that it is found like that again."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from tui.presence.model import Id


class Remembered(Struct, frozen=True):
    """The desk of one org. Everything in it is optional and may be wrong by now: what does not fit is left out.

    ``columns`` are the Ids of the shown columns in their order, empty for the layout's own choice; ``widths`` are those
    that a person set, in cells. ``filters`` are saved filters by name. Of ``watched`` users, and those whom
    ``watched_filters`` show, a person is told when they come, go or get out of step.
    """

    sort: str = ""
    reverse: bool = False
    filter: str = ""
    columns: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
    watched: frozenset[Id] = frozenset()
    watched_filters: tuple[str, ...] = ()
    theme: str = ""
