"""The filter line: filters as you type, completes what is typed, and says in words what it does or what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import ClassVar

from msgspec import Struct
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.presence.filtering.compiling import EVERYBODY, Compiled
from tui.presence.filtering.completion import Known, Suggestion, complete
from tui.ui.lines.spread import Part, spread
from tui.ui.plain import fit, plain
from tui.ui.tones import QUIET

HINT = "words, !without, presence:idle, de:off, team:x, idle:>30m, @saved"
SHOWN = 6
CELLS = 28


class Taking(Struct, frozen=True):
    """``offered`` were suggested for the text ``before``, and the one at ``place`` was put in."""

    before: str
    offered: Sequence[Suggestion]
    place: int

    @property
    def result(self) -> tuple[str, int]:
        """The text with it, and where the cursor is then."""
        return self.offered[self.place].into(self.before)


class FilterInput(Input):
    """The field of the filter line. ``used`` are filters that were kept in this run, the last one last."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Keep the filter"),
        Binding("escape", "drop", "Drop it"),
        Binding("tab", "take(1)", "Complete"),
        Binding("shift+tab", "take(-1)", "The one before", show=False),
        Binding("right", "right", show=False),
        Binding("up", "go(-1)", "Earlier ones", show=False),
        Binding("down", "go(1)", "Later ones", show=False),
        Binding("ctrl+s", "save", "Save it"),
    ]

    class Dropped(Message):
        """A person gave the filter up."""

    class SaveWanted(Message):
        """A person wants to save it by a name."""

    def __init__(self) -> None:
        super().__init__(id="filter", compact=True, placeholder=HINT)
        self.used: list[str] = []
        self.known: Callable[[], Known] = Known
        self._draft = ""
        self._back = 0
        self._last: Taking | None = None

    @property
    def taking(self) -> Taking | None:
        """The suggestions among which tab goes round; None once something was typed or the cursor moved."""
        last = self._last
        return last if last is not None and last.result == (self.value, self.cursor_position) else None

    @property
    def offered(self) -> Sequence[Suggestion]:
        """What may stand at the cursor, or stands there since tab was pressed."""
        taking = self.taking
        return taking.offered if taking else complete(self.value, self.cursor_position, self.known())

    def action_take(self, step: int) -> None:
        """Put the first suggestion in; once more puts the next one there instead."""
        taking, offered = self.taking, self.offered
        if offered:
            before, place = (taking.before, taking.place + step) if taking else (self.value, min(0, step))
            self._last = Taking(before, offered, place % len(offered))
            self.value, self.cursor_position = self._last.result

    def action_right(self) -> None:
        """At the end of a word the best suggestion is put in."""
        typing = self.cursor_at_end and not self.value.endswith(" ") and self.value
        if typing and self.taking is None and self.offered:
            self.action_take(1)
            self._last = None
        else:
            self.action_cursor_right()

    def action_go(self, step: int) -> None:
        """Show an earlier filter, or a later one; after the last comes what was being typed."""
        if self._back == 0:
            self._draft = self.value
        back = min(max(self._back - step, 0), len(self.used))
        if back != self._back:
            self._back = back
            self.value = self.used[-back] if back else self._draft
            self.cursor_position = len(self.value)

    def kept(self) -> None:
        """What stands there is used from now on, and found by going back."""
        self._back = 0
        if self.value.strip():
            self.used = [*(one for one in self.used if one != self.value), self.value]

    def action_drop(self) -> None:
        """Give it up."""
        self._back = 0
        self.post_message(self.Dropped())

    def action_save(self) -> None:
        """Have it saved."""
        self.post_message(self.SaveWanted())


class FilterHint(Widget):
    """What the filter does in words, or what is wrong with it; to the right what may come next."""

    compiled: reactive[Compiled] = reactive(EVERYBODY)
    offered: reactive[tuple[Suggestion, ...]] = reactive(())
    taken: reactive[int | None] = reactive(None)

    def render(self) -> Content:
        """One line."""
        left = [Part(self._said())]
        return spread(left, [Part(one, rank) for rank, one in enumerate(self._next(), 1)], self.size.width - 2, gap=2)

    def _said(self) -> Content:
        for problem in chain(self.compiled.wrong, self.compiled.problems):
            if problem.unfinished:
                return Content.styled(plain(problem.why), QUIET)
            return Content.styled(plain(f"ignored: {problem.why}"), "$text-warning")
        return Content.styled(plain(self.compiled.words), QUIET)

    def _next(self) -> list[Content]:
        first = max(0, (self.taken or 0) - SHOWN + 2)
        names = [_cut(one.shown) for one in self.offered[first : first + SHOWN]]
        parts = [
            Content.styled(one, "bold" if first + place == self.taken else QUIET) for place, one in enumerate(names)
        ]
        if parts and self.taken is None:
            parts[0] = Content.assemble(("tab", "bold $text-accent"), " ", (names[0], "$text-accent"))
        return parts


class FilterLine(Vertical):
    """Field and hint. Whoever filters tells it what came of the text by ``show``."""

    field = getters.query_one(FilterInput)
    hint = getters.query_one(FilterHint)

    def compose(self) -> ComposeResult:
        """The field after its slash; the hint below."""
        with Horizontal():
            yield Static("/", classes="label")
            yield FilterInput()
        yield FilterHint()

    def on_mount(self) -> None:
        """Suggest anew wherever the cursor goes."""
        self.watch(self.field, "selection", self._moved, init=False)

    def show(self, compiled: Compiled) -> None:
        """Say what the filter does."""
        self.hint.compiled = compiled
        self._moved()

    @on(Input.Changed)
    def _moved(self) -> None:
        if self.display:
            taking = self.field.taking
            self.hint.offered, self.hint.taken = tuple(self.field.offered), taking.place if taking else None


def _cut(text: str) -> str:
    shown = plain(text)
    return fit(shown, min(len(shown), CELLS)).rstrip()
