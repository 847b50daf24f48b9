"""The finding half of the desk: filter line, saved filters, and how the desk of this org was left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from textual import on
from textual.theme import Theme
from textual.timer import Timer

from tui.loop.pulse import Pulse
from tui.presence.filtering.compiling import compile_filter
from tui.presence.filtering.completion import Known
from tui.presence.roster import Roster
from tui.ui.flows.saved_filters import choose_filter
from tui.ui.lines.filter_line import FilterInput, FilterLine
from tui.ui.plain import plain
from tui.ui.remembering import Remembering
from tui.ui.setting import Setting
from tui.ui.table.choosing import remembered
from tui.ui.table.columns import COLUMNS, Chosen
from tui.ui.viewing import Viewing
from tui.ui.words.log import LogLine

WRITTEN_AFTER = 2.0  # seconds
SORTS = frozenset(one.id for one in COLUMNS)


class Finding(Viewing):
    """Filters, and remembers order and filters of the open org. ``remembering`` is what is remembered."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.remembering = Remembering(setting, self._write_soon)
        self._writing: Timer | None = None
        self._names = Names()

    def on_mount(self) -> None:
        """As soon as the org is known, its desk is as it was left."""
        self.query_one(FilterInput).known = self._known
        self.watch(self.app, "pulse", self._org_known)
        self.app.theme_changed_signal.subscribe(self, self._theme_changed)

    def on_unmount(self) -> None:
        """What is not written down yet is written now."""
        self.remembering.write()

    @property
    def saved_filters(self) -> Mapping[str, str]:
        """The saved filters of this org by name."""
        return self.remembering.desk.filters

    # filter

    def open_filter(self) -> None:
        """Type there from now on."""
        line = self.query_one(FilterLine)
        line.display = True
        line.show(self.compiled)
        self.set_focus(line.field)

    @on(FilterInput.Submitted)
    def keep_filter(self) -> None:
        """Back to the table; a word that filters nothing is told once more, for the line that says so closes."""
        self.query_one(FilterInput).kept()
        for wrong in self.compiled.wrong[:1]:
            self.app.toast(f"A word of the filter is ignored: {plain(wrong.why)}", severity="warning")
        self.close_filter()

    def choose_filter(self, *, naming: bool = False) -> None:
        """Show the saved filters; ``naming``: to save the current one."""
        self.run_worker(
            self.app.guarded(choose_filter(self, naming=naming), "The saved filters"), group="flow", exit_on_error=False
        )

    @on(FilterInput.SaveWanted)
    def _save_wanted(self) -> None:
        self.choose_filter(naming=True)

    def close_filter(self) -> None:
        """Back to the table."""
        self.query_one(FilterLine).display = False
        self.table.focus()

    @on(FilterInput.Changed)
    def _typed(self, event: FilterInput.Changed) -> None:
        if event.value != self.filter:
            self._filter_by(event.value)

    @on(FilterInput.Dropped)
    def drop_filter(self) -> None:
        """Show everybody again."""
        self.query_one(FilterInput).value = ""
        self.close_filter()

    def filter_by(self, text: str) -> None:
        """Filter by this text, as if it had been typed and kept."""
        field = self.query_one(FilterInput)
        field.value = text
        field.cursor_position = len(text)
        self._filter_by(text)
        field.kept()

    def save_filters(self, filters: Mapping[str, str]) -> None:
        """These are the saved filters from now on."""
        self.remembering.keep(filters=dict(filters))
        self._filter_by(self.filter)

    def _filter_by(self, text: str) -> None:
        self.compiled = compile_filter(text, self.saved_filters)
        self.query_one(FilterLine).show(self.compiled)
        self.remembering.keep(filter=text)
        self.show()

    def _known(self) -> Known:
        self._names.roster = self.app.pulse.roster
        return Known(self._names.of, tuple(sorted(self.saved_filters, key=str.casefold)))

    # what is remembered

    def sort_by(self, column_id: str, *, reverse: bool) -> None:
        """Order the table by a column."""
        super().sort_by(column_id, reverse=reverse)
        self.remembering.keep(sort=column_id, reverse=reverse)

    def choose_columns(self, chosen: Chosen) -> None:
        """Show these columns from now on."""
        self.table.choose(chosen)
        self.remembering.keep(columns=chosen.ids, widths=dict(chosen.widths))

    def _org_known(self, pulse: Pulse) -> None:
        if pulse.org is None or self.remembering.known:
            return
        left = self.remembering.recall()
        if left.sort in SORTS:
            self.sort, self.reverse = left.sort, left.reverse
        self.table.choose(remembered(left.columns, left.widths))
        if left.theme in self.app.available_themes:
            self.app.theme = left.theme
        if left.filter != self.filter:
            self.filter_by(left.filter)
            self.app.say(LogLine(self.app.org_now(), "note", plain(f"The filter is as it was left: {left.filter}")))
        elif left.sort:
            self.show()

    def _theme_changed(self, theme: Theme) -> None:
        if theme.name != self.remembering.desk.theme:
            self.remembering.keep(theme=theme.name)

    def _write_soon(self) -> None:
        if self._writing is None:
            self._writing = self.set_timer(WRITTEN_AFTER, self._write)

    def _write(self) -> None:
        self._writing = None
        self.remembering.write()


class Names:
    """The names that a field's values may have in this org, gathered once a reading where they are asked for."""

    def __init__(self) -> None:
        self._roster: Roster | None = None
        self._found: dict[str, tuple[str, ...]] = {}

    @property
    def roster(self) -> Roster | None:
        """The reading that they are of."""
        return self._roster

    @roster.setter
    def roster(self, roster: Roster | None) -> None:
        if roster is not self._roster:
            self._roster, self._found = roster, {}

    def of(self, field: str) -> tuple[str, ...] | None:
        """The names of teams, profiles or types; None for other fields."""
        if self._roster is None or field not in NAMED:
            return None
        if field not in self._found:
            found = {plain(name) for name in NAMED[field](self._roster) if name}
            self._found[field] = tuple(sorted(found, key=str.casefold))
        return self._found[field]


NAMED: Mapping[str, Callable[[Roster], Iterable[str]]] = {
    "team": lambda roster: (one.name for one in roster.teams.values()),
    "profile": lambda roster: {one.user.profile for one in roster.standings.values()},
    "type": lambda roster: chain.from_iterable({one.types for one in roster.standings.values()}),
}
