"""The help of the screen in front: what one sees there, and its keys, made from the screen's own bindings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

from textual import events
from textual.app import App
from textual.binding import ActiveBinding, Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.widgets import Input, OptionList

from tui.ui.keys import FIXED, MOVES, key_shown
from tui.ui.screens.dialog import Dialog
from tui.ui.screens.help_sheet import KEY_CELLS, head_line, term_lines
from tui.ui.screens.sheet import Sheet

HERE = "help_here"  # the action that opens this
TEXTUALS = FIXED - MOVES | {"super+c"}
CHOOSING = ("open", "select")
MOVING = ("scroll_", "cursor_", "move(", "page(", "page_", "first", "last")


class Key(NamedTuple):
    """The keys of one action, what it does, and whether it can be done just now."""

    keys: tuple[str, ...]
    words: str
    alive: bool = True


MOVE = Key(("↑ ↓ j k",), "Move; page up, page down, home and end likewise. The mouse's wheel scrolls.")
TAB = Key(("tab",), "On to the next field or button; a click goes there too.")


class HereSheet(Sheet[None]):
    """``about`` says what the other screen shows, ``keys`` what can be done there."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,f1", "close", "Back", show=False, id="help")]
    HELP = "This is the help of the screen that you came from."

    def __init__(self, about: str, keys: tuple[Key, ...]) -> None:
        super().__init__()
        self._about, self._keys = about, keys

    def on_resize(self, event: events.Resize) -> None:
        """Draw it in the width that there is."""
        width = event.size.width
        lines = [line for part in self._about.split("\n") for line in term_lines(("", ""), 0, part, width)]
        lines += [Content(), head_line("Keys")]
        cells = max([KEY_CELLS, *(len(" ".join(one.keys)) for one in self._keys)])
        for one in self._keys:
            later = "" if one.alive else " – not now"
            lines += term_lines((" ".join(one.keys), "bold"), cells, f"{one.words}{later}", width)
        self.show(Content.styled("Help", "bold"), Content("esc goes back"), Content(), lines)


def here(screen: Screen[Any]) -> HereSheet:
    """The help of this screen, as its keys are now."""
    moves = bool(screen.query(ScrollView) or screen.query(OptionList))
    fields = screen.is_modal and bool(screen.query(Input))
    general = [*([MOVE] if moves else []), *([TAB] if fields else [])]
    return HereSheet(screen.HELP or "", (*keys_of(screen), *general))


def keys_of(screen: Screen[Any]) -> tuple[Key, ...]:
    """What its keys do just now; those that move a cursor are told in one line, the app's own and hidden ones not."""
    found: dict[str, list[ActiveBinding]] = {}
    for active in screen.active_bindings.values():
        if not isinstance(active.node, App) and active.binding.key not in TEXTUALS and not _moves(active):
            found.setdefault(active.binding.action, []).append(active)
    told = [Key(*_told(some)) for some in found.values() if any(_tells(one) for one in some)]
    return (*told, *_choices(screen))


def _choices(screen: Screen[Any]) -> Iterator[Key]:
    """A dialog's buttons."""
    if isinstance(screen, Dialog):
        for choice in screen.choices:
            yield Key((choice.key,), f"{choice.label}.", screen.enabled(choice.value))


def _told(some: list[ActiveBinding]) -> tuple[tuple[str, ...], str, bool]:
    binding = next((one.binding for one in some if one.binding.show), some[0].binding)
    keys = (binding.key_display,) if binding.key_display else tuple(key_shown(one.binding.key) for one in some)
    about = next((one.binding.tooltip for one in some if one.binding.tooltip), "")
    named = about.lower().startswith(binding.description.lower())
    words = (
        f"{binding.description}: {about[:1].lower()}{about[1:]}"
        if about and not named
        else about or binding.description
    )
    return keys, f"{words.rstrip('.')}.", some[0].enabled


def _tells(active: ActiveBinding) -> bool:
    """Whether it is worth a line: all that a footer or a tooltip names, and what opens a list's line."""
    binding = active.binding
    if not binding.description or HERE in binding.action:
        return False
    return binding.show or bool(binding.tooltip) or isinstance(active.node, Screen) or binding.action in CHOOSING


def _moves(active: ActiveBinding) -> bool:
    """Whether it only moves a cursor or scrolls."""
    binding = active.binding
    return binding.key in MOVES or (
        binding.action.startswith(MOVING) and not binding.show and not isinstance(active.node, Screen)
    )
