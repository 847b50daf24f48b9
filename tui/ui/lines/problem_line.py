"""The yellow line above the table, there only while something is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.loop.pulse import Phase, Pulse
from tui.presence.model import Problem
from tui.presence.reading import ONLY_OWN_SESSIONS
from tui.ui.lines.opening import open_by_click
from tui.ui.plain import plain

ONLY_OWN = "You see only your own sessions (Manage Users is missing): presence is unknown, the loop toggles nobody."


class ProblemLine(Widget):
    """What is wrong, why, and what to do next; how many more problems there are."""

    text: reactive[str] = reactive("", layout=True)

    def watch_text(self, text: str) -> None:
        """The line takes no room while all is well."""
        self.display = bool(text)

    async def on_click(self) -> None:
        """A click opens the doctor."""
        await open_by_click(self, "ShowDoctor")

    def render(self) -> Content:
        """The text, wrapped where it is long."""
        return Content(self.text)


def problem_words(pulse: Pulse, others: Sequence[Problem] = (), doctor: str = "") -> str:
    """The problems of a pulse in one line; empty while all is well.

    What the loop line says already (why it retries) is not said twice; what to do next is. ``doctor`` is the key that
    explains what is missing, empty where there is none; it is named where the doctor is asked for.
    """
    explains = f" {doctor} explains." if doctor and asks_for_doctor(pulse, others) else ""
    if _only_own(pulse):
        return ONLY_OWN + explains
    problems = [*others, *pulse.problems]
    if not problems:
        return ""
    first = problems[0]
    said = pulse.phase is Phase.RETRYING and not others and str(first) == pulse.why
    words = first.next if said else " ".join(part for part in (f"{first}.", first.next) if part)
    more = f" · {len(problems) - 1} more" if len(problems) > 1 else ""
    if words and explains:
        words = f"{words.rstrip('.')}.{explains}"
    return plain(words.replace("..", ".")) + more if words else ""


def asks_for_doctor(pulse: Pulse, others: Sequence[Problem] = ()) -> bool:
    """Whether something is wrong that the doctor explains: nothing could be read, or only one's own sessions."""
    return _only_own(pulse) or (pulse.roster is None and bool(others or pulse.problems))


def _only_own(pulse: Pulse) -> bool:
    return pulse.roster is not None and pulse.roster.blind == ONLY_OWN_SESSIONS
