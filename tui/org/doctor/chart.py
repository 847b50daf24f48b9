"""What several checks look at, each asked of the org once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from msgspec import Struct

from tui.org.doctor.once import Once
from tui.org.routes.action import find_action
from tui.org.routes.availability import AnswerReader
from tui.org.routes.companion import find_companion
from tui.org.routes.companion_reading import CompanionReader, Told
from tui.org.routes.unpacking import Answer
from tui.org.rows.identity import read_permissions
from tui.org.rows.sessions import Sessions, read_sessions
from tui.org.wire.calls import Calls, decoded
from tui.org.wire.errors import Rejected
from tui.org.wire.steps import Steps
from tui.presence.debug_calls import DebugCalls
from tui.presence.model import Instant, OrgFacts, ReadRoute, Routes
from tui.presence.ports import Clock
from tui.presence.settings import UI_FAMILY, Counting, Settings


class _Version(Struct):
    version: str


class ShownObject(Struct, rename="camel"):
    """An object that this user sees."""

    name: str
    key_prefix: str | None = None


class _Objects(Struct):
    sobjects: list[ShownObject]


_VERSIONS: msgspec.json.Decoder[list[_Version]] = msgspec.json.Decoder(list[_Version])
_OBJECTS: msgspec.json.Decoder[_Objects] = msgspec.json.Decoder(_Objects)


@dataclass(frozen=True)
class Patient:
    """What is known of the org before anything is asked.

    ``login`` says in words how we got in, ``renews`` whether its token is renewed without a person. ``routes`` are in
    use, ``left`` says why others were left. ``debug_calls`` counts ours that bring a debug log. ``read_only`` is why
    nothing may be written in this run, or None.
    """

    facts: OrgFacts
    routes: Routes
    left: Mapping[ReadRoute, str]
    debug_calls: DebugCalls
    login: str
    renews: bool
    clock: Clock
    settings: Settings
    read_only: str | None = None


@dataclass(frozen=True)
class Greeting:
    """The org's API versions, its clock when it told them, and ours when the question left and its answer came."""

    versions: tuple[str, ...]
    at: datetime
    left: Instant
    back: Instant


class Chart:
    """The patient, and the questions that more than one check wants answered."""

    def __init__(self, patient: Patient, calls: Calls, steps: Steps) -> None:
        self.patient, self.calls = patient, calls
        self.greeting = Once(calls, lambda: _greeting(calls, patient.clock))
        self.permissions = Once(calls, lambda: read_permissions(calls))
        self.objects = Once(calls, lambda: decoded(calls.get("sobjects"), _OBJECTS, "its objects").sobjects)
        self.companion = Once(calls, lambda: find_companion(calls))
        self.action = Once(calls, lambda: find_action(calls))
        self.sessions = Once(calls, lambda: _sessions(calls, patient.settings, steps))
        self.told = Once(calls, lambda: self._told(steps))
        self.thrown = Once(calls, lambda: AnswerReader().read(calls, steps, author_apex=self.permissions().author_apex))
        self.answer = Once(calls, self._answer)

    def _told(self, steps: Steps) -> Told:
        """What the companion tells in one reading. Raises Rejected where what it told was no answer of DE's."""
        counting, caller = self.patient.settings.presence.counting, self.patient.facts.caller_id
        told = CompanionReader().read(self.calls, counting, steps, caller, answer=True)
        if told.answer is None:
            raise told.failure or Rejected("DE could not answer", "nothing came", "Look at DE in the org")
        return told

    def _answer(self) -> Answer:
        """What DE answers, by the first way that works. Raises what the last way met."""
        if self.companion().package and self.told.failure() is None:
            return self.told().answer or {}
        return self.thrown()


def _greeting(calls: Calls, clock: Clock) -> Greeting:
    reply = calls.get("/services/data")
    back = clock.now()
    versions = tuple(one.version for one in decoded(reply, _VERSIONS, "its versions"))
    return Greeting(versions, reply.at, reply.left, back)


def _sessions(calls: Calls, settings: Settings, steps: Steps) -> Sessions:
    """All sessions but programs', whatever the preset counts: what it leaves out is what one wants to know."""
    every = Counting(settings.presence.counting.session_types | UI_FAMILY, frozenset())
    found = read_sessions(calls, every, steps)
    if found.broken is not None:
        raise found.broken
    return found
