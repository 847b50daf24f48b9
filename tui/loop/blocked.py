"""Why no cycle may send, whatever the plan says: the journal (R19), or settings that name what is not there (R14)."""

from __future__ import annotations

from tui.loop.cycle import Reading
from tui.presence.model import Problem
from tui.presence.settings import ExcludeSettings
from tui.presence.withhold import unknown_exclusions


class Blocked:
    """R14 is asked until all entries were found once; an excluded user who leaves later is no wrong setting."""

    def __init__(self) -> None:
        self._known = False

    def anew(self) -> None:
        """The exclusions are others now."""
        self._known = False

    def why(self, reading: Reading, exclude: ExcludeSettings, journal: Problem | None) -> str | None:
        """Why nothing may be sent, or None; ``journal`` is why it cannot be written, while it cannot."""
        if journal is not None:
            return str(journal)
        if self._known or not reading.roster.complete:
            return None
        unknown = unknown_exclusions(reading.roster, exclude)
        self._known = not unknown
        return f"the settings name what this org does not have: {', '.join(unknown)}" if unknown else None
