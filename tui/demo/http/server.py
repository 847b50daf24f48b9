"""The org on a loopback port: aiohttp in a thread of its own around ``Rest``, with the container's own limits."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Literal, Self, TypeVar

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage

from tui.demo.http.cometd.endpoint import Cometd
from tui.demo.http.door import half, hang_up, head, response, too_long
from tui.demo.http.oauth.app import App
from tui.demo.http.org_account import Account, Allowance
from tui.demo.http.rest import Rest
from tui.demo.http.wire import ApiError, Reply, Request
from tui.demo.world.world import World

_PARSER_LIMIT = 1_048_576  # what the HTTP parser takes, so that it is the org that refuses, not the library
_LARGEST_BODY = 52_428_800  # bytes
_KEEP_ALIVE = 600.0  # seconds that an idle connection stays open

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request.

    ``answer`` comes instead of the org's, or ``rewrite`` makes something else of the org's own; ``delay`` is waited
    first, in seconds. ``cut`` closes the connection before the org has seen the request (``before``; ``reset`` does so
    without a farewell), after it has acted but before it answers (``after``), after the answer's headers, without a
    farewell (``head``), or in the middle of its body (``body``).
    """

    answer: Reply | None = None
    delay: float = 0.0
    cut: Literal["", "before", "reset", "after", "head", "body"] = ""
    rewrite: Callable[[Reply], Reply] | None = None


T = TypeVar("T")
Interceptor = Callable[[Request], Fault | None]


class DemoServer:
    """One world behind a loopback port. ``with DemoServer(world) as server`` serves until the block ends.

    ``token`` replaces the world's own where it must not come from the seed; ``app`` is what it has registered for
    OAuth, one with random secrets unless it is given. ``requests`` has (method, path, status) of
    each request, without its query, so without tokens and sources; the status of a dropped one is 0. ``lock`` is the
    world's, held while the org works. ``interceptor`` may turn a request into a ``Fault``. ``cometd``
    is its Streaming API.

    Raises OSError when the port is taken.
    """

    def __init__(
        self,
        world: World,
        *,
        port: int = 0,
        token: str | None = None,
        allowance: Allowance | None = None,
        app: App | None = None,
    ) -> None:
        self.world = world
        self.lock = world.lock
        self.requests: list[tuple[str, str, int]] = []
        self.interceptor: Interceptor | None = None
        self.account = Account(token or world.access_token, allowance or Allowance(), lambda: world.now, app)
        self.cometd = Cometd(world, self.account, self._in_worker)
        self._rest = Rest(world, self.account, lambda: self.url)
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread: threading.Thread | None = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="demo-org-work")
        self._runner: web.ServerRunner | None = None

    @property
    def url(self) -> str:
        """Where it serves, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def access_token(self) -> str:
        """The token that is good now; empty while the session is dead."""
        return self.account.token or ""

    @property
    def app(self) -> App:
        """The External Client App that it knows; another one may be set, such as this one with another callback."""
        return self.account.app

    @app.setter
    def app(self, app: App) -> None:
        self.account.app = app

    def start(self) -> None:
        """Listen and serve until ``stop``; from any thread, also one that has an event loop of its own."""
        self._thread = threading.Thread(target=self._loop.run_forever, name="demo-org", daemon=True)
        self._thread.start()
        try:
            self._in_loop(self._listen())
        except OSError:
            self.stop()
            raise

    def stop(self) -> None:
        """Close all connections and end the thread. Does nothing when not started."""
        if self._thread is None:
            return
        if self._runner is not None:
            self.cometd.close()
            self._in_loop(self._close(self._runner))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._thread = None
        self._loop.close()
        self._worker.shutdown()

    def _in_loop(self, work: Coroutine[object, object, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    async def _listen(self) -> None:
        server = web.Server(
            self._handle,
            request_factory=self._read,
            access_log=None,
            max_line_size=_PARSER_LIMIT,
            max_field_size=_PARSER_LIMIT,
            keepalive_timeout=_KEEP_ALIVE,
        )
        runner = web.ServerRunner(server, shutdown_timeout=0.2)
        await runner.setup()
        self._runner = runner
        await web.TCPSite(runner, "127.0.0.1", self._port).start()
        self._port = runner.addresses[0][1]

    def _read(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: web.RequestHandler,
        writer: AbstractStreamWriter,
        task: asyncio.Task[None],
    ) -> web.BaseRequest:
        """A request that may bring as much as a deploy's zip file is (Metadata API guide: 50 MB a SOAP call)."""
        return web.BaseRequest(message, payload, protocol, writer, task, self._loop, client_max_size=_LARGEST_BODY)

    @staticmethod
    async def _close(runner: web.ServerRunner) -> None:
        await runner.cleanup()
        late = asyncio.all_tasks() - {asyncio.current_task()}  # requests that a fault keeps waiting
        for one in late:
            one.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _handle(self, raw: web.BaseRequest) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in raw.headers.items()}
        # The Salesforce CLI keeps an address's slash at the end and asks for //services/data (measured, 2.150).
        request = Request(raw.method, "/" + raw.path.lstrip("/"), dict(raw.query), headers)
        refused = too_long(raw)
        if refused is not None:
            return self._response(request, refused)
        request = replace(request, body=await raw.read())
        fault = self.interceptor(request) if self.interceptor else None
        if fault is None:
            return self._response(request, await self._answer(raw, request))
        return await self._faulty(raw, request, fault)

    async def _answer(self, raw: web.BaseRequest, request: Request) -> Reply:
        if self.cometd.answers(request):
            return await self.cometd.answer(request, lambda: raw.transport is None or raw.transport.is_closing())
        return await self._in_worker(lambda: self._work(request))

    async def _in_worker(self, work: Callable[[], T]) -> T:
        """Do this in the one thread that works in the world."""

        def locked() -> T:
            with self.lock:
                return work()

        return await asyncio.get_running_loop().run_in_executor(self._worker, locked)

    def _work(self, request: Request) -> Reply:
        try:
            return self._rest.answer(request)
        except Exception:  # the boundary of the org: its own defects are answered as an org answers them
            log.exception("the demo org failed on %s %s", request.method, request.path)
            return ApiError(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred.").reply()

    def _response(self, request: Request, reply: Reply) -> web.Response:
        self.requests.append((request.method, request.path, reply.status))
        return response(request, reply, self.world.now)

    async def _faulty(self, raw: web.BaseRequest, request: Request, fault: Fault) -> web.StreamResponse:
        await asyncio.sleep(fault.delay)
        if fault.cut in {"before", "reset"}:
            return self._dropped(raw, request, reset=fault.cut == "reset")
        reply = fault.answer or await self._answer(raw, request)
        if fault.rewrite is not None:
            reply = fault.rewrite(reply)
        if fault.cut == "after":
            return self._dropped(raw, request)
        whole = self._response(request, reply)
        if fault.cut == "head":
            return await head(raw, whole)
        return await half(raw, whole) if fault.cut == "body" else whole

    def _dropped(self, raw: web.BaseRequest, request: Request, *, reset: bool = False) -> web.Response:
        self.requests.append((request.method, request.path, 0))
        hang_up(raw, reset=reset)
        return web.Response()
