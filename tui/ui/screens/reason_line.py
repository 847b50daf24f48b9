"""The reason line: one line at the bottom that asks why a user is turned off; enter takes the default."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from tui.ui import screens
from tui.ui.bulk import Target
from tui.ui.screens.sheet import HELP_KEY
from tui.ui.tones import QUIET


class ReasonLine(ModalScreen[str | None]):
    """Asks for a reason; the answer is the text, the default where it is empty, None where it is given up."""

    HELP = (
        "Why this user is turned off: enter sends it, the default where nothing is typed. Escape gives it up, and "
        "nothing is sent."
    )

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel"), HELP_KEY]

    def __init__(self, target: Target, *, default: str, reasons: Sequence[str] = ()) -> None:
        super().__init__()
        self._target = target
        self._default = default
        self._reasons = reasons

    def compose(self) -> ComposeResult:
        """Whom, the field, and what the keys do."""
        suggester = SuggestFromList(list(self._reasons), case_sensitive=False) if self._reasons else None
        warnings = "  ".join(self._target.warnings)
        with Horizontal(id="reason-line"):
            yield Static(Content.assemble(("Off: ", "bold"), self._target.name), classes="whom")
            if warnings:
                yield Static(Content.styled(warnings, "$text-warning"), classes="warnings")
            yield Static("Reason", classes="label")
            yield Input(placeholder=self._default, id="reason", max_length=255, compact=True, suggester=suggester)
            yield Static(Content.styled("enter sends · escape cancels", QUIET), classes="hint")

    def on_key(self, event: events.Key) -> None:
        """What was typed before the field had the focus belongs into it."""
        field = self.query_one(Input)
        if not field.has_focus and event.key != "escape":
            event.stop()
            field.post_message(events.Key(event.key, event.character))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip() or self._default)

    def action_help_here(self) -> None:
        """What is asked."""
        self.app.push_screen(screens.here_sheet.here(self))

    def action_cancel(self) -> None:
        """Send nothing."""
        self.dismiss(None)
