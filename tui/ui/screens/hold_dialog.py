"""For how long the loop leaves somebody alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.presence.words import plural
from tui.ui.hold_choices import HoldChoice
from tui.ui.plain import fit
from tui.ui.screens.dialog import Dialog
from tui.ui.tones import QUIET


class HoldDialog(Dialog[HoldChoice]):
    """A list of choices; each has a number as its key. ``held``: how many of the users are held now.

    The list has the focus: a hold harms nobody.
    """

    AUTO_FOCUS = "#holds"

    def __init__(self, names: Sequence[str], choices: Sequence[HoldChoice], *, held: int) -> None:
        whom = fit(names[0], min(40, len(names[0]))) if len(names) == 1 else plural(len(names), "user")
        super().__init__(Content(f"Hold {whom}"), ())
        self._held = held
        self._of = len(names)
        self._holds = [choice for choice in choices if choice.hold is not None or held]

    def body(self) -> Iterable[Widget]:
        """The choices, releasing only where somebody is held."""
        yield OptionList(*(Option(_line(one), id=one.key) for one in self._holds), id="holds", compact=True)

    def on_mount(self) -> None:
        """Where all are held, releasing them is what a person wants."""
        self.query_one("#holds", OptionList).highlighted = len(self._holds) - 1 if self._held == self._of else 0

    def on_key(self, event: object) -> None:
        """A choice's number chooses it."""
        key = getattr(event, "key", "")
        for choice in self._holds:
            if choice.key == key:
                self.dismiss(choice)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(next(one for one in self._holds if one.key == event.option.id))


def _line(choice: HoldChoice) -> Content:
    return Content.assemble((choice.key, "bold"), f"  {choice.label:<24}", (choice.note, QUIET))
