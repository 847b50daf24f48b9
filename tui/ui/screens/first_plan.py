"""The question before the first plan of an org is applied (R10): all of it, only the offs, or nothing."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, getters
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.loop.pulse import Phase, Pulse
from tui.ui.following import FollowingApp
from tui.ui.page import Page
from tui.ui.plain import plain
from tui.ui.screens.dialog import Choice, Dialog
from tui.ui.screens.plan_sheet import styled
from tui.ui.tones import badge
from tui.ui.words.plan import plan_lines

WORDS = (
    "Nobody was toggled from here yet. The loop would now do this.\n"
    "Only off: those it would turn on are held until presence changes."
)


class FirstPlan(Dialog[str]):
    """Shows the first plan and follows it while it waits; the answer is ``all``, ``only-off`` or None.

    ``gone`` is the answer where the loop stopped asking by itself.
    """

    HELP = (
        "What the loop would send first in this org, and what it withholds. Nothing was sent yet, and nothing is "
        "before an answer."
    )

    app = getters.app(FollowingApp)

    def __init__(self, pulse: Pulse) -> None:
        self._shown = pulse.plan
        org = pulse.org
        name = plain(org.name) if org else "this org"
        title = Content.assemble(f"The first plan for {name}  ", badge(sandbox=bool(org and org.sandbox)))
        choices = (Choice("y", "Apply all", "all"), Choice("f", "Only off", "only-off"))
        super().__init__(title, choices, production=not (org and org.sandbox))

    def body(self) -> Iterable[Widget]:
        """What it is, how much, and who."""
        yield Static(WORDS, classes="words")
        yield Static(id="summary", classes="words")
        yield Page(id="targets")

    def on_mount(self) -> None:
        """Draw now and whenever the plan changes."""
        self.watch(self.app, "pulse", self._draw)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 — the dialog's own takes it, and runs too
        """Long reasons go on where the width ends."""
        self.call_after_refresh(lambda: self._draw(self.app.pulse))

    def _draw(self, pulse: Pulse) -> None:
        if pulse.phase is not Phase.ASKING:
            if self.app.screen is self:
                self.dismiss("gone")
            return
        if pulse.plan is None:
            return
        self._shown = plan = pulse.plan
        offs = len(plan.off) + len(plan.braked)
        self.query_one("#summary", Static).update(
            Content.styled(f"{len(plan.on):,} on, {offs:,} off, {len(plan.withheld):,} withheld", "bold")
        )
        page = self.query_one("#targets", Page)
        page.show(styled(plan_lines(pulse, self.app.setting.zone), page.scrollable_content_region.width))

    def chosen(self, value: str) -> None:
        """Confirm exactly the plan that is shown."""
        if self._shown is not None:
            self.app.hand.confirm(self._shown.id, only_off=value == "only-off")
        self.dismiss(value)
