"""What a search of the history brings, and how that is said. Asking is not for the event loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Literal

from msgspec import Struct
from textual.content import Content

from tui.presence.chronicle.door import PastDoor
from tui.presence.chronicle.search import Search, asked
from tui.presence.chronicle.totals import Total, Totals
from tui.presence.filtering.tokens import tokens
from tui.presence.model import Id
from tui.presence.words import plural, span
from tui.ui.plain import plain
from tui.ui.tones import QUIET

Mode = Literal["entries", "users", "teams"]
MODES: tuple[Mode, ...] = ("entries", "users", "teams")
TITLES: Mapping[Mode, str] = {"entries": "History", "users": "Time by user", "teams": "Time by team"}
MOST = 1_000_000  # entries that one search lists
LOOKING = "looking into the journal …"
NOTHING = "Nothing in the journal meets this."
NOTHING_YET = "The journal is empty: what happens from now on is kept."
NOT_COUNTED = "Times are added up of everything: of this search only user:, since: and until: count here."
NO_TOTALS = "Nothing is known of this time: readings are kept while the monitor or a poll runs."


class Found(Struct, frozen=True):
    """What a search brought: the numbers of entries, or totals. ``problems`` are the words that asked nothing."""

    problems: tuple[str, ...] = ()
    numbers: Sequence[int] = ()
    totals: Totals | None = None

    def of(self, mode: Mode) -> tuple[Total, ...]:
        """The totals of users or of teams."""
        if self.totals is None:
            return ()
        return self.totals.users if mode == "users" else self.totals.teams

    @property
    def known(self) -> float:
        """Seconds of the asked time that are known."""
        return self.totals.known if self.totals else 0.0


def find(door: PastDoor, mode: Mode, text: str, now: datetime, zone: tzinfo, names: Mapping[Id, str]) -> Found:
    """Ask the journal. Totals are of all that is known where no time is asked. Raises JournalFailure."""
    wanted = asked(text, now, zone, names)
    search = wanted.search
    if mode == "entries":
        return Found(wanted.problems, door.numbers(search, MOST))
    stretches = door.stretches()
    since = search.since or (stretches[0].begin if stretches else now)
    times = Search(search.users, since=search.since, until=search.until)
    problems = wanted.problems if search == times else (*wanted.problems, NOT_COUNTED)
    return Found(problems, totals=door.totals(since, search.until or now, search.users))


def standing_words(found: Found | None) -> str:
    """How much was found, or of how much time anything is known."""
    if found is None:
        return LOOKING
    if found.totals is None:
        return plural(len(found.numbers), "entry", "entries")
    return f"known {span(found.known)} of {span((found.totals.until - found.totals.since).total_seconds())}"


def search_words(found: Found | None, text: str, problem: str, *, empty: bool) -> Content:
    """What is asked, which of its words ask nothing, and why there is nothing to see."""
    lines = [Content.styled(plain(problem), "$text-error")] if problem and found is None else []
    if text:
        lines.append(Content.assemble(("search: ", QUIET), (plain(text), "$text-accent")))
    lines += [Content.styled(plain(one), "$text-warning") for one in (found.problems if found else ())]
    if found is not None and empty:
        lines.append(Content(NO_TOTALS if found.totals else NOTHING if text else NOTHING_YET))
    return Content("\n").join(lines)


def without_user(text: str) -> str:
    """A search without its words about users."""
    return " ".join(one.text for one in tokens(text) if one.field.lower() != "user")
