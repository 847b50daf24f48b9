"""What is printed of the org's own job: the contract's JSON, or lines for people, with times in UTC."""

from __future__ import annotations

from datetime import UTC

from msgspec import Struct

from tui.cli.failures import NotAllowed
from tui.cli.paper import print_json, print_line, print_table
from tui.cli.telling import tell
from tui.presence.chains import Chain, Health, JobState
from tui.presence.model import OrgFacts, Problem
from tui.presence.words import iso
from tui.ui.plain import plain
from tui.ui.words import job as words


class ChainShape(Struct):
    """One chain, by its link that waits or runs."""

    id: str
    status: str
    created_at: str | None
    created_by: str | None
    last_error: str | None
    class_name: str
    next_run: str | None
    scheduled: bool


class JobShape(Struct):
    """``job status``, and the job after ``job start`` and ``job abort``. ``chains`` is null where not to be seen."""

    installed: bool | None
    healthy: bool | None
    problem: str | None
    chains: list[ChainShape] | None
    version: str | None
    stopped: bool | None
    last_run: str | None
    last_error: str | None
    runner_active: bool | None
    runner_sees_all: bool | None


def shape_of(state: JobState, health: Health) -> JobShape:
    """The contract's JSON."""
    return JobShape(
        state.installed,
        health.healthy,
        health.problem,
        None if state.chains is None else [_chain_shape(one) for one in state.chains],
        state.version,
        state.stopped,
        iso(state.last_run),
        state.last_error,
        state.runner_active,
        state.runner_sees_all,
    )


def _chain_shape(one: Chain) -> ChainShape:
    born, due = iso(one.created_at), iso(one.next_run)
    return ChainShape(
        one.id, one.status, born, one.created_by or None, one.last_error, one.class_name, due, one.scheduled
    )


def print_job(state: JobState, health: Health, org: OrgFacts, *, as_json: bool) -> None:
    """The job as it is."""
    if as_json:
        print_json(shape_of(state, health))
        return
    kind = "SANDBOX" if org.sandbox else "PRODUCTION"
    print_line(f"{plain(org.name)}  {kind}  {plain(org.username)}  as of {state.at:%Y-%m-%d %H:%M:%S} UTC")
    print_line(f"The org's own job: {words.standing(health)}. {words.sentence(state, health, state.at, UTC)}")
    for label, told in words.facts(state, state.at, UTC):
        print_line(f"  {label:10}  {told}")
    tables = (
        (words.ALIVE_HEADS, words.alive_rows(state, state.at, UTC)),
        (words.ENDED_HEADS, words.ended_rows(state, state.at, UTC)),
    )
    for heads, rows in tables:
        if rows:
            print_line("")
            print_table([one.upper() for one in _cells(heads)], [_cells(row) for row in rows])


def _cells(row: words.LinkRow) -> list[str]:
    return [row.name, row.status, row.since, row.then, row.who]


def tell_health(health: Health) -> None:
    """On standard error, what is wrong and what to do about it."""
    if health.problem is not None:
        title = f"The org's own job is {words.standing(health)}"
        tell(Problem(title, health.problem, words.ADVICE[health.todo]))


def exit_code(health: Health) -> int:
    """0 where it is healthy, 5 where it may not be seen, else 1."""
    return 0 if health.healthy else NotAllowed.exit_code if health.todo == "ask" else 1
