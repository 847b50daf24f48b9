"""A week of a loop whose login dies again and again: a web login with rotated refresh tokens, over real HTTP.

Access tokens live two hours. Beside that they die in the middle of a page, under a toggle and between two cycles, and
for some hours the org brings no new ones. The clock is ours, so the week takes seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator
from dataclasses import replace as replaced
from datetime import timedelta
from pathlib import Path
from random import Random

from tests.faults.wire_faults import Door
from tests.faults.wire_life import LifeClock
from tests.faults.wire_oracle import Sent, WireOracle
from tests.org.login.logins import CALM, MemorySecrets, Somebody, free_port, visit
from tui.demo.http.org_account import Allowance
from tui.demo.http.server import DemoServer, Fault
from tui.demo.http.wire import Reply, Request
from tui.demo.options import Options
from tui.demo.world.world import World
from tui.loop.hand import Hand
from tui.loop.pulse import Phase, Pulse
from tui.loop.watch import watch
from tui.org.link import OpenCalls
from tui.org.login.callback_address import callback_url
from tui.org.login.connecting import connect
from tui.org.login.logging_in import log_in
from tui.org.login.means import Means
from tui.org.org import SalesforceOrg
from tui.org.wire.client import Client
from tui.org.wire.connection import Connection
from tui.presence.plan import Withheld
from tui.presence.ports import Clock
from tui.presence.saved_org import SavedOrg
from tui.presence.settings import LoopSettings, Settings
from tui.store.journal import SqliteJournal

HOUR, DAY = 3600, 86_400
LIFETIME = timedelta(hours=2)
ROWS = 40  # of a page: a reading of the org takes two or three
DIES = {"page": 0.04, "toggle": 0.2, "between": 0.05}
AWAY = Fault(Reply(503, b'{"error": "server_error", "error_description": "made in a test"}'))


class DyingLogins(Door):
    """Kills the access token just before the org looks at a request. ``died`` counts when; ``locked``: no new ones.

    ``writes`` are the requests that would toggle, those that came with a dead token among them.
    """

    def __init__(self, dice: Random, oracle: WireOracle, server: DemoServer) -> None:
        super().__init__(dice, oracle, 0.0)
        self._server, self._chance = server, dice
        self.died: Counter[str] = Counter()
        self.writes: list[str] = []
        self.locked = self._spared = False

    def __call__(self, request: Request) -> Fault | None:
        """A fault for this request, or None where it passes."""
        if "/oauth2/" in request.path:
            return AWAY if self.locked else None
        source = request.query.get("anonymousBody", "")
        written = request.method == "POST" or "toggleUsers" in source
        if written:
            self.writes.append(source or request.body.decode())
        if written or "/query/" in request.path:
            self.may_die("toggle" if written else "page")
        return super().__call__(request)

    def may_die(self, when: str) -> None:
        """Perhaps now; the one that has just come in its place lives on."""
        self._spared = not self._spared and self._chance.random() < DIES[when]
        if self._spared:
            self._server.account.end_sessions()
            self.died[when] += 1


class WeekLife:
    """One week, or so many ``days``. ``locked_out``: from when and for how many seconds the org brings no tokens.

    ``retried`` are the loop's words while it retried, by whether that was so. ``longest_silence`` is the longest time
    without a complete reading, in seconds.
    """

    def __init__(
        self, seed: int, folder: Path, interval: float, *, days: float = 7, locked_out: tuple[float, float] = (0, 0)
    ) -> None:
        self._days, self._locked_out = days, locked_out
        self._dice = Random(seed)
        self._settings = Settings(loop=LoopSettings(interval=interval, refresh=interval))
        self._interval = interval
        self.clock = LifeClock()
        self.world = World(Options(size="small", seed=seed, answers="toggle"), self.clock.utc)
        self.world.quiet()
        self.server = DemoServer(self.world, allowance=Allowance(rows=ROWS, calls=10**9))
        self.oracle = WireOracle(self.world)
        self.door = DyingLogins(self._dice, self.oracle, self.server)
        self.secrets = MemorySecrets()
        self.retried: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        self.received_locked_out = self.cycles = 0
        self.longest_silence = 0.0
        self.last: Pulse | None = None
        self._people = [one.id for one in self.world.population.staff]
        self._journal = SqliteJournal(folder / "journal.db", self._settings.journal)

    async def run(self) -> list[Sent]:
        """Live it to its end, with some calm hours after it; all toggles of the journal."""
        org = SalesforceOrg(self._logged_in(), self.clock, _open)
        self.server.interceptor = self.door
        hand = Hand(applying=True, first_ok=True)
        pulses = watch(
            org, self._journal, self._settings, self.clock, hand, sleep=self.clock.sleep, chance=self._dice.random
        )
        await self._live(pulses, self._days * DAY)
        self.server.interceptor = None
        await self._pass(pulses, 20 * self._interval)
        await pulses.aclose()
        await org.close()
        found = [one for one in self._journal.history() if one.kind == "toggle" and one.by != "outside"]
        self._journal.close()
        return [Sent(one.at, one.user or "", one.to == "on", one.by or "", one.outcome or "", one.why) for one in found]

    def left(self) -> list[str]:
        """Who is not as they should be, and whose toggle no reason keeps."""
        plan = self.last.plan if self.last else None
        named = {who: one.why for who, one in plan.by_user().items() if isinstance(one, Withheld)} if plan else {}
        return self.oracle.unsettled(named)

    def _logged_in(self) -> Connection:
        port, account = free_port(), self.server.account
        account.app = replaced(account.app, callbacks=account.app.callbacks | {callback_url(port)})
        account.policy.approval, account.lifetime = "allow", LIFETIME
        saved = SavedOrg("acme", "web", self.server.url, consumer_key=account.app.consumer_key, callback_port=port)
        means = Means(patience=CALM, now=lambda: self.clock.utc().timestamp(), wait=20)
        return connect(log_in(saved, self.secrets, Somebody(visit), means=means), self.secrets, means)

    async def _live(self, pulses: AsyncGenerator[Pulse, None], seconds: float) -> None:
        begins, spell = self._locked_out
        while self.clock.seconds < seconds:
            self._lock(begins <= self.clock.seconds < begins + spell)
            slept, received = self.clock.slept, len(self.world.received)
            await self._next(pulses)
            self.received_locked_out += (len(self.world.received) - received) * self.door.locked
            if self.clock.slept > slept:
                self._happens()
                self.door.may_die("between")

    async def _pass(self, pulses: AsyncGenerator[Pulse, None], seconds: float) -> None:
        end = self.clock.seconds + seconds
        while self.clock.seconds < end:
            await self._next(pulses)

    async def _next(self, pulses: AsyncGenerator[Pulse, None]) -> None:
        self.last = await anext(pulses)
        self.cycles += self.last.cycle is not None
        age = self.last.data_at.until(self.clock.now()) if self.last.data_at else 0.0
        self.longest_silence = max(self.longest_silence, age)
        if self.last.phase is Phase.RETRYING:
            self.retried[self.door.locked][self.last.why] += 1

    def _lock(self, locked: bool) -> None:
        if locked and not self.door.locked:
            self.server.account.end_sessions()
        self.door.locked = locked

    def _happens(self) -> None:
        """Some people come, go or work."""
        for _ in range(self._dice.randrange(4)):
            who, kind = self._dice.choice(self._people), self._dice.randrange(6)
            match kind:
                case 0 | 1:
                    self.world.log_in(who)
                case 2:
                    self.world.log_out(who)
                case _:
                    self.world.work(who)


def _open(connection: Connection, clock: Clock) -> OpenCalls:
    return Client(connection, clock, CALM)
