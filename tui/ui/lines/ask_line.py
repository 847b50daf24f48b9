"""A line that asks for one text at the foot of a sheet: enter takes it, escape drops it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

Taker = Callable[[str], None]


class AskInput(Input):
    """The field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Take it"),
        Binding("escape", "drop", "Drop it"),
    ]

    def action_drop(self) -> None:
        """Give it up."""
        self.query_ancestor(AskLine).drop()


class AskLine(Horizontal):
    """Hidden until it asks. ``typed`` hears every change, ``taken`` the text that a person took."""

    DEFAULT_CSS = """
    AskLine {
        display: none;
        height: 1;
        padding: 0 1;
        background: $foreground 5%;

        .label { width: auto; margin-right: 1; color: $text-accent; text-style: bold; }
        Input { width: 1fr; background: $foreground 5%; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="ask-line")
        self._taken: Taker = lambda _: None
        self._typed: Taker | None = None
        self._dropped: Callable[[], None] | None = None

    def compose(self) -> ComposeResult:
        """What is asked, and the field."""
        yield Static(classes="label")
        yield AskInput(compact=True)

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.query_one(AskInput).value

    def ask(
        self,
        what: str,
        value: str,
        hint: str,
        taken: Taker,
        *,
        typed: Taker | None = None,
        dropped: Callable[[], None] | None = None,
    ) -> None:
        """Ask for ``what``, with a text to begin with."""
        self._taken, self._typed, self._dropped = taken, None, dropped
        field = self.query_one(AskInput)
        self.query_one(Static).update(what)
        field.value, field.placeholder = value, hint
        field.cursor_position = len(value)
        self._typed = typed
        self.display = True
        field.focus()

    def drop(self) -> None:
        """Ask no more, and take nothing."""
        self.close()
        if self._dropped is not None:
            self._dropped()

    def close(self) -> None:
        """Ask no more."""
        self.display = False
        self.screen.set_focus(next(iter(self.screen.query(".answers")), None))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._typed is not None and self.display:
            self._typed(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.close()
        self._taken(event.value)
