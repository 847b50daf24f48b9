"""The stage of one cell: a small org in step but for four people, the real wire, the real loop, the real journal."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import requests

from tests.faults.matrix import Cell
from tests.faults.matrix_grounds import PLAIN, REFRESH, Ground
from tests.faults.matrix_kinds import AROUND, MIDWAY, READING, Kind, kind_of
from tests.faults.matrix_oracle import Oracle
from tests.org.login.logins import MemorySecrets
from tui.demo.http.org_account import Allowance
from tui.demo.http.server import DemoServer, Fault
from tui.demo.http.wire import Reply, Request
from tui.demo.options import Options
from tui.demo.world.world import World
from tui.loop.hand import Hand
from tui.loop.pulse import Pulse
from tui.loop.watch import watch
from tui.org.link import OpenCalls
from tui.org.login.connecting import connect
from tui.org.login.grant import REFRESH_TOKEN
from tui.org.login.means import Means
from tui.org.org import SalesforceOrg
from tui.org.routes.companion_reading import CompanionReader
from tui.org.routes.debug_log import LogReader
from tui.org.wire.adapter import KIND_HEADER, OrgAdapter, Patience
from tui.org.wire.client import Client
from tui.org.wire.connection import Connection
from tui.presence.model import Instant
from tui.presence.ports import Clock
from tui.presence.saved_org import SavedOrg
from tui.presence.settings import API_KINDS, JournalSettings, LoopSettings, Settings
from tui.store.journal import SqliteJournal

MORNING = datetime(2026, 11, 23, 10, 17, 5, tzinfo=UTC)
SHORT = 0.02  # real seconds that ours wait for the answer that a fault keeps back
CONNECTS = 5.0  # real seconds for the connection itself, however busy the machine is
SWITCH = 0.0005  # seconds: wire, org and loop are threads that hand work to one another all the time
STUCK = 30.0  # real seconds after which a cell is given up
ROWS_OF_LAST_PAGE = 4
LONGEST_MESSAGE = 230  # characters: DE's answer then takes two pages
CHARACTERS = 120  # of a page of DE's answer by the companion and the log: two pages as well
OFTEN = 3  # readings
MARK = "5ca1ab1e0ddba115"  # the same for all debug logs: the org's own compiler knows a block again, and is quick
SETTINGS = Settings(loop=LoopSettings(interval=REFRESH, refresh=REFRESH))


class ScriptClock:
    """Local clocks, the org's clock and the loop's sleep in one; a sleep takes no time of ours."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> Instant:
        return Instant(MORNING.timestamp() + self.seconds, self.seconds)

    def utc(self) -> datetime:
        return MORNING + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.seconds = round(self.seconds + max(seconds, 0.001), 3)  # a clock that stands still is none
        await asyncio.sleep(0)


class Gate(OrgAdapter):
    """Our own adapter; a request that a fault waits for leaves with little patience, or to where nobody listens."""

    def __init__(
        self,
        waits: Callable[[Kind | None], bool],
        hurry: Callable[[], tuple[float, float] | None],
        nowhere: Callable[[], int | None],
    ) -> None:
        super().__init__(Patience(sleep=lambda _: None), plain_http=True)
        self._waits, self._hurry, self._nowhere = waits, hurry, nowhere

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        url = urlsplit(request.url or "")
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        if self._waits(kind_of(Request(request.method or "", url.path, dict(parse_qsl(url.query)), body=body))):
            timeout, port = self._hurry(), self._nowhere()
            if port is not None:
                request.url = url._replace(netloc=f"127.0.0.1:{port}").geturl()
        assert KIND_HEADER in request.headers
        return super().send(request, stream, timeout, verify, cert, proxies)


class Scene:
    """One org with a loop at work. ``armed`` is whether the cell's fault is in force; ``served`` how often it was."""

    def __init__(self, cell: Cell | None, when: str, folder: Path, ground: Ground = PLAIN) -> None:
        self.cell = cell
        self.ground = cell.ground if cell is not None else ground
        self.clock = ScriptClock()
        options = Options(size="small", answers="toggle", without=self.ground.without, extra=self.ground.extra)
        self.world = World(options, self.clock.utc)
        self.world.quiet()
        self.oracle = Oracle(self.world)
        self.armed = False
        self.served = 0
        self.pulses: list[Pulse] = []
        self.trouble_at = 0
        self.unhandled: list[str] = []
        self.hand = Hand(applying=True, first_ok=True)
        self._people(late=when == MIDWAY)
        self.server = DemoServer(self.world, allowance=self._allowance())
        self.server.interceptor = self._intercept
        self._token = self.server.access_token
        self.journal = SqliteJournal(folder / "journal.db", JournalSettings())
        self.secrets = MemorySecrets()
        self._dead = socket.socket()
        self._dead.bind(("127.0.0.1", 0))  # taken, and nobody listens: a connection is refused for certain
        self._source: AsyncIterator[Pulse] | None = None

    def _people(self, *, late: bool) -> None:
        """Half of the staff is there and on, half is away and off; four are out of step, now or when it begins."""
        staff = self.world.population.staff
        for number, person in enumerate(staff):
            for row in [one for one in self.world.sessions.of(person.id) if one.parent is None]:
                self.world.sessions.end(row)
            there = number % 2 == 0
            if there:
                self.world.log_in(person.id, "UI", valid=7_200)
            self.world.manager_toggles(person.id, on=there)
        self.leavers = [one.id for one in staff[0:4:2]]
        self.comers = [one.id for one in staff[1:4:2]]
        self.world.users[self.leavers[1]].title, self.world.users[self.comers[1]].title = "victim off", "victim on"
        for odd in (one for one in self.world.population.members if not one.active or one.frozen):
            self.world.manager_toggles(odd.id, on=not odd.active)  # on and away, but nobody to be sent
        if not late:
            self.come_and_go()

    def come_and_go(self) -> None:
        """Two leave and two come: the toggles that are due."""
        for user_id in self.leavers:
            for row in [one for one in self.world.sessions.of(user_id) if one.parent is None]:
                self.world.sessions.end(row)
        for user_id in self.comers:
            self.world.log_in(user_id, "UI", valid=7_200)

    def _allowance(self) -> Allowance:
        """Sessions and DE's answer come in pages, where pages are what the cell is about.

        Debug logs are granted where the ground says so: elsewhere the way by them would mend what a cell breaks.
        """
        plain = Allowance()
        return Allowance(
            rows=self._rows if self._paged else plain.rows,
            longest_message=(LONGEST_MESSAGE if self._paged else plain.longest_message) * self.ground.throws,
            debug_calls=plain.debug_calls * self.ground.logs,
        )

    @property
    def _paged(self) -> bool:
        return self.cell is None or self.cell.kind in READING

    @property
    def _rows(self) -> int:
        """Rows of a page of sessions, so that a few are left for the next."""
        rows = self.world.sessions.rows.values()
        return len([one for one in rows if one.session_type not in API_KINDS or one.current]) - ROWS_OF_LAST_PAGE

    @contextmanager
    def _readers(self) -> Iterator[None]:
        """Our own pages are small, where pages are what the cell is about; what is rarely done is done more often.

        Where the ways are looked for, and where a way that was closed is tried again, nothing else is to be waited for.
        """
        with ExitStack() as changed:
            if self.cell is not None and self.cell.kind.asked is AROUND:
                changed.enter_context(patch("tui.org.link.LOOKED_AROUND", OFTEN))
            if self.ground is not PLAIN:
                changed.enter_context(patch("tui.loop.engine.PERMISSIONS_EVERY", OFTEN))
                changed.enter_context(patch("tui.org.link.READINGS_REMEMBERED", OFTEN))
            if self._paged:
                by_class = partial(CompanionReader, self._rows, CHARACTERS)
                changed.enter_context(patch("tui.org.routes.readers.CompanionReader", by_class))
                by_log = partial(LogReader, largest=CHARACTERS, nonce=lambda: MARK)
                changed.enter_context(patch("tui.org.routes.readers.LogReader", by_log))
            yield

    @property
    def in_step(self) -> bool:
        """Whether all that was due is done, for everybody who still exists."""
        on = [self.world.toggled_on(one) for one in self.comers if one in self.world.users]
        off = [not self.world.toggled_on(one) for one in self.leavers if one in self.world.users]
        return all(on) and all(off)

    # the org's side

    def _intercept(self, request: Request) -> Fault | None:
        kind = kind_of(request)
        cell = self.cell if self._waits(kind) else None
        breaks = cell is not None and cell.trouble.effect_on(cell.kind) == "breaks"
        self.oracle.asked(kind, request, cell.trouble.spoils if cell is not None and breaks else ())
        if cell is None or kind is None:
            return Fault(rewrite=lambda reply: self._seen(kind, request, reply))
        self.served += 1
        fault = cell.trouble.make(kind, self.world, request)
        if fault is None:
            return Fault(rewrite=lambda reply: self._seen(kind, request, reply))
        self.oracle.touched(kind, request)
        return fault

    def _seen(self, kind: Kind | None, request: Request, reply: Reply) -> Reply:
        self.oracle.answered(kind, request, reply)
        return reply

    def _waits(self, kind: Kind | None) -> bool:
        return self.armed and self.cell is not None and kind is self.cell.kind

    def _hurry(self) -> tuple[float, float] | None:
        return (CONNECTS, SHORT) if self.cell is not None and self.cell.trouble.late else None

    def _nowhere(self) -> int | None:
        if self.cell is None or not self.cell.trouble.unheard:
            return None
        self.served += 1
        return int(self._dead.getsockname()[1])

    # the login

    def _logged_in(self) -> Connection:
        """A connection: with the token that is given, or by a web login that the org knows."""
        if not self.ground.renews:
            return Connection(self.server.url, self.server.access_token)
        self.log_in_by_web()
        gate = Gate(self._waits, self._hurry, self._nowhere)
        saved = SavedOrg("acme", "web", self.server.url, consumer_key=self.server.app.consumer_key)
        means = Means(Patience(sleep=lambda _: None), gate, lambda: self.clock.utc().timestamp())
        return connect(saved, self.secrets, means)

    def log_in_by_web(self) -> None:
        """Somebody logs in by the browser, at the start or anew; the keychain has the refresh token then."""
        session = self.world.sign_in(self.server.app.name)
        grant, _ = self.server.account.log_in("web", "api refresh_token", session, refreshable=True)
        self.secrets.put("acme", REFRESH_TOKEN, grant.refresh or "")

    @property
    def tokens(self) -> list[str]:
        """What nobody may see: every token that is good, or was when the scene began."""
        grants = self.server.account.grants.all
        access = [access.token for one in grants for access in one.access]
        return [self._token, *access, *(one.refresh for one in grants if one.refresh is not None)]

    def arm(self) -> None:
        """The fault is in force from now on; where it is about renewals, the token dies."""
        self.trouble_at, self.armed = len(self.pulses), True
        if self.ground.renews:
            self.server.account.end_sessions()

    # the loop's side

    def _client(self, connection: Connection, clock: Clock) -> OpenCalls:
        return Client(connection, clock, adapter=Gate(self._waits, self._hurry, self._nowhere))

    async def until(self, fits: Callable[[], bool], seconds: float) -> bool:
        """Let the loop go on until this holds after a pulse, for so many seconds of the script at most."""
        end = self.clock.seconds + seconds
        while self._source is not None and self.clock.seconds <= end:
            self.pulses.append(await asyncio.wait_for(anext(self._source), STUCK))
            if fits():
                return True
        return False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Serve the org and turn the loop; afterwards all is closed."""
        asyncio.get_running_loop().set_exception_handler(lambda _, context: self.unhandled.append(str(context)))
        before, threading.excepthook = threading.excepthook, lambda args: self.unhandled.append(repr(args.exc_value))
        switch = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH)
        with self.server, self._readers():
            org = SalesforceOrg(self._logged_in(), self.clock, self._client)
            source = watch(
                org, self.journal, SETTINGS, self.clock, self.hand, sleep=self.clock.sleep, chance=lambda: 0.5
            )
            self._source = source
            try:
                yield
            finally:
                await source.aclose()
                await org.close()
                self.journal.close()
                self._dead.close()
                threading.excepthook = before
                sys.setswitchinterval(switch)
