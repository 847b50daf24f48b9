"""The Streaming API: CometD over long polling, at any API version (clients.md, sections 2.6, 3, 5 and 8).

The one part of the org that answers late: a connect is held in the server's loop, and only looks at the world in
the worker's thread, so that it keeps nobody else waiting.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from tui.demo.http.cometd.events import CHANNEL, LogoutEvents
from tui.demo.http.cometd.messages import (
    CONNECT,
    DISCONNECT,
    HANDSHAKE,
    SUBSCRIBE,
    UNSUBSCRIBE,
    Answer,
    Message,
    connected,
    done,
    messages_of,
    not_logged_in,
    refused,
    unknown_client,
    welcome,
)
from tui.demo.http.org_account import Account, offered
from tui.demo.http.wire import HTML, Reply, Request, json_reply
from tui.demo.world.world import World

_PATH = re.compile(r"/cometd/\d{2}\.\d(/.*)?")
_COOKIE = "BAYEUX_BROWSER"
_AWAY = 40.0  # seconds after its last connect within which a client must come back (salesforce.md, section 6)
_TICK = 0.1  # seconds between two looks at the world while a connect is held

Look = Callable[[Callable[[], bool]], Awaitable[bool]]
Gone = Callable[[], bool]


@dataclass(eq=False)
class _Client:
    """A client after its handshake. ``position`` is the last replayId that it was told, None while it wants none.

    ``turn`` counts its connects: a newer one ends the one that is held.
    """

    id: str
    cookie: str
    heard: float
    position: int | None = None
    turn: int = 0


class Cometd:
    """The streaming resource of one world. ``look`` runs a look at the world in the worker, under the world's lock."""

    def __init__(self, world: World, account: Account, look: Look) -> None:
        self._world = world
        self._account = account
        self._look = look
        self._events = LogoutEvents(world)
        self._clients: dict[str, _Client] = {}
        self._closing = False

    @staticmethod
    def answers(request: Request) -> bool:
        """Whether the request is one for this resource."""
        return _PATH.fullmatch(request.path) is not None

    def close(self) -> None:
        """Every connect that is held ends at its next tick."""
        self._closing = True

    @property
    def listeners(self) -> int:
        """How many clients have shaken hands and not taken their leave."""
        return len(self._clients)

    def forget(self) -> None:
        """Forget every client, as an org does that moved to another server: each must shake hands anew."""
        self._clients.clear()

    async def answer(self, request: Request, gone: Gone) -> Reply:
        """The reply to one POST. ``gone`` tells whether the client has hung up; it is told nothing then."""
        if request.method != "POST":  # a browser's way to a websocket too
            return Reply(400, b"<h1>Bad Message 400</h1><pre>reason: unsupported transport</pre>", HTML)
        try:
            messages = messages_of(request.body)
        except ValueError as error:
            return Reply(400, f"<h1>Bad Message 400</h1><pre>reason: {error}</pre>".encode(), HTML)
        if not await self._looked(request):
            return json_reply([not_logged_in(one) for one in messages])
        self._forget_silent()
        cookie = _cookie(request)
        answers = [self._at_once(one, cookie) for one in messages if one.channel not in {CONNECT, HANDSHAKE}]
        for one in (one for one in messages if one.channel == CONNECT):
            answers += await self._connect(one, request, gone)
        headers: dict[str, str] = {}
        for one in (one for one in messages if one.channel == HANDSHAKE):
            client = self._new_client()
            answers.append(welcome(one, client.id))
            headers["Set-Cookie"] = f"{_COOKIE}={client.cookie}; Path=/; HttpOnly"
        reply = json_reply(answers)
        return Reply(reply.status, reply.body, reply.content_type, headers)

    async def _looked(self, request: Request) -> bool:
        """Take in what is new in the world; whether the request's token is good still."""
        token = offered(request)

        def work() -> bool:
            self._events.look()
            return self._account.knows(token)

        return await self._look(work)

    def _new_client(self) -> _Client:
        client = _Client(secrets.token_hex(14), secrets.token_hex(16), asyncio.get_running_loop().time())
        self._clients[client.id] = client
        return client

    def _at_once(self, message: Message, cookie: str) -> Answer:
        client = self._known(message, cookie)
        if client is None:
            return unknown_client(message)
        if message.channel == SUBSCRIBE:
            return self._subscribe(client, message)
        if message.channel == UNSUBSCRIBE:
            client.position = None
            return done(message, clientId=client.id)
        if message.channel == DISCONNECT:
            del self._clients[client.id]
            return done(message, clientId=client.id)
        return refused(message, f"400:{message.channel}:Unknown channel")  # wording unverified

    def _subscribe(self, client: _Client, message: Message) -> Answer:
        known = {"clientId": client.id}
        for channel in message.subscriptions:
            if channel != CHANNEL:  # wording unverified
                return refused(
                    message, f"400:{channel}:The channel you requested to subscribe to does not exist", **known
                )
        if not self._world.options.has("customize-application"):
            return refused(message, "403:denied_by_security_policy:create_denied", **known)
        replay = message.replay(CHANNEL)
        position = self._events.position(replay)
        if position is None:
            why = "Please provide a valid ID, -2 to replay all events, or -1 to replay only new events."
            return refused(message, f"400::The replayId {{{replay}}} you provided was invalid. {why}", **known)
        client.position = position
        return done(message, **known)

    async def _connect(self, message: Message, request: Request, gone: Gone) -> list[Answer]:
        """The events that came, and the end of the connect."""
        client = self._known(message, _cookie(request))
        if client is None:
            return [unknown_client(message)]
        client.turn += 1
        good = await self._held(client, message.patience, request, gone)
        client.heard = asyncio.get_running_loop().time()
        if not good:
            return [not_logged_in(message)]
        if gone() or client.position is None:
            return [connected(message)]
        news: list[Answer] = self._events.after(client.position)
        client.position = self._events.newest
        return [*news, connected(message)]

    async def _held(self, client: _Client, patience: float, request: Request, gone: Gone) -> bool:
        """Wait for news; whether the token was good to the end."""
        loop = asyncio.get_running_loop()
        turn, until = client.turn, loop.time() + patience
        while (good := await self._looked(request)) and not self._has_news(client) and not gone():
            client.heard = loop.time()
            left = until - client.heard
            over = self._closing or client.turn != turn or client.id not in self._clients
            if over or left <= 0:
                break
            await asyncio.sleep(min(_TICK, left))
        return good

    def _has_news(self, client: _Client) -> bool:
        return client.position is not None and client.position < self._events.newest

    def _known(self, message: Message, cookie: str) -> _Client | None:
        """The client, if it brings the cookie that it was given: without it, it lands at another server."""
        client = self._clients.get(message.clientId)
        return client if client is not None and client.cookie == cookie else None

    def _forget_silent(self) -> None:
        now = asyncio.get_running_loop().time()
        self._clients = {one.id: one for one in self._clients.values() if now - one.heard < _AWAY}


def _cookie(request: Request) -> str:
    try:
        found = SimpleCookie(request.headers.get("cookie", "")).get(_COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None else ""
