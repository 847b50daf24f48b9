"""What all dialogs share: a box with a title, what it says, and choices that each have a key. Cancel has the focus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, NamedTuple, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from tui.ui import screens
from tui.ui.page import Page
from tui.ui.screens.sheet import HELP_KEY

Answer = TypeVar("Answer")


class Choice(NamedTuple):
    """One way to answer: the key that gives it, its words, and what it stands for."""

    key: str
    label: str
    value: str


class Dialog(ModalScreen[Answer | None]):
    """Asks one thing; None is the answer of who cancels. A subclass fills ``body`` and hears ``chosen``."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel"), HELP_KEY]
    HELP = "A question. Nothing happens before it is answered."
    FIELDS: ClassVar[Mapping[str, str]] = {}  # the fields that a text is typed in, by the key that goes there
    AUTO_FOCUS = "#cancel"  # nobody agrees by pressing enter once too often

    def __init__(self, title: Content, choices: Sequence[Choice], *, production: bool = False) -> None:
        super().__init__()
        self._title = title
        self._choices = {choice.value: choice for choice in choices}
        self._production = production
        self._seen = False

    def on_mount(self) -> None:
        """A key counts once the dialog was seen: one that was typed before it opened was not meant for it."""
        self.call_after_refresh(setattr, self, "_seen", True)

    def on_resize(self, event: events.Resize) -> None:
        """A long list scrolls in its share of the height; a box that fits its content takes only cells for a limit."""
        for page in self.query(Page):
            page.styles.max_height = max(4, event.size.height * 3 // 10)

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(classes="box -production" if self._production else "box"):
            yield Static(self._title, classes="title")
            yield from self.body()
            with Horizontal(classes="choices"):
                for choice in self._choices.values():
                    yield Button(label_of(choice), id=choice.value, compact=True, classes="choice")
                yield Button(" Cancel ", id="cancel", compact=True)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The ways to answer but for Cancel."""
        return tuple(self._choices.values())

    def body(self) -> Iterable[Widget]:
        """What stands between title and choices."""
        return ()

    def chosen(self, value: str) -> None:
        """Somebody chose this."""
        raise NotImplementedError

    def enabled(self, _value: str) -> bool:
        """Whether this may be chosen now."""
        return True

    def on_key(self, event: events.Key) -> None:
        """A choice's key chooses it."""
        if self.goes_to_a_field(event):
            return
        for choice in self._choices.values():
            if event.key == choice.key and self._seen and self.enabled(choice.value):
                event.stop()
                self.chosen(choice.value)
                return

    def goes_to_a_field(self, event: events.Key) -> bool:
        """Whether this key goes to a field, or belongs into the one that has the focus.

        A field takes every letter that reaches it. One that comes here nevertheless was typed in one burst with the key
        that goes to the field, before that had the focus: it is text, and answers nothing.
        """
        typing = self.focused
        if isinstance(typing, Input) and event.is_printable:
            event.stop().prevent_default()
            typing.post_message(events.Key(event.key, event.character))
            return True
        for field in self.query(self.FIELDS.get(event.key, "#none")).results(Input):
            event.stop().prevent_default()  # Textual asks the handlers of all parents too
            self.set_focus(field)
            return True
        return False

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        """So does a click."""
        event.stop()
        value = event.button.id or "cancel"
        if value == "cancel":
            self.dismiss(None)
        elif self.enabled(value):
            self.chosen(value)

    def action_help_here(self) -> None:
        """What is asked, and the keys."""
        self.app.push_screen(screens.here_sheet.here(self))

    def action_cancel(self) -> None:
        """Answer nothing."""
        self.dismiss(None)


class Question(Dialog[str]):
    """A dialog that only says some lines; the answer is the chosen value."""

    def __init__(
        self, title: Content, lines: Sequence[Content], choices: Sequence[Choice], *, production: bool = False
    ) -> None:
        super().__init__(title, choices, production=production)
        self._lines = lines

    def body(self) -> Iterable[Widget]:
        """The lines."""
        return (Static(Content("\n").join(self._lines), classes="words"),)

    def chosen(self, value: str) -> None:
        """That is the answer."""
        self.dismiss(value)


def label_of(choice: Choice) -> Content:
    """A choice as its button shows it: key and words."""
    return Content.assemble(" ", (choice.key, "bold"), f"  {choice.label} ")
