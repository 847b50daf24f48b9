"""What the loop tells its watcher: one frozen pulse after every step."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from tui.loop.hand import Report
from tui.loop.pace import Pace
from tui.presence.diff import Changes
from tui.presence.entry import Entry
from tui.presence.events import EventsState, Happening
from tui.presence.memory import Memory
from tui.presence.model import ApiUse, Id, Instant, OrgFacts, Permissions, Problem, Routes
from tui.presence.plan import Plan
from tui.presence.roster import Roster
from tui.presence.settings import Settings


class Phase(StrEnum):
    """What the loop is doing. ``ASKING`` waits for a person's word on a first plan (R10)."""

    OFF = "off"
    ON = "on"
    READING = "reading"
    APPLYING = "applying"
    ASKING = "asking"
    BRAKED = "braked"
    RETRYING = "retrying"


class Step(Struct, frozen=True):
    """How far a long read or a bulk toggle is: ``done`` of ``of`` (None: not known) ``what``."""

    what: str
    done: int
    of: int | None


class Cycle(Struct, frozen=True):
    """One finished turn: what was read, planned and sent. ``report`` is empty where nothing was sent.

    ``asked``: a first plan waits for a person (R10). ``woken``: it is of the few users whom events told of, between two
    of all. Times are the org's.
    """

    number: int
    started_at: datetime
    finished_at: datetime
    users: int
    sessions: int
    calls: int
    complete: bool
    plan: Plan
    report: Report = Report()
    asked: bool = False
    brake: str | None = None
    problems: tuple[Problem, ...] = ()
    woken: bool = False


class Pulse(Struct, frozen=True):
    """Everything that the screen draws, and a cycle's JSON tells.

    ``applying``: the loop sends toggles by itself. ``next_at``: monotonic seconds of the next cycle while applying,
    of the next try while retrying. ``data_at``: both clocks at the last complete or partial reading.
    ``sending``: users whose toggle is under way, with the value; drawn as ``…``.
    ``entries``: new lines for the activity log. ``pace``: how often it reads and applies now, and why not as set.
    ``settings`` are those of this org. ``cycle`` is there once, in the pulse that ends a cycle.
    ``events``: whether the org tells of logouts as they happen, None where nobody listens. ``happened``: logins and
    logouts of DE's users that it told now; ``strangers`` counts those of others, which are shown nowhere.
    """

    phase: Phase
    applying: bool = False
    reading: bool = False
    why: str = ""
    next_at: float | None = None
    data_at: Instant | None = None
    org: OrgFacts | None = None
    routes: Routes = Routes()
    permissions: Permissions | None = None
    api: ApiUse = ApiUse()
    roster: Roster | None = None
    plan: Plan | None = None
    memory: Memory = Memory()
    changes: Changes | None = None
    sending: tuple[tuple[Id, bool], ...] = ()
    step: Step | None = None
    problems: tuple[Problem, ...] = ()
    entries: tuple[Entry, ...] = ()
    cycle: Cycle | None = None
    settings: Settings = Settings()
    pace: Pace = Pace()
    events: EventsState | None = None
    happened: tuple[Happening, ...] = ()
    strangers: int = 0
