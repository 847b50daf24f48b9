"""The saved filters of this org: apply one, save the current one by a name, delete, and take that back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.presence.filtering.compiling import Compiled, compile_filter
from tui.presence.filtering.tokens import quoted
from tui.ui.plain import fit, plain
from tui.ui.screens.dialog import Choice, Dialog
from tui.ui.tones import QUIET

LONGEST = 40
NAME_CELLS = 24
COUNT_CELLS = 14
BESIDE = 14  # lines of the dialog that are not the list's
BOX, BOX_SHARE, BOX_EDGES = 84, 0.96, 6  # as the style has them
CHOICES = (
    Choice("n", "Save the current one", "save"),
    Choice("d", "Delete", "delete"),
    Choice("u", "Take back", "undo"),
)
Count = Callable[[Compiled], Awaitable[int]]
Filters = Mapping[str, str]


class FilterNames(OptionList):
    """The list of names, with the cursor keys of the table."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
    ]


class FiltersDialog(Dialog[str]):
    """The answer is the text to filter by. ``current`` is the filter that could be saved, ``keep`` keeps a change.

    ``count`` tells how many people a filter shows now; it may take a while. ``naming``: begin with saving.
    """

    HELP = (
        "The saved filters of this org, and how many people each shows now. Enter filters by one; in the filter "
        "line @name stands for it."
    )

    AUTO_FOCUS = "FilterNames"

    def __init__(
        self, filters: Filters, current: str, *, count: Count, keep: Callable[[Filters], None], naming: bool = False
    ) -> None:
        super().__init__(Content("Saved filters"), CHOICES)
        self._filters, self._current = dict(filters), current
        self._count, self._keep = count, keep
        self._naming = naming
        self._before: list[Filters] = []
        self._counts: dict[str, int] = {}

    def body(self) -> Iterable[Widget]:
        """The list, and the field for a name."""
        yield FilterNames(id="filters", compact=True)
        yield Static(id="summary")
        with Horizontal(classes="field"):
            yield Static("Name", classes="label")
            yield Input(id="name", max_length=LONGEST, compact=True)

    def on_mount(self) -> None:
        """Show what there is; where a filter is to be saved, ask for its name."""
        self.query_one(".field").display = False
        self._draw()
        if self._naming:
            self.chosen("save")

    def on_resize(self, event: events.Resize) -> None:
        """The list takes the room that there is, and its texts the width."""
        self.query_one(FilterNames).styles.max_height = max(2, event.size.height - BESIDE)
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        for place, name in enumerate(self._names):
            self.query_one(FilterNames).replace_option_prompt_at_index(place, self._line(name))

    # what is drawn

    @property
    def _names(self) -> list[str]:
        return sorted(self._filters, key=str.casefold)

    @property
    def _here(self) -> str | None:
        at = self.query_one(FilterNames).highlighted
        return self._names[at] if at is not None and at < len(self._names) else None

    def _draw(self, at: str | None = None, said: str = "") -> None:
        names, chooser = self._names, self.query_one(FilterNames)
        chooser.set_options(Option(self._line(name)) for name in names)
        chooser.highlighted = names.index(at) if at in names else 0 if names else None
        chooser.display = bool(names)
        summary = said or ("" if names else "None is saved yet. Type one after /, then ctrl+s there saves it.")
        self.query_one("#summary", Static).update(Content.styled(plain(summary), QUIET))
        self.query_one("#summary").display = bool(summary)
        for choice in CHOICES:
            self.query_one(f"#{choice.value}", Button).disabled = not self.enabled(choice.value)
        self._count_all()

    def _line(self, name: str) -> Content:
        found = self._counts.get(self._filters[name])
        number = "" if found is None else f"{found:,} shown"
        cells = min(NAME_CELLS, max(cell_len(plain(one)) for one in self._filters))
        wrong = bool(compile_filter(self._filters[name], self._filters).wrong)
        width = min(BOX, int(self.size.width * BOX_SHARE)) - BOX_EDGES
        text = fit(plain(self._filters[name]), max(4, width - cells - 2 - COUNT_CELLS))
        style = "$text-warning" if wrong else QUIET
        return Content.assemble((fit(plain(name), cells), "bold"), "  ", (text, style), number.rjust(COUNT_CELLS))

    @work(group="counts", exclusive=True)
    async def _count_all(self) -> None:
        for place, name in enumerate(self._names):
            text = self._filters[name]
            if text not in self._counts or "@" in text:
                self._counts[text] = await self._count(compile_filter(text, self._filters))
                self.query_one(FilterNames).replace_option_prompt_at_index(place, self._line(name))

    # what a person does

    def enabled(self, value: str) -> bool:
        """There must be something to save, to delete, to take back."""
        possible = {"save": bool(self._current.strip()), "delete": bool(self._filters), "undo": bool(self._before)}
        return possible[value] and not self.query_one(".field").display

    def chosen(self, value: str) -> None:
        """One of the keys below, or its button."""
        if value == "save":
            self._ask_for_name()
        elif value == "undo":
            self._filters = dict(self._before.pop())
            self._keep(self._filters)
            self._draw(self._here, "Taken back.")
        elif (name := self._here) is not None:
            self._change({one: text for one, text in self._filters.items() if one != name})
            self._draw(said=f"Deleted: {name}. u takes it back.")

    def _change(self, filters: Filters) -> None:
        self._before.append(self._filters)
        self._filters = dict(filters)
        self._keep(filters)

    def _ask_for_name(self) -> None:
        wrong = compile_filter(self._current, self._filters).wrong
        if not self._current.strip() or wrong:
            why = wrong[0].why if wrong else "there is no filter now"
            self._draw(self._here, f"It cannot be saved: {why}")
            return
        self.query_one(".field").display = True
        field = self.query_one("#name", Input)
        field.placeholder = "a name, then enter"
        self.set_focus(field)
        self._draw(self._here, f"Saves: {self._current}")

    @on(Input.Submitted)
    def _named(self, event: Input.Submitted) -> None:
        event.stop()
        name = " ".join(event.value.split())
        if not name:
            return
        old = next((one for one in self._filters if one.casefold() == name.casefold()), None)
        kept = {one: text for one, text in self._filters.items() if one != old}
        self._change({**kept, name: self._current})
        event.input.value = ""
        self._close_field()
        self._draw(
            name, f"Saved. @{quoted(name)} stands for it in the filter line." + (" u takes it back." if old else "")
        )

    def _close_field(self) -> None:
        self.query_one(".field").display = False
        self.query_one(FilterNames).focus()

    def action_cancel(self) -> None:
        """Close the field for a name first, then the dialog."""
        if self.query_one(".field").display:
            self._close_field()
            self._draw(self._here)
        else:
            super().action_cancel()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._filters[self._names[event.option_index]])
