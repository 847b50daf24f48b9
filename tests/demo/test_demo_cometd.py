"""The demo org's Streaming API as CometD clients use it: long polls, replay, refusals, and an end at any time."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
import requests

from tests.demo.served import START, Wire, served
from tui.demo.http.cometd.events import LogoutEvents
from tui.demo.http.server import Fault
from tui.demo.http.wire import Reply, Request
from tui.demo.options import Options
from tui.demo.world.world import World

LOGOUTS = "/event/LogoutEventStream"
FIELDS = {
    "EventDate", "EventIdentifier", "EventUuid", "LoginKey", "RelatedEventIdentifier", "ReplayId", "SessionKey",
    "SessionLevel", "SourceIp", "UserId", "Username",
}  # fmt: skip
Messages = list[dict[str, Any]]


class Listener:
    """A CometD client that has shaken hands, one message at a time."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.id = self.post({"channel": "/meta/handshake", "version": "1.0", "id": "1"})[-1]["clientId"]

    def post(self, *messages: dict[str, object]) -> Messages:
        answered = self.wire.post("/cometd/67.0", list(messages))
        assert answered.status_code == 200
        found: Messages = answered.json()
        return found

    def subscribe(self, channel: str = LOGOUTS, replay: int | None = None) -> dict[str, Any]:
        ext = {} if replay is None else {"ext": {"replay": {channel: replay}}}
        return self.post(
            {"channel": "/meta/subscribe", "clientId": self.id, "subscription": channel, "id": "2", **ext}
        )[0]

    def connect(self, timeout: int | None = 0) -> Messages:
        advice = {} if timeout is None else {"advice": {"timeout": timeout}}
        return self.post(
            {"channel": "/meta/connect", "clientId": self.id, "connectionType": "long-polling", "id": "3", **advice}
        )

    def heard(self) -> list[str]:
        """Whose logouts came."""
        return [one["data"]["payload"]["UserId"] for one in self.connect() if one["channel"] == LOGOUTS]


@pytest.fixture
def wire() -> Iterator[Wire]:
    with served() as one:
        yield one


@contextmanager
def held(listener: Listener) -> Iterator[Future[Messages]]:
    """A connect that has arrived at the org and is held there."""
    arrived = Event()

    def seen(request: Request) -> None:
        if b"/meta/connect" in request.body:
            arrived.set()

    listener.wire.server.interceptor = seen
    with ThreadPoolExecutor(1) as threads:
        future = threads.submit(listener.connect, None)
        assert arrived.wait(20)
        listener.wire.server.interceptor = None
        yield future


def somebody(wire: Wire) -> str:
    """A user who is logged in to the screen."""
    user = wire.user()
    wire.world.log_in(user)
    return user


def log_out(wire: Wire) -> str:
    """The user who just logged out."""
    user = somebody(wire)
    wire.world.log_out(user)
    return user


def test_a_handshake_offers_long_polling_alone(wire: Wire) -> None:
    [answer] = Listener(wire).post({"channel": "/meta/handshake", "supportedConnectionTypes": ["websocket"], "id": 7})
    assert (answer["successful"], answer["supportedConnectionTypes"], answer["id"]) == (True, ["long-polling"], 7)


def test_a_logout_comes_with_the_documented_fields_and_no_id_of_a_session(wire: Wire) -> None:
    listener = Listener(wire)
    listener.subscribe()
    user = log_out(wire)
    event, end = listener.connect()
    payload = event["data"]["payload"]
    assert (set(payload), payload["UserId"]) == (FIELDS, user)
    assert payload["ReplayId"] == str(event["data"]["event"]["replayId"])
    assert not re.search(r"0Ak\w{12}", str(event))
    assert (end["channel"], end["successful"], end["id"]) == ("/meta/connect", True, "3")


def test_a_connect_is_held_until_something_happens_and_nobody_else_waits_for_it(wire: Wire) -> None:
    listener = Listener(wire)
    listener.subscribe()
    with held(listener) as connect:
        assert wire.get("/services/data/v67.0/limits").status_code == 200
        assert not connect.done()
        user = log_out(wire)
        assert connect.result(20)[0]["data"]["payload"]["UserId"] == user


def test_a_connect_with_a_timeout_of_its_own_ends_by_it(wire: Wire) -> None:
    assert [one["channel"] for one in Listener(wire).connect(timeout=50)] == ["/meta/connect"]


def test_a_logout_is_told_once(wire: Wire) -> None:
    listener = Listener(wire)
    listener.subscribe()
    user = log_out(wire)
    assert (listener.heard(), listener.heard()) == ([user], [])


def test_whoever_says_nothing_of_replay_hears_only_what_is_new(wire: Wire) -> None:
    log_out(wire)
    listener = Listener(wire)
    listener.subscribe()
    assert listener.heard() == []


def test_minus_two_replays_all_that_is_kept(wire: Wire) -> None:
    first, second = log_out(wire), log_out(wire)
    listener = Listener(wire)
    listener.subscribe(replay=-2)
    assert listener.heard() == [first, second]


def test_a_replay_id_goes_on_after_that_event(wire: Wire) -> None:
    listener = Listener(wire)
    listener.subscribe()
    log_out(wire)
    seen = listener.connect()[0]["data"]["event"]["replayId"]
    missed = log_out(wire)
    again = Listener(wire)
    again.subscribe(replay=seen)
    assert again.heard() == [missed]


def test_a_replay_id_that_is_not_kept_any_more_is_refused(wire: Wire) -> None:
    listener = Listener(wire)
    listener.subscribe()
    log_out(wire)
    seen = listener.connect()[0]["data"]["event"]["replayId"]
    log_out(wire)
    wire.later(hours=73)
    answer = Listener(wire).subscribe(replay=seen - 1)
    assert (answer["successful"], answer["error"][:5]) == (False, "400::")


def test_events_are_kept_for_three_days(wire: Wire) -> None:
    log_out(wire)
    wire.later(hours=73)
    kept = log_out(wire)
    listener = Listener(wire)
    listener.subscribe(replay=-2)
    assert listener.heard() == [kept]


def test_logouts_need_customize_application() -> None:
    with served(without=frozenset({"customize-application"})) as wire:
        answer = Listener(wire).subscribe()
    assert (answer["successful"], answer["error"]) == (False, "403:denied_by_security_policy:create_denied")


def test_a_channel_that_is_not_there_is_refused(wire: Wire) -> None:
    answer = Listener(wire).subscribe("/event/Nothing__e")
    assert (answer["successful"], answer["error"][:4], answer["subscription"]) == (False, "400:", "/event/Nothing__e")


def test_a_batch_is_answered_in_one_reply(wire: Wire) -> None:
    listener = Listener(wire)
    user = log_out(wire)
    answers = listener.post(
        {"channel": "/meta/connect", "clientId": listener.id, "id": "2", "advice": {"timeout": 0}},
        {
            "channel": "/meta/subscribe",
            "clientId": listener.id,
            "id": "3",
            "subscription": [LOGOUTS],
            "ext": {"replay": {LOGOUTS: -2}},
        },
    )
    assert {one.get("id") for one in answers} == {"2", "3", None}
    assert user in str(answers)


def test_after_unsubscribing_nothing_comes(wire: Wire) -> None:
    listener = Listener(wire)
    listener.subscribe()
    listener.post({"channel": "/meta/unsubscribe", "clientId": listener.id, "subscription": LOGOUTS})
    log_out(wire)
    assert listener.heard() == []


def test_a_client_that_has_taken_its_leave_must_shake_hands_anew(wire: Wire) -> None:
    listener = Listener(wire)
    assert listener.post({"channel": "/meta/disconnect", "clientId": listener.id})[0]["successful"]
    [answer] = listener.connect()
    assert (answer["error"], answer["advice"]["reconnect"]) == ("403::Unknown client", "handshake")


def test_a_client_without_its_cookie_is_a_stranger(wire: Wire) -> None:
    listener = Listener(wire)
    wire.http.cookies.clear()
    assert listener.connect()[0]["error"] == "403::Unknown client"


def test_a_newer_connect_ends_the_one_that_is_held(wire: Wire) -> None:
    listener = Listener(wire)
    with held(listener) as connect:
        listener.connect()
        assert [one["channel"] for one in connect.result(20)] == ["/meta/connect"]


@pytest.mark.parametrize("scheme", ["Bearer", "OAuth"])
def test_both_words_before_the_token_are_taken(wire: Wire, scheme: str) -> None:
    wire.http.headers["Authorization"] = f"{scheme} {wire.server.access_token}"
    assert Listener(wire).subscribe()["successful"]


def test_a_dead_token_shakes_no_hands(wire: Wire) -> None:
    wire.server.account.kill_token()
    [answer] = wire.post("/cometd/67.0", [{"channel": "/meta/handshake"}]).json()
    assert (answer["error"], answer["advice"]["reconnect"]) == ("403::Handshake denied", "none")
    assert answer["ext"]["sfdc"]["failureReason"] == "401::Authentication invalid"


def test_a_token_that_dies_ends_the_connect_that_is_held(wire: Wire) -> None:
    with held(Listener(wire)) as connect:
        wire.server.account.kill_token()
        [answer] = connect.result(20)
    assert (answer["error"], answer["advice"]["reconnect"]) == ("401::Authentication invalid", "none")


def test_a_client_that_hangs_up_misses_nothing(wire: Wire) -> None:
    listener = Listener(wire)
    listener.subscribe()
    arrived = Event()
    wire.server.interceptor = lambda _: arrived.set()
    host, port = wire.server.url.removeprefix("http://").split(":")
    body = f'{{"channel":"/meta/connect","clientId":"{listener.id}"}}'
    cookie = "; ".join(f"{name}={value}" for name, value in wire.http.cookies.items())
    head = f"Host: {host}\r\nAuthorization: Bearer {wire.server.access_token}\r\nCookie: {cookie}"
    with socket.create_connection((host, int(port)), timeout=20) as raw:
        raw.sendall(f"POST /cometd/67.0 HTTP/1.1\r\n{head}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        assert arrived.wait(20)
    user = log_out(wire)
    assert listener.heard() == [user]


def test_a_stopped_org_holds_nobody() -> None:
    with served() as wire, held(Listener(wire)) as connect:
        wire.server.stop()
        assert [one["channel"] for one in connect.result(20)] == ["/meta/connect"]


def test_a_forgotten_client_is_told_to_shake_hands_anew(wire: Wire) -> None:
    listener = Listener(wire)
    wire.server.cometd.forget()
    assert listener.connect()[0]["advice"]["reconnect"] == "handshake"


@pytest.mark.parametrize("version", ["36.0", "45.0", "67.0"])
def test_any_version_will_do(wire: Wire, version: str) -> None:
    [answer] = wire.post(f"/cometd/{version}", {"channel": "/meta/handshake"}).json()
    assert answer["successful"]


def test_a_way_to_a_websocket_is_refused(wire: Wire) -> None:
    assert wire.get("/cometd/67.0", Upgrade="websocket", Connection="Upgrade").status_code == 400


@pytest.mark.parametrize("body", [b"", b"nothing", b'{"channel":7}', b"[[]]"])
def test_what_is_no_message_is_refused(wire: Wire, body: bytes) -> None:
    assert wire.http.post(f"{wire.server.url}/cometd/67.0", data=body, timeout=20).status_code == 400


def test_faults_reach_the_stream_too(wire: Wire) -> None:
    listener = Listener(wire)
    wire.server.interceptor = lambda _: Fault(answer=Reply(503))
    assert wire.post("/cometd/67.0", []).status_code == 503
    wire.server.interceptor = lambda _: Fault(cut="after")
    with pytest.raises(requests.ConnectionError):
        listener.connect()


def test_looking_at_the_stream_lets_the_day_go_on() -> None:
    now = START
    world = World(Options(size="small"), lambda: now)
    events = LogoutEvents(world)
    events.look()
    before = events.newest
    now += timedelta(hours=4)
    events.look()
    assert len(events.after(before)) == events.newest - before > 0


def test_streaming_costs_no_calls(wire: Wire) -> None:
    used = wire.server.account.used
    Listener(wire).subscribe()
    assert wire.server.account.used == used
