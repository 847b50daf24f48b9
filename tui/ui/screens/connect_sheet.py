"""What opens where no connection is known: how to get one, and how to try the monitor without any."""

from __future__ import annotations

from textual.content import Content

from tui.ui.screens.sheet import Sheet
from tui.ui.tones import QUIET

WAYS = (
    ("de-presence --demo", "the built-in simulated org: nothing to set up, nothing to break"),
    ("de-presence --org NAME", "a saved org, or an alias or username that the Salesforce CLI knows"),
    ("SF_ACCESS_TOKEN=… SF_ORG_INSTANCE_URL=… de-presence", "a token that you have already"),
    ("sf config set target-org NAME", "makes that org the Salesforce CLI's target, which is then taken by itself"),
)


class ConnectSheet(Sheet):
    """Says how to connect; nothing else can be done here but leave."""

    def on_mount(self) -> None:
        """Draw once."""
        lines = []
        for command, what in WAYS:
            lines += [Content.styled(f"  {command}", "bold"), Content.styled(f"      {what}", QUIET), Content()]
        words = Content("There is no org to connect to yet. Quit with q, then start it in one of these ways:")
        self.show(Content.styled("Connect", "bold"), Content(), words, lines)

    def action_close(self) -> None:
        """There is no desk behind this sheet."""
        self.app.exit()
