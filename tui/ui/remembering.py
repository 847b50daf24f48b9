"""The desk's memory of the open org: how it was left, and what has changed since, written down a moment later."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from tui.presence.remembered import Remembered
from tui.ui.setting import Setting


class Remembering:
    """``desk`` is how it is now. ``later`` is asked to call ``write`` soon; what is typed is not written key by key.

    Nothing is known until ``recall``; what was changed before that counts more than what was remembered.
    """

    def __init__(self, setting: Setting, later: Callable[[], None]) -> None:
        self._setting, self._later = setting, later
        self._changed: dict[str, object] = {}
        self.desk = Remembered()
        self.known = False

    def recall(self) -> Remembered:
        """How the desk of the org that is open now was left."""
        self.known = True
        self.desk = replace(self._setting.recall(), **self._changed)
        if self._changed:
            self._later()
        return self.desk

    def keep(self, **changed: object) -> None:
        """Remember these fields of ``Remembered`` from now on; the others stay as another run left them."""
        self._changed |= changed
        self.desk = replace(self.desk, **changed)
        if self.known:
            self._later()

    def write(self) -> None:
        """Write down what changed. Does nothing before the org is known."""
        if self.known and self._changed:
            self._setting.remember(replace(self._setting.recall(), **self._changed))
            self._changed = {}
