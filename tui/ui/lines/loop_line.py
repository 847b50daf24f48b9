"""The loop line: what the loop does, how old the data is, how far a long step has come. Always there."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.loop.pulse import Phase, Pulse
from tui.presence.model import Instant
from tui.ui.lines.opening import open_by_click
from tui.ui.lines.spread import GAP, Part, spread
from tui.ui.tones import QUIET
from tui.ui.words.events import events_tip, events_words
from tui.ui.words.loop import age_words, is_stale, share_done, slower_words, state_words, step_words

BAR = 12
SAYS_WHY = 30  # cells that words of a reason need to be of use
STYLES = {
    Phase.OFF: "bold",
    Phase.ON: "bold $text-success",
    Phase.READING: "bold $text-success",
    Phase.APPLYING: "bold $text-success",
    Phase.ASKING: "bold $text-warning",
    Phase.BRAKED: "bold $text-warning",
    Phase.RETRYING: "bold $text-error",
}


class LoopLine(Widget):
    """``poll on, next in 3:41   data 0:19 old   events live    reading sessions 12,000 of 120,000 ━━━━──────``."""

    pulse: reactive[Pulse] = reactive(Pulse(Phase.OFF), always_update=True)
    now: reactive[Instant] = reactive(Instant(0.0, 0.0))

    def watch_pulse(self, pulse: Pulse) -> None:
        """What the line may have to cut is told in full where the mouse rests."""
        words = events_tip(pulse)
        self.tooltip = Content(words) if words else None

    async def on_click(self) -> None:
        """A click opens the plan."""
        await open_by_click(self, "ShowPlan")

    def render(self) -> Content:
        """The line in the width that there is; why it is braked is cut before the age of the data goes."""
        pulse, now, loop = self.pulse, self.now, self.pulse.settings.loop
        stale = is_stale(pulse, now, pulse.pace.refresh)
        state = Content.styled(state_words(pulse, now), STYLES[pulse.phase])
        age = Content.styled(age_words(pulse, now), "$text-warning" if stale else QUIET)
        dry = Content.styled(" dry run ", "$text-warning on $warning-muted") if loop.dry_run else Content()
        step = Content.styled(step_words(pulse), "$text-accent" if pulse.sending else QUIET)
        width = self.size.width - 2
        slower = Content.styled(slower_words(pulse), "$text-warning")
        right = [Part(slower, 4), Part(dry, 1), Part(step, 2), Part(bar(pulse), 3)]
        state = state.truncate(max(12, width - age.cell_length - GAP), ellipsis=True)
        room = width - sum(one.cell_length + GAP for one in (state, age, *(part.content for part in right)) if one)
        return spread([Part(state), Part(age), Part(events_part(pulse, room), 5)], right, width)


def events_part(pulse: Pulse, room: int) -> Content:
    """Whether events are heard, and why not as far as there is room for a reason that says something."""
    style = "$text-accent" if pulse.events is not None and pulse.events.state == "catching up" else QUIET
    words = Content.styled(events_words(pulse.events), style)
    if words.cell_length <= room:
        return words
    if room < SAYS_WHY:
        return Content.styled(events_words(pulse.events, short=True), style)
    return words.truncate(room, ellipsis=True)


def bar(pulse: Pulse) -> Content:
    """How much of a step is done, as a bar; empty where its end is not known."""
    share = share_done(pulse.step)
    if share is None:
        return Content()
    full = round(share * BAR)
    return Content.assemble(("━" * full, "$primary"), ("━" * (BAR - full), "$surface-lighten-2"))
