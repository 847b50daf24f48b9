"""The footer: the keys that work now, in one line that gives way by rank; a dead key is dim, a click presses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from tui.ui.keys import key_shown
from tui.ui.lines.spread import Part, spread
from tui.ui.tones import FAINT

META = "pressed"  # the key under the mouse, carried by the style of what is drawn there


class KeyLine(Widget):
    """``space Mark  o On  x Off  h Hold  p Abort poll  P Plan  ? Help``; ``ranks`` by binding id say who gives way.

    ``kept`` is the binding id of a key that a line above names; it gives way to none.
    """

    kept: reactive[str] = reactive("")

    def __init__(self, ranks: Mapping[str, int] | None = None) -> None:
        super().__init__()
        self._ranks = ranks or {}

    def on_mount(self) -> None:
        """Draw anew whenever the keys that work change."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> Content:
        """The keys that fit."""
        return spread(list(self._parts()), [], self.size.width - 2, gap=2)

    def _parts(self) -> Iterator[Part]:
        seen = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and binding.action not in seen:
                seen.add(binding.action)
                yield Part(self._key(binding, enabled=active.enabled), self._rank(binding.id or ""))

    def _rank(self, binding_id: str) -> int:
        return 0 if binding_id == self.kept else self._ranks.get(binding_id, 0)

    def _key(self, binding: Binding, *, enabled: bool) -> Content:
        meta = Style.from_meta({META: binding.key})
        key = "bold $footer-key-foreground" if enabled else FAINT
        word = "$footer-description-foreground" if enabled else FAINT
        words = Content.assemble((binding.key_display or key_shown(binding.key), key), " ", (binding.description, word))
        return words.stylize(meta)

    def on_click(self, event: events.Click) -> None:
        """A click on a key presses it."""
        key = event.style.meta.get(META)
        if isinstance(key, str):
            self.app.simulate_key(key)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The tooltip is the help of the key under the mouse."""
        active = self.screen.active_bindings.get(event.style.meta.get(META, ""))
        self.tooltip = active.tooltip or None if active else None
