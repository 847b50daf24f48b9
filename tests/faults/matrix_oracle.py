"""Judges every toggle by the world's own truth and by what the org really served; imports nothing of ours."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from tests.faults.matrix_kinds import (
    ANSWER,
    ANSWER_1,
    COMPANION_1,
    LOG_1,
    OF_ANSWER,
    OF_COMPANION,
    OF_SESSIONS,
    SESSIONS,
    SESSIONS_1,
    Kind,
)
from tests.faults.matrix_pieces import piece_in
from tui.demo.http.wire import Reply, Request
from tui.demo.world.world import World

FRESH = timedelta(seconds=60)
APART = timedelta(seconds=20)
SCREENS = {"UI", "Aura"}
_IDS = re.compile(r"005\w{12}(?:\w{3})?")
_ONLINE = re.compile(r"(?:online|availabilityFlag)\W+(true|false)")


_MEANT = re.compile(rb"soapenv:Fault|System.LimitException")  # a fault is always a 500, whatever it says


def parts_of(kind: Kind, request: Request) -> set[str]:
    """Which parts of a reading this request asks for."""
    if kind not in OF_COMPANION:
        return {SESSIONS} if kind in OF_SESSIONS else {ANSWER} if kind in OF_ANSWER else set()
    ask = json.loads(request.query["ask"])
    return {part for part, wanted in ((SESSIONS, "rows"), (ANSWER, "characters")) if ask[wanted]}


def begins_answer(kind: Kind, request: Request) -> bool:
    """Whether this request asks for DE's answer from its beginning."""
    return kind in (ANSWER_1, LOG_1) or (kind in OF_COMPANION and json.loads(request.query["ask"])["offset"] == 0)


@dataclass
class Reading:
    """One reading as the org served it: when it began, who was there then, and what of it went wrong.

    ``spoiled`` are the parts, sessions or DE's answer, with the kind of request that went wrong. ``done`` is how many
    toggles the org had received before it, ``sent`` what it led to.
    """

    at: datetime
    present: frozenset[str]
    done: int = 0
    sent: set[tuple[str, bool]] = field(default_factory=set)
    spoiled: set[tuple[str, str]] = field(default_factory=set)
    last_page: bool = False
    answered: bool = False

    @property
    def whole(self) -> bool:
        return self.last_page and self.answered and not self.spoiled


class Oracle:
    """Sees every request and every answer of the org. ``complaints`` are its verdicts; ``sent`` what was asked for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.readings: list[Reading] = []
        self.sent: list[tuple[str, bool]] = []
        self.complaints: list[str] = []

    @property
    def whole(self) -> list[Reading]:
        return [one for one in self.readings if one.whole]

    def asked(self, kind: Kind | None, request: Request, spoils: Collection[str] = ()) -> None:
        """A request arrived; ``spoils`` are the parts that its answer may not serve for a toggle."""
        if kind is not None and kind.writes:
            self._judge(request)
        if kind is None or kind.writes:
            return
        if kind in (SESSIONS_1, COMPANION_1):
            self.readings.append(Reading(self._world.now, self.present(), len(self._world.received)))
        parts = parts_of(kind, request)
        if not self.readings or not parts:
            return
        reading = self.readings[-1]
        if ANSWER in parts and begins_answer(kind, request):  # DE is asked anew, perhaps by another route
            reading.answered = False
            reading.spoiled = {one for one in reading.spoiled if one[0] != ANSWER}
        for part in parts:
            (reading.spoiled.add if part in spoils else reading.spoiled.discard)((part, kind.name))

    def answered(self, kind: Kind | None, request: Request, reply: Reply) -> None:
        """The org's own answer to a request that no fault touched."""
        if reply.status >= 500 and not _MEANT.search(reply.body):
            self.complaints.append(f"the org itself failed on {kind}: {reply.body[:200]!r}")
        if not self.readings or reply.status != 200 or kind is None:
            return
        reading, parts = self.readings[-1], parts_of(kind, request)
        if SESSIONS in parts:
            found = msgspec.json.decode(reply.body)
            told = found.get("sessions", {})
            reading.last_page = found["done"] if kind in OF_SESSIONS else told["remaining"] == len(told["rows"])
        if ANSWER in parts:
            piece = piece_in(reply)
            reading.answered = piece is not None and piece.last

    def touched(self, kind: Kind, request: Request) -> None:
        """A fault that does not spoil the reading by itself bent an answer: what is sent is judged by truth alone."""
        if not self.readings:
            return
        parts = parts_of(kind, request)
        self.readings[-1].last_page |= SESSIONS in parts
        self.readings[-1].answered |= ANSWER in parts

    def present(self) -> frozenset[str]:
        """Who has a live screen session in the world now; login-as apart."""
        world = self._world
        with world.lock:
            return frozenset(
                row.user.id
                for row in world.sessions.rows.values()
                if row.session_type in SCREENS and row.login.login_type != "SysAdmin Switch" and row.expires > world.now
            )

    def _judge(self, request: Request) -> None:
        text = request.query.get("anonymousBody", "") + request.body.decode()
        online = {one == "true" for one in _ONLINE.findall(text)}
        if len(online) != 1:
            self.complaints.append("a toggle that cannot be understood")
        for user_id in _IDS.findall(text):
            for to in online:
                self.sent.append((user_id, to))
                why = self._twice(user_id, to=to) or self._wrong(user_id, to=to)
                if why is not None:
                    self.complaints.append(f"{user_id} was sent {'on' if to else 'off'}: {why}")

    def _twice(self, user_id: str, *, to: bool) -> str | None:
        """By another route, or by the same once more, though the org did it the first time: no reading came between."""
        if not self.readings:
            return None
        last, asked = self.readings[-1], (user_id, to)
        again = asked in last.sent
        last.sent.add(asked)
        done = any((one.user_id, one.online) == asked for one in self._world.received[last.done :])
        return "the org had just done it" if again and done else None

    def _wrong(self, user_id: str, *, to: bool) -> str | None:
        person, now = self._world.users.get(user_id), self._world.now
        if not self.readings or not self.readings[-1].whole:
            return "the last reading did not arrive whole"
        last = self.readings[-1]
        if now - last.at > FRESH:
            return "the last reading is old"
        if person is not None and (person is self._world.caller or not person.active or not person.profile.human):
            return "nobody to toggle"
        if to:
            return None if user_id in last.present and not (person and person.frozen) else "not there, or frozen"
        if person is not None and not self._world.toggled_on(user_id):
            return None  # off already: as nobody can see the toggle itself after hours, the policy may say it once more
        absent = self._absent_in_a_row(user_id)
        sure = len(absent) >= 2 and absent[0].at - absent[-1].at >= APART
        return None if sure else f"absent in {len(absent)} whole readings only"

    def _absent_in_a_row(self, user_id: str) -> list[Reading]:
        found = []
        for reading in reversed(self.whole):
            if user_id in reading.present:
                break
            found.append(reading)
        return found
