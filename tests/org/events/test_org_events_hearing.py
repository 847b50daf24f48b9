"""How a hearing goes on over days, against an org in a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, TypeVar

import msgspec
import pytest

from tests.org.events.script import NOON, USER, Answer, Script, done, refused
from tests.org.scripted import Still
from tui.org.events.bayeux import LOGOUTS, Message
from tui.org.events.hearing import GATHERED, Hearing
from tui.org.events.history import Asked, Logins
from tui.org.events.payloads import Login, Logout
from tui.org.events.position import LOST, Position
from tui.org.events.source import Source
from tui.org.events.stream import Stream
from tui.org.wire.errors import Unreachable
from tui.presence.events import EventsState, LastHeard
from tui.presence.model import Instant

T = TypeVar("T")
HOUR = 3_600.0
LIVE, CATCHING_UP = EventsState("live"), EventsState("catching up")
Turn = Callable[[Message], list[Answer]]


class TheEnd(Exception):
    """The script is over."""


class Told:
    """Whoever is told (implements ``Listener``)."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.states: list[EventsState] = []
        self.last: LastHeard | None = None

    def told(self, logouts: list[Logout], logins: list[Login]) -> None:
        self.heard += [one.replay_id for one in logouts]

    def until(self, last: LastHeard) -> None:
        self.last = last

    def state(self, state: EventsState) -> None:
        self.states.append(state)


class Inline:
    """A thread that is none."""

    async def run(self, work: Callable[[], T]) -> T:
        return work()


def logout(number: int) -> Answer:
    payload = {"UserId": USER, "EventDate": NOON + timedelta(minutes=number)}
    data = msgspec.json.encode({"event": {"replayId": number}, "payload": payload})
    return {"channel": LOGOUTS, "data": msgspec.Raw(data)}


class Play:
    """An org whose connects take these turns; every hour of a turn passes on the clock. Then the script is over."""

    def __init__(
        self, *turns: Turn, subscribed: Callable[[int], str] = lambda _: "", last: LastHeard | None = None
    ) -> None:
        self.clock, self.listener = Still(), Told()
        self.turns = list(turns)
        self.subscribed = subscribed
        self.asked_after: list[int] = []
        self.rests: list[float] = []
        self.script = Script(self._answer)
        self.position = Position(last)

    async def run(self) -> Told:
        async def stream() -> Stream:
            return Stream(self.script)

        async def sleep(seconds: float) -> None:
            self.rests.append(seconds)

        async def history(_: Asked) -> Logins:
            raise NotImplementedError

        source = Source(stream, history, self.clock, sleep=sleep, chance=lambda: 1.0)
        with pytest.raises(TheEnd):
            await Hearing(source, Inline(), self.position, self.listener).hear()
        return self.listener

    def wait(self, hours: float) -> None:
        at = self.clock.at
        self.clock.at = Instant(at.wall + hours * HOUR, at.monotonic + hours * HOUR)

    def _answer(self, message: Message) -> list[Answer] | None:
        if message.get("subscription") == LOGOUTS:
            replay: Any = message["ext"]
            self.asked_after.append(replay["replay"][LOGOUTS])
            why = self.subscribed(self.asked_after[-1])
            return [refused(message, why)] if why else None
        if message["channel"] != "/meta/connect":
            return None
        if "advice" in message:
            return [done(message)]
        if not self.turns:
            raise TheEnd
        return self.turns.pop(0)(message)


def tells(*numbers: int) -> Turn:
    return lambda message: [*(logout(one) for one in numbers), done(message)]


def forgets(message: Message) -> list[Answer]:
    return [refused(message, "403::Unknown client", advice={"reconnect": "handshake", "interval": 0})]


def gone(message: Message) -> list[Answer]:
    raise Unreachable("gone")


def only_all(replay: int) -> str:
    return "" if replay < 0 else f"400::The replayId {{{replay}}} you provided was invalid."


def after(play: Play, hours: float, turn: Turn) -> Turn:
    def waited(message: Message) -> list[Answer]:
        play.wait(hours)
        return turn(message)

    return waited


def with_hours(*turns: tuple[float, Turn], **more: Any) -> Play:
    play = Play(**more)
    play.turns = [after(play, hours, turn) for hours, turn in turns]
    return play


def quiet(times: int) -> Iterable[tuple[float, Turn]]:
    return [(10.0, tells())] * times


async def test_an_org_that_forgets_a_listener_every_few_hours_loses_nothing() -> None:
    play = with_hours((1, tells(1)), (3, forgets), (1, tells(2)), (3, forgets), (1, tells(2, 3)))
    told = await play.run()
    assert told.heard == [1, 2, 3]
    assert (play.asked_after, told.states) == ([-1, 1, 2], [LIVE])


async def test_days_without_a_logout_lose_nothing_and_say_nothing_though_the_last_one_is_not_kept() -> None:
    play = with_hours((1, tells(1)), *quiet(8), (1, forgets), (1, tells(2)), subscribed=only_all)
    told = await play.run()
    assert (told.heard, told.states) == ([1, 2], [LIVE])
    assert play.asked_after == [-1, 1, -2]


async def test_days_without_the_org_say_what_is_lost() -> None:
    play = with_hours((1, tells(1)), (80, gone), (1, tells(2)), subscribed=only_all)
    told = await play.run()
    assert told.states == [LIVE, EventsState("catching up", LOST), LIVE]


async def test_a_run_that_begins_after_days_says_what_is_lost() -> None:
    play = Play(tells(2), subscribed=only_all, last=LastHeard(1, NOON))
    told = await play.run()
    assert (told.heard, told.states) == ([2], [EventsState("catching up", LOST), LIVE])


async def test_an_org_that_takes_no_replay_at_all_is_asked_rarely() -> None:
    play = Play(subscribed=lambda _: "400::The replayId was invalid.", last=LastHeard(1, NOON))
    refusals = iter(range(4))

    def refusing(replay: int) -> str:
        if next(refusals, None) is None:
            raise TheEnd
        return "400::The replayId was invalid."

    play.subscribed = refusing
    told = await play.run()
    assert told.states[-1].state == "off"
    assert sum(play.rests) > 1


async def test_whoever_has_heard_it_is_told_up_to_where() -> None:
    told = await Play(tells(4, 5)).run()
    assert told.last is not None
    assert told.last.replay_id == 5


async def test_answers_of_a_storm_are_gathered_and_empty_ones_are_not_hurried() -> None:
    play = Play(tells(1), tells(2), tells(), tells())
    await play.run()
    assert [one for one in play.rests if one] == [GATHERED, GATHERED, 1.0, 1.0]


async def test_a_connect_that_was_held_is_followed_by_the_next_at_once() -> None:
    play = with_hours((0.03, tells()), (0.03, tells()))
    await play.run()
    assert [one for one in play.rests if one] == []


async def test_the_orgs_wish_for_a_rest_is_granted() -> None:
    def resting(message: Message) -> list[Answer]:
        return [done(message, advice={"interval": 7_000, "reconnect": "retry"})]

    play = with_hours((1, resting), (1, tells()))
    await play.run()
    assert 7.0 in play.rests


async def test_a_stream_that_dies_as_soon_as_it_lives_is_not_called_live_for_long() -> None:
    play = Play(*[gone] * 6)
    told = await play.run()
    assert max(play.rests) > 8
    assert EventsState("off", "gone") in told.states
