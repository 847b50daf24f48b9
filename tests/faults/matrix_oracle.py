"""Judges every toggle by the world's own truth and by what the org really served; imports nothing of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from tests.faults.matrix_bodies import PAGE
from tests.faults.matrix_kinds import ANSWER_1, ANSWER_N, SESSIONS_1, SESSIONS_N, Kind
from tui.demo.http.wire import Reply, Request
from tui.demo.world.world import World

FRESH = timedelta(seconds=60)
APART = timedelta(seconds=20)
SCREENS = {"UI", "Aura"}
_IDS = re.compile(r"005\w{12}(?:\w{3})?")
_ONLINE = re.compile(r"(?:online|availabilityFlag)\W+(true|false)")


@dataclass
class Reading:
    """One reading as the org served it: when it began, who was there then, and what of it went wrong."""

    at: datetime
    present: frozenset[str]
    spoiled: set[str] = field(default_factory=set)
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

    def asked(self, kind: Kind | None, request: Request, *, spoils: bool) -> None:
        """A request arrived; ``spoils``: what it is answered may not lead to a toggle."""
        if kind is SESSIONS_1:
            self.readings.append(Reading(self._world.now, self.present()))
        if kind is ANSWER_1 and self.readings:
            self.readings[-1].answered = False
        if kind in (SESSIONS_1, SESSIONS_N, ANSWER_1, ANSWER_N) and self.readings:
            reading, page = self.readings[-1], kind.name
            (reading.spoiled.add if spoils else reading.spoiled.discard)(page)
        if kind is not None and kind.writes:
            self._judge(request)

    def answered(self, kind: Kind | None, reply: Reply) -> None:
        """The org's own answer to a request that no fault touched."""
        if reply.status >= 500 and b"soapenv:Fault" not in reply.body:  # a fault is always a 500, whatever it says
            self.complaints.append(f"the org itself failed on {kind}: {reply.body[:200]!r}")
        if not self.readings or reply.status != 200:
            return
        if kind in (SESSIONS_1, SESSIONS_N):
            self.readings[-1].last_page = msgspec.json.decode(reply.body)["done"]
        if kind in (ANSWER_1, ANSWER_N):
            page = PAGE.search(msgspec.json.decode(reply.body).get("exceptionMessage") or "")
            self.readings[-1].answered = page is not None and int(page[2]) + int(page[4]) >= int(page[1])

    def touched(self, kind: Kind | None) -> None:
        """A fault that does not spoil the reading by itself bent an answer: what is sent is judged by truth alone."""
        if not self.readings:
            return
        if kind in (SESSIONS_1, SESSIONS_N):
            self.readings[-1].last_page = True
        if kind in (ANSWER_1, ANSWER_N):
            self.readings[-1].answered = True

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
                why = self._wrong(user_id, to=to)
                if why is not None:
                    self.complaints.append(f"{user_id} was sent {'on' if to else 'off'}: {why}")

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
