"""What opens where no connection is known: how to get one, and how to try the monitor without any."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tui.ui.plain import plain
from tui.ui.screens.sheet import Sheet
from tui.ui.tones import QUIET

WAYS = (
    ("de-presence --demo", "the built-in simulated org: nothing to set up, nothing to break"),
    (
        "SF_ACCESS_TOKEN=… SF_ORG_INSTANCE_URL=… de-presence",
        "your org, by a token that you have already; sf org auth show-access-token prints one",
    ),
    ("de-presence --help", "all options"),
)


class ConnectSheet(Sheet):
    """Says how to connect; nothing else can be done here but leave."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "close", "Quit", key_display="q")]

    def __init__(self, why: str = "") -> None:
        super().__init__()
        self._why = why

    def on_mount(self) -> None:
        """Draw once."""
        lines = []
        for command, what in WAYS:
            lines += [Content.styled(f"  {command}", "bold"), Content.styled(f"      {what}", QUIET), Content()]
        why = f" ({plain(self._why)})" if self._why else ""
        words = Content(f"There is no org to connect to yet{why}. Quit with q, then start it in one of these ways:")
        self.show(Content.styled("Connect", "bold"), Content(), words, lines)

    def action_close(self) -> None:
        """There is no desk behind this sheet."""
        self.app.exit()
