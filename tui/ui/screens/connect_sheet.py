"""What opens where no connection is known: the orgs that can be opened, and how to get a connection to another."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.ui.plain import plain
from tui.ui.screens.org_chooser import OrgChooser
from tui.ui.setting import KnownOrg
from tui.ui.words.ways import CONNECTING

NOWHERE = "There is no org to connect to yet"
OPEN, HOW = "Open one of these:", "These are the ways:"


class ConnectSheet(OrgChooser):
    """Says how to connect; nothing else can be done here but choose and leave. ``why`` none could be meant."""

    HELP = "No org is open yet. Choose one of those that are known, or connect one by a command in a shell."

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "close", "Quit", key_display="q")]
    TITLE = "Connect"
    HEAD = "To connect one, in a shell"
    WAYS = CONNECTING

    def __init__(self, why: str = "") -> None:
        super().__init__()
        self._why = plain(why)

    def words(self) -> str:
        """Why this is here, and what can be done."""
        why = f"{NOWHERE}: {self._why}." if self._why else f"{NOWHERE}."
        return f"{why} {OPEN if self._orgs else HOW}"

    def chosen(self, org: KnownOrg) -> None:
        """The monitor ends with it, so that the door opens it."""
        self.app.exit(org)

    def action_close(self) -> None:
        """There is no desk behind this sheet."""
        self.app.exit()
