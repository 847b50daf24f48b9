"""The orgs that the monitor can switch to: its answer is the chosen one."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.ui.screens.org_chooser import OrgChooser
from tui.ui.setting import KnownOrg
from tui.ui.words.ways import ADDING


class OrgsSheet(OrgChooser):
    """Opened from the desk; escape goes back to it."""

    HELP = "The orgs that can be opened from here, and the commands that add another."

    BINDINGS: ClassVar[list[BindingType]] = [Binding("O", "close", "Back", show=False)]
    HEAD = "To add one, in a shell"
    WAYS = ADDING

    def chosen(self, org: KnownOrg) -> None:
        """That is the answer."""
        self.dismiss(org)
