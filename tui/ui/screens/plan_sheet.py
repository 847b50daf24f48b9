"""The plan: what the next cycle would do, what waits, and why; ``y`` confirms a braked or first plan."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content

from tui.loop.pulse import Phase, Pulse
from tui.presence.plan import Plan
from tui.ui.plain import fit
from tui.ui.screens.sheet import Sheet
from tui.ui.tones import QUIET
from tui.ui.words.plan import PlanLine, headline, plan_lines, safety_words

STYLES = {"→ on": "bold $text-success", "→ off": "bold $text-warning", "braked": "bold $text-error"}
NAME_CELLS, GAP = 30, "   "
WITHHELD = Content.styled("Withheld: nothing is sent for these", "bold")


class PlanSheet(Sheet[None]):
    """Follows the loop while it is open. What y confirms is exactly the plan that is on the screen (R11)."""

    HELP = (
        "What the next cycle would send, on and off, and what it withholds, each with its reason. A plan that the "
        "brake holds, or the first plan of an org, waits here for y."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "confirm", "Confirm", tooltip="Send the braked or first plan that is shown"),
        Binding("f", "only_off", "Only off", tooltip="Of the first plan send the offs alone; the ons are held"),
        Binding("P", "close", "Back", show=False),
    ]

    def on_mount(self) -> None:
        """Draw now, and at every pulse."""
        self.watch(self.app, "pulse", self._draw)

    def on_resize(self) -> None:
        """Long reasons go on where the width ends."""
        self._draw(self.app.pulse)

    def _draw(self, pulse: Pulse) -> None:
        plan, setting = pulse.plan, self.app.setting
        if plan is None:
            return
        lines = plan_lines(pulse, setting.zone)
        words = Content.styled(self._words(pulse, plan), "$text-warning")
        drawn = styled(lines, self.size.width - 4) or [
            Content.styled("Everybody is in step: nothing would be sent.", QUIET)
        ]
        self.show(Content.styled(headline(plan), "bold"), Content(safety_words(pulse)), words, drawn)
        self.refresh_bindings()

    def _words(self, pulse: Pulse, plan: Plan) -> str:
        if plan.first and pulse.phase is Phase.ASKING:
            return "Nothing was sent yet. y applies all of it, f only the offs; p at the desk gives it up."
        if plan.brake:
            waits = "y sends the braked offs, if a fresh reading still asks for them." if self._may("confirm") else ""
            return f"The brake holds {len(plan.braked):,} offs back. {waits}"
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Confirming exists only where there is something to confirm, and somebody who may."""
        if action in ("confirm", "only_off"):
            return self._may(action)
        return super().check_action(action, parameters)

    def _may(self, action: str) -> bool:
        pulse = self.app.pulse
        if not (self.app.may_write and pulse.applying and pulse.plan):
            return False
        first = pulse.plan.first and pulse.phase is Phase.ASKING
        return first if action == "only_off" else first or bool(pulse.plan.braked)

    def action_confirm(self) -> None:
        """Let it go."""
        self._confirm(only_off=False)

    def action_only_off(self) -> None:
        """Let its offs go."""
        self._confirm(only_off=True)

    def _confirm(self, *, only_off: bool) -> None:
        if self.app.pulse.plan is not None:
            self.app.hand.confirm(self.app.pulse.plan.id, only_off=only_off)
            self.dismiss(None)


def styled(lines: Sequence[PlanLine], width: int) -> list[Content]:
    """The lines in columns: what, who, why, by which rule. A long why goes on below itself."""
    name = min(NAME_CELLS, width // 3, max((cell_len(line.name) for line in lines), default=0))
    mark = max((len(line.mark) for line in lines), default=0)
    drawn: list[Content] = []
    for line in lines:
        if line.withheld and WITHHELD not in drawn:
            drawn += [Content(), WITHHELD] if drawn else [WITHHELD]
        drawn += _drawn(line, mark, name, width)
    return drawn


def _drawn(line: PlanLine, mark: int, name: int, width: int) -> list[Content]:
    room = max(20, width - mark - name - 2 * len(GAP) - 1)
    first, *more = wrap(line.why + (f" ({line.rule})" if line.rule else ""), room) or [""]
    style = QUIET if line.withheld else ""
    begin = Content.assemble((line.mark.ljust(mark), STYLES.get(line.mark, QUIET)), GAP, fit(line.name, name), GAP)
    indent = " " * begin.cell_length
    return [Content.assemble(begin, (first, style)), *(Content.styled(indent + one, style) for one in more)]
