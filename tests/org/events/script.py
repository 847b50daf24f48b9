"""A Streaming API in a function: what it is told comes in, what it says goes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from tui.org.events.bayeux import Message, Told

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
USER = "0055e0000000001AAA"
Answer = dict[str, Any]


class Script:
    """A wire whose answers a test gives (implements ``stream.Wire``); unless told otherwise the org does as asked."""

    host = "acme.my.salesforce.com"
    at: datetime | None = NOON

    def __init__(self, answer: Callable[[Message], list[Answer] | None] = lambda _: None) -> None:
        self.answer = answer
        self.said: list[Message] = []
        self.holds: list[float] = []
        self.begun = 0
        self.left: list[Message] = []

    def begin(self) -> None:
        self.begun += 1

    def renew(self) -> None:
        raise NotImplementedError

    def say(self, *messages: Message, hold: float = 0.0) -> list[Told]:
        [message] = messages
        self.said.append(message)
        self.holds.append(hold)
        told = self.answer(message)
        return msgspec.convert(told if told is not None else [done(message)], list[Told])

    def last_word(self, *messages: Message) -> None:
        self.left += messages

    def close(self) -> None:
        """Nothing is open."""


def done(message: Message, **more: object) -> Answer:
    client = {"clientId": "client-1"} if message["channel"] == "/meta/handshake" else {}
    return {"channel": message["channel"], "id": message["id"], "successful": True, **client, **more}


def refused(message: Message, error: str, **more: object) -> Answer:
    return {"channel": message["channel"], "id": message["id"], "successful": False, "error": error, **more}


def told(channel: str, replay: int, payload: Mapping[str, object]) -> Told:
    data = {"schema": "x", "payload": payload, "event": {"replayId": replay, "EventUuid": "u"}}
    return msgspec.json.decode(msgspec.json.encode({"channel": channel, "data": data}), type=Told)
