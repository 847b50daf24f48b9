"""One reading for a headless command, with what the journal remembers, and what it may not go on without."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from tui.cli.asking import ask
from tui.cli.failures import NotAllowed, Withheld
from tui.cli.telling import say
from tui.cli.wiring import Wired
from tui.loop.cycle import Reading, read_once
from tui.loop.rivals import find_rivals
from tui.loop.send import NO_ROUTE
from tui.presence.entry import Entry
from tui.presence.memory import Memory, Outcome, Sent
from tui.presence.model import Permissions, Problem
from tui.presence.ports import Journal, Org
from tui.presence.problems import BadSettings, JournalFailure
from tui.presence.roster import Roster
from tui.presence.settings import ExcludeSettings
from tui.presence.withhold import unknown_exclusions

OPEN: tuple[Outcome, ...] = ("sent", "unsettled")
SETTLED: tuple[Outcome, ...] = ("done", "not-applied")


class Quiet:
    """Progress that nobody watches (implements ``Progress``)."""

    aborted = False

    def step(self, what: str, done: int, of: int | None) -> None:
        """Nothing to show."""


async def one_reading(wired: Wired) -> tuple[Reading, tuple[Problem, ...]]:
    """A reading judged by what the journal remembers, and everything that is wrong.

    A journal that cannot be read is a problem among others: nothing is remembered then. Raises OrgFailure.
    """
    memory = Memory()
    problems: tuple[Problem, ...] = ()
    try:
        memory = wired.journal.memory()
    except JournalFailure as failure:
        problems = (failure.problem,)
    if wired.journal.problem is not None:
        problems = (*problems, wired.journal.problem)
    reading = await read_once(wired.org, wired.settings, memory, None, Quiet(), permissions_anew=False)
    return reading, (*reading.problems, *problems)


def with_ends(reading: Reading, journal: Journal) -> Reading:
    """The reading with how lost toggles ended, where a loop settled them since (R15).

    Memory goes on counting them as never answered; a person wants to know how they ended.
    """
    pasts = dict(reading.memory.pasts)
    try:
        for user_id, past in reading.memory.pasts.items():
            last = past.last_sent
            end = _end_of(last, journal.history(user_id, last.at)) if last and last.outcome in OPEN else None
            if last is not None and end is not None:
                pasts[user_id] = replace(past, sends=(*past.sends[:-1], replace(last, outcome=end)))
    except JournalFailure:
        return reading  # told already: the memory came from there
    return replace(reading, memory=replace(reading.memory, pasts=pasts))


def _end_of(sent: Sent, entries: Iterable[Entry]) -> Outcome | None:
    same = [one.outcome for one in entries if one.kind == "toggle" and one.at == sent.at]
    return next((end for end in SETTLED if end in same), None)


def refuse_blindness(permissions: Permissions) -> None:
    """R2: a caller who sees only their own sessions can tell nobody's presence. Raises NotAllowed."""
    if not permissions.manage_users:
        raise NotAllowed(
            "Your user may not see all sessions",
            "the permission Manage Users is missing: presence is unknown, and only a person at the monitor may toggle",
            "Ask an administrator for Manage Users, or use another login",
        )


def refuse_powerlessness(org: Org, reason: str | None) -> None:
    """A caller without any way to toggle need not begin. Raises NotAllowed."""
    if org.write_route(reason) is None:
        raise NotAllowed(NO_ROUTE.title, NO_ROUTE.cause, NO_ROUTE.next)


async def refuse_rivals(org: Org, *, yes: bool) -> None:
    """A loop beside the org's own polling job, or where nobody may know of one, needs a clear yes. Raises Withheld."""
    rivals = await find_rivals(org, locked=False)
    if rivals.unknown:
        say(rivals.unknown)
    if rivals.hidden and not yes:
        ask(["Two loops may toggle against each other."], "Start the poll loop all the same?")
    if not rivals.found:
        return
    if not yes:
        raise Withheld("Nothing was sent", "; ".join(rivals.found), "Abort it, or add --yes to run beside it")
    say(f"{'; '.join(rivals.found)}: this loop runs beside it")


def refuse_unknown_exclusions(roster: Roster, exclude: ExcludeSettings) -> None:
    """R14: an exclusion that names nobody is an error at the start. Raises BadSettings."""
    unknown = unknown_exclusions(roster, exclude) if roster.complete else ()
    if unknown:
        cause = f"this org does not have: {', '.join(unknown)}"
        raise BadSettings("The settings exclude what does not exist", cause, "Mend [exclude] in the settings file")
