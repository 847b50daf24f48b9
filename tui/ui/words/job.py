"""The org's own job in words: how it fares, who runs it, its links. Pure, no Textual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo

from msgspec import Struct

from tui.presence.chains import ABORTED, NEVER, NOT_HERE, STOPPED, Chain, Health, JobState, Todo
from tui.presence.words import ago, plural, span
from tui.ui.plain import plain
from tui.ui.words.details import local_time, local_words

OFF = frozenset({NEVER, STOPPED, ABORTED})
Said = Callable[[JobState], str]
NONE = "–"
PURPOSE = "The kit's job follows sessions inside the org, on its own queue: no machine of yours needs to run for it."
UNTOLD = "not told by the org"
# What helps, to be done at a command line. The sheet has words of its own where a key does it.
ADVICE: Mapping[Todo, str] = {
    "": "",
    "look": "Look again in a minute",
    "ask": "Ask for View Setup and Configuration, or for the kit's permission set DE Presence",
    "deploy": "de-presence kit deploy brings ours",
    "start": "de-presence job start begins a new chain",
    "restart": "de-presence job abort, then job start as a user who may see all sessions",
    "wait": "If it stays so, look at Setup, Apex Jobs",
}


class LinkRow(Struct, frozen=True):
    """A link of a chain: its class and state, since when, when its turn comes or how it ended, as whom."""

    name: str
    status: str
    since: str
    then: str
    who: str


ALIVE_HEADS = LinkRow("Chain", "Status", "Since", "Next turn", "Runs as")
ENDED_HEADS = LinkRow("Ended", "Status", "At", "Why", "")


def standing(health: Health) -> str:
    """How it stands, in a word or two."""
    if health.problem == NOT_HERE:
        return "not there"
    if health.problem in OFF:
        return "off"
    return {True: "healthy", False: "not healthy", None: "not known"}[health.healthy]


def sentence(state: JobState, health: Health, now: datetime, zone: tzinfo) -> str:
    """How it fares: why it is not healthy, or what it does next."""
    if health.problem:
        return f"{_upper(local_words(health.problem, zone))}."
    due = min((one.next_run for one in state.chains or () if one.next_run), default=None)
    if due is None:
        at_work = any(one.at_work for one in state.chains or ())
        return "It runs, and its turn is now." if at_work else "It runs, and waits for its next turn."
    left = (due - now).total_seconds()
    when = f"in about {span(left)}, at {local_time(due, zone)}" if left > 0 else "at any moment"
    return f"It runs: its next turn comes {when}."


def facts(state: JobState, now: datetime, zone: tzinfo) -> list[tuple[str, str]]:
    """What is known beside its links, as label and words."""
    told = [("Job", _kit(state)), ("Runs as", _runner(state))]
    if state.last_run:
        told.append(("Last turn", _moment(state.last_run, now, zone)))
    if state.delay_minutes is not None:
        told.append(("Every", f"{state.delay_minutes} min"))
    if state.last_error:
        at = f"{_moment(state.last_error_at, now, zone)}: " if state.last_error_at else ""
        told.append(("Last error", f"{at}{local_words(state.last_error, zone)}"))
    return [one for one in told if one[1]]


def alive_rows(state: JobState, now: datetime, zone: tzinfo) -> list[LinkRow]:
    """The links that wait or run."""
    return [
        LinkRow(
            plain(one.class_name),
            plain(one.status),
            _moment(one.created_at, now, zone),
            local_time(one.next_run, zone) if one.next_run else "now" if one.at_work else NONE,
            plain(one.created_by) or NONE,
        )
        for one in state.chains or ()
    ]


def ended_rows(state: JobState, now: datetime, zone: tzinfo) -> list[LinkRow]:
    """The latest links that ended, newest first."""
    return [
        LinkRow(
            plain(one.class_name),
            plain(one.status),
            _moment(one.completed_at or one.created_at, now, zone),
            local_words(one.last_error, zone) if one.last_error else "",
            "",
        )
        for one in state.ended
    ]


def told_chain(one: Chain) -> str:
    """``DePresenceJob, Queued, as Ada``."""
    by = f", as {plain(one.created_by)}" if one.created_by else ""
    return f"{plain(one.class_name)}, {plain(one.status)}{by}"


def started(state: JobState) -> str:
    """What a start led to."""
    if state.chains is None:
        return "The org's own job was started; your user may not see its links."
    return "The org's own job was started." if state.chains else "It was started, but no link of it is to be seen."


def aborted(state: JobState) -> str:
    """What an abort led to."""
    if state.chains is None:
        return "The org's own job was told to end; your user may not see whether a link is left."
    if state.chains:
        return f"{plural(len(state.chains), 'chain')} could not be ended: {told_chain(state.chains[0])}"
    return "The org's own job is off; users stay as DE has them now."


def _kit(state: JobState) -> str:
    if state.installed:
        return f"DePresenceJob, kit {plain(state.version)}" if state.version else "DePresenceJob of the kit"
    return "the kit's job is not in this org" if state.installed is False else UNTOLD


def _runner(state: JobState) -> str:
    links = (*(state.chains or ()), *state.ended)
    who = next((plain(one.created_by) for one in links if one.created_by), "")
    if not who:
        return "" if state.chains == () else UNTOLD
    sees = {True: "may see all sessions", False: "may not see all sessions", None: "rights not told by the org"}
    active = {True: "active", False: "inactive", None: "perhaps inactive"}
    return f"{who}: {active[state.runner_active]}, {sees[state.runner_sees_all]}"


def _moment(at: datetime | None, now: datetime, zone: tzinfo) -> str:
    if at is None:
        return NONE
    return f"{local_time(at, zone)}, {ago((now - at).total_seconds())}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
