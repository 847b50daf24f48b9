"""LogoutEventStream: the world's logouts as events with a replayId, kept for three days (salesforce.md, section 6).

An event names neither the row of AuthSession that ended nor any other: its SessionKey is a hash.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from tui.demo.world.kit.deployed import LOGOUTS
from tui.demo.world.visits import LogoutEvent
from tui.demo.world.world import World

CHANNEL = "/event/LogoutEventStream"
_RETENTION = timedelta(hours=72)
_FIRST = 4_811  # somebody else's events came before
_NAMES = UUID("6f1c8d5e-3a86-4d0e-9a59-0a1f6f0b7c11")
_SCHEMA = "1S3xAWuQYBV8rDVxm0w4AA"


class LogoutEvents:
    """The stream of one world. Whoever reads it holds the world's lock while ``look`` is called."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._kept: deque[tuple[int, LogoutEvent]] = deque()
        self._last: LogoutEvent | None = None
        self._newest = _FIRST - 1

    def look(self) -> None:
        """Play the world up to now, take in what is new, forget what is too old. No activity of the caller's."""
        self._world.life.play(self._world.now)
        new: list[LogoutEvent] = []
        for one in reversed(self._world.logouts):
            if one is self._last:
                break
            new.append(one)
        if not self._world.deployed.streams(LOGOUTS):
            self._last = new[0] if new else self._last
            new = []
        for one in reversed(new):
            self._newest += 1
            self._kept.append((self._newest, one))
            self._last = one
        while self._kept and self._world.now - self._kept[0][1].at > _RETENTION:
            self._kept.popleft()

    def position(self, replay: int) -> int | None:
        """The replayId after which a subscriber wants to begin, or None where it is not kept any more, or never was."""
        oldest = self._kept[0][0] if self._kept else self._newest + 1
        if replay == -1:
            return self._newest
        if replay == -2:
            return oldest - 1
        return replay if oldest - 1 <= replay <= self._newest else None

    def after(self, position: int) -> list[dict[str, object]]:
        """The messages that follow that replayId, oldest first."""
        found: list[dict[str, object]] = []
        for number, one in reversed(self._kept):
            if number <= position:
                break
            found.append(_message(number, one))
        return found[::-1]

    @property
    def newest(self) -> int:
        """The replayId of the newest event."""
        return self._newest


def _message(number: int, one: LogoutEvent) -> dict[str, object]:
    uuid = str(uuid5(_NAMES, f"{one.session_key} event {number}"))
    payload = {
        "EventDate": _stamp(one.at),
        "EventIdentifier": str(uuid5(_NAMES, f"{one.session_key} {number}")),
        "EventUuid": uuid,
        "LoginKey": one.login_key,
        "RelatedEventIdentifier": None,
        "ReplayId": str(number),
        "SessionKey": one.session_key,
        "SessionLevel": "STANDARD",
        "SourceIp": one.source_ip,
        "UserId": one.user_id,
        "Username": one.username,
    }
    event = {"EventUuid": uuid, "replayId": number}
    return {"channel": CHANNEL, "data": {"schema": _SCHEMA, "payload": payload, "event": event}}


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
