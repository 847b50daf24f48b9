"""``demo-org``: serves a simulated org of its own until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import json
import secrets
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from tui.demo.apex.parse import grammar
from tui.demo.http.oauth.app import App
from tui.demo.http.server import DemoServer
from tui.demo.options import Options
from tui.demo.world.world import World

_TOKEN_BYTES = 32
_SELDOM = (100_000, 20, 100)  # a long result makes more rows than Python looks for rubbish after, and keeps them all


def serve(options: Options, port: int, *, stop_with_stdin: bool, app: App | None = None) -> None:
    """Serve until SIGTERM or SIGINT, or until standard input ends where ``stop_with_stdin`` says so.

    The first line on standard output is the contract's JSON: where the org is and how to log in. The world lives by
    the machine's clock; its token is random, and so are the keys of its app unless that is given. Raises OSError when
    the port is taken.
    """
    asyncio.run(_serve(options, port, stop_with_stdin=stop_with_stdin, app=app or App.random()))


async def _serve(options: Options, port: int, *, stop_with_stdin: bool, app: App) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    world = _born(options)
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    server = await asyncio.to_thread(_started, world, port, app)
    try:
        _announce(server)
        await asyncio.to_thread(grammar)  # so that the first block need not wait for the parser's tables
        if stop_with_stdin:
            _when_stdin_ends(lambda: loop.call_soon_threadsafe(stop.set))
        await stop.wait()
    finally:
        await asyncio.to_thread(server.stop)


def _born(options: Options) -> World:
    """The world, built without looking for rubbish, of which there is none, and never looked through for it later."""
    gc.disable()
    try:
        return World(options, lambda: datetime.now(UTC))
    finally:
        gc.freeze()
        gc.set_threshold(*_SELDOM)
        gc.enable()


def _started(world: World, port: int, app: App) -> DemoServer:
    server = DemoServer(world, port=port, token=f"{world.org_id[:15]}!{secrets.token_hex(_TOKEN_BYTES)}", app=app)
    server.start()
    return server


def _announce(server: DemoServer) -> None:
    world, app = server.world, server.app
    known = {"url": server.url, "access_token": server.access_token}
    who = {"org_id": world.org_id, "username": world.caller_username}
    print(json.dumps({**known, **who, "consumer_key": app.consumer_key, "consumer_secret": app.consumer_secret}))
    sys.stdout.flush()


def _when_stdin_ends(act: Callable[[], object]) -> None:
    def wait() -> None:
        while sys.stdin.buffer.read(4_096):
            pass
        act()

    threading.Thread(target=wait, name="stdin", daemon=True).start()
