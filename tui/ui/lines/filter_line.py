"""The filter line: filters as you type; enter keeps what was typed, escape drops it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

HINT = "words, !without, team:x, presence:idle, de:off"


class FilterInput(Input):
    """The field of the filter line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Keep the filter"),
        Binding("escape", "drop", "Drop it"),
    ]

    class Dropped(Message):
        """A person gave the filter up."""

    def __init__(self) -> None:
        super().__init__(id="filter", compact=True, placeholder=HINT)

    def action_drop(self) -> None:
        """Give it up."""
        self.post_message(self.Dropped())
