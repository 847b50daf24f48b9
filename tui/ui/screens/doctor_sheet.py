"""The doctor: what works in this org, what does not, why it matters and what to do; it looks when it opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tui.presence.checks import Check
from tui.presence.model import Instant
from tui.presence.problems import Failure
from tui.presence.words import countdown
from tui.ui.glyphs import glyphs
from tui.ui.plain import plain
from tui.ui.screens.check_lines import TONES, check_lines
from tui.ui.screens.sheet import Sheet
from tui.ui.setting import Doctor
from tui.ui.tones import QUIET, badge
from tui.ui.words.doctor import Group, as_text, counted, groups

MARGIN = 3  # cells beside a page's lines: its margins and its scroll bar
LOOKING = "looking …"
PATIENCE = "What works here is asked, one question after the other. Nothing is changed in the org."
ALL_THERE = "Everything that is needed is there."
BROKE = "The doctor could not finish."


class DoctorSheet(Sheet[None]):
    """``doctor`` looks; what it found stays on the screen while it looks again."""

    HELP = (
        "What works in this org and on this machine, what does not, why that matters and what to do about it. "
        "Looking changes nothing in the org."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "look", "Look again", tooltip="Look at everything again"),
        Binding("c", "copy", "Copy", tooltip="Copy all of it as text, through the terminal (OSC 52)"),
        Binding("D", "close", "Back", show=False),
    ]
    DEAD: ClassVar[Mapping[str, str]] = {
        "look": "it is looking already",
        "copy": "nothing was found yet",
    }

    def __init__(self, doctor: Doctor) -> None:
        super().__init__()
        self._doctor = doctor
        self._checks: tuple[Check, ...] = ()
        self._problem = ""
        self._since: Instant | None = None

    def on_mount(self) -> None:
        """Look at once; the seconds are told, so that nobody thinks it hangs."""
        self.watch(self.app, "now", self._draw, init=False)
        self.action_look()

    def on_resize(self) -> None:
        """Words go on where the width ends."""
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One look at a time; and something must be there to copy."""
        if action == "look":
            return True if self._since is None else None
        if action == "copy":
            return True if self._checks else None
        return super().check_action(action, parameters)

    def action_look(self) -> None:
        """Look at everything now."""
        self._since = self.app.setting.clock.now()
        self._draw()
        self.run_worker(self._look_or_say(), group="doctor", exclusive=True, exit_on_error=False)

    async def _look_or_say(self) -> None:
        self._problem = BROKE
        await self.app.guarded(self._look(), "The doctor")
        self._since = None
        self._draw()

    async def _look(self) -> None:
        try:
            self._checks = await self._doctor()
        except Failure as failure:
            self._problem = plain(f"{failure.problem}. {failure.problem.next}")
        else:
            self._problem = ""

    def action_copy(self) -> None:
        """All of it as text, by OSC 52: the terminal decides whether it takes it."""
        org = self.app.pulse.org
        self.app.copy_to_clipboard(
            as_text(f"de-presence doctor, {plain(org.name)}" if org else "de-presence doctor", self._checks)
        )
        self.app.toast("Findings copied, if your terminal allows it (OSC 52; in tmux: set-clipboard on).")

    def _draw(self) -> None:
        found, org = groups(self._checks), self.app.pulse.org
        left = Content.styled("Doctor", "bold")
        if org is not None:
            left = Content.assemble(left, f"  {plain(org.name)}  ", badge(sandbox=org.sandbox))
        self.show(left, self._standing(found), self._words(found), self._lines(found))
        self.refresh_bindings()

    def _standing(self, found: list[Group]) -> Content:
        if self._since is not None:
            passed = self._since.until(self.app.setting.clock.now())
            return Content.styled(f"{LOOKING} {countdown(passed)}", QUIET)
        return Content("   ").join([Content.styled(counted(group), TONES[group.ok]) for group in found])

    def _words(self, found: list[Group]) -> Content:
        if self._problem and self._since is None:
            return Content.styled(self._problem, "$text-error")
        all_there = found and all(group.ok is not False for group in found)
        return Content.styled(ALL_THERE, "bold") if all_there else Content()

    def _lines(self, found: list[Group]) -> list[Content]:
        if not found:
            return [Content.styled(PATIENCE, QUIET)] if self._since is not None else []
        return check_lines(found, self.size.width - MARGIN, glyphs(ascii_only=self.app.setting.ascii_only))
