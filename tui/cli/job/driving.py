"""The org's own job from the command line: two looks where one proves nothing, and a question before each write."""

from __future__ import annotations

from collections.abc import Iterator

from tui.cli.asking import ask
from tui.cli.failures import Withheld
from tui.cli.telling import say
from tui.cli.wiring import Wired
from tui.loop.rivals import ANOTHER_LOOP
from tui.org.jobs.desk import not_here
from tui.presence.chains import APART, UNSEEN, Health, JobState, health
from tui.presence.model import OrgFacts
from tui.presence.ports import Org, Sleep
from tui.presence.problems import JournalFailure
from tui.ui.words.job import told_chain

BETWEEN = APART.total_seconds() + 1  # the org's clock tells whole seconds


async def settled(org: Org, sleep: Sleep) -> tuple[JobState, Health]:
    """The job and its health; looks a second time, a minute later, where the first look proves nothing."""
    first = await org.job()
    found = health(first)
    if found.todo != "look":
        return first, found
    say("No link of the org's own job waits or runs: looking again in a minute")
    await sleep(BETWEEN)
    second = await org.job()
    return second, health(second, first)


async def started(run: Wired, *, yes: bool) -> JobState:
    """Start the job after a yes. Raises Withheld where one runs already, and OrgFailure."""
    state = await run.org.job()
    if state.chains:
        told = "; ".join(map(told_chain, state.chains))
        raise Withheld(
            "Nothing was started", f"the org's own job runs already: {told}", "de-presence job abort ends it"
        )
    if state.installed is False:
        raise not_here("the class DePresenceJob is not there")
    beside = _loop_is_on(run)
    if not yes:
        ask(_before_start(run.facts, state, beside=beside), f"Start the org's own job in {_where(run.facts)}?")
    elif beside:
        say(f"{ANOTHER_LOOP}: the org's own job starts beside it")
    return await run.org.start_job()


def _before_start(facts: OrgFacts, state: JobState, *, beside: bool) -> Iterator[str]:
    every = f" every {state.delay_minutes} minutes" if state.delay_minutes else ""
    yield f"It runs in the org as {facts.username}{every}, and toggles users without this machine."
    if state.chains is None:
        yield f"Whether one runs already is not known: {UNSEEN}. The kit's job refuses to start twice."
    if beside:
        yield f"{ANOTHER_LOOP}: both would toggle the same users."


async def aborted(run: Wired, *, yes: bool) -> JobState:
    """End all chains after a yes; where none is there, nothing is asked or written. Raises Withheld and OrgFailure."""
    state = await run.org.job()
    if state.chains == ():
        return state
    if not yes:
        lines = [told_chain(one) for one in state.chains or ()]
        ask([*lines, "Users stay as DE has them."], f"Abort the org's own job in {_where(run.facts)}?")
    return await run.org.abort_jobs()


def _where(facts: OrgFacts) -> str:
    return f"{facts.name} ({'SANDBOX' if facts.sandbox else 'PRODUCTION'})"


def _loop_is_on(run: Wired) -> bool:
    """Whether a loop of this machine applies plans in this org; where that cannot be told it is not asked about."""
    try:
        taken = run.loop_lock.take(lasting=False)
    except JournalFailure as failure:
        say(f"Whether a loop of this machine is on cannot be told: {failure}")
        return False
    if taken:
        run.loop_lock.release()
    return not taken
