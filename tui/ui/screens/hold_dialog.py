"""For how long the loop leaves somebody alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.presence.when import FORMS
from tui.presence.words import plural
from tui.ui.hold_choices import HoldChoice
from tui.ui.plain import fit
from tui.ui.screens.dialog import Dialog
from tui.ui.tones import QUIET

Typed = Callable[[str], HoldChoice | None]


class HoldDialog(Dialog[HoldChoice]):
    """A list of choices; each has a number as its key. ``held``: how many of the users are held now.

    ``typed`` makes a choice of a moment that somebody types, None of what is none. The list has the focus: a hold
    harms nobody.
    """

    HELP = (
        "For how long the loop leaves them alone. A number or enter chooses; t goes to the line where a moment is "
        "typed."
    )

    AUTO_FOCUS = "#holds"
    FIELDS: ClassVar[Mapping[str, str]] = {"t": "#until"}

    def __init__(self, names: Sequence[str], choices: Sequence[HoldChoice], *, held: int, typed: Typed) -> None:
        whom = fit(names[0], min(40, len(names[0]))) if len(names) == 1 else plural(len(names), "user")
        super().__init__(Content(f"Hold {whom}"), ())
        self._held, self._typed = held, typed
        self._of = len(names)
        self._holds = [choice for choice in choices if choice.hold is not None or held]

    def body(self) -> Iterable[Widget]:
        """The choices, releasing only where somebody is held."""
        yield OptionList(*(Option(_line(one), id=one.key) for one in self._holds), id="holds", compact=True)
        with Horizontal(classes="field"):
            yield Static(Content.assemble(("t", "bold"), "  until "), classes="label")
            yield Input(placeholder=FORMS, id="until", max_length=40, compact=True)

    def on_mount(self) -> None:
        """Where all are held, releasing them is what a person wants."""
        self.query_one("#holds", OptionList).highlighted = len(self._holds) - 1 if self._held == self._of else 0

    def on_key(self, event: events.Key) -> None:
        """A choice's number chooses it; ``t`` goes to the line where a moment is typed."""
        if self.goes_to_a_field(event):
            return
        for choice in self._holds:
            if choice.key == event.key:
                self.dismiss(choice)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(next(one for one in self._holds if one.key == event.option.id))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        choice = self._typed(event.value)
        if choice is None:
            event.input.value = ""
            event.input.placeholder = f"no moment to come: {FORMS}"
        else:
            self.dismiss(choice)


def _line(choice: HoldChoice) -> Content:
    return Content.assemble((choice.key, "bold"), f"  {choice.label:<24}", (choice.note, QUIET))
