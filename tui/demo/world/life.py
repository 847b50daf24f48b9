"""The day as it goes on: visits to the screen that begin, work, pause and end, and what managers do meanwhile."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random

from tui.demo.world.de import Engine, Toggle
from tui.demo.world.pace import Pace
from tui.demo.world.people import Person
from tui.demo.world.sessions import AuthSession, Sessions
from tui.demo.world.visits import LogoutEvent, Visit, logs_out, pause, screen_type

REASONS = ("Training", "Lunch", "One-to-one", "Customer visit", "Team meeting")
_SWEEP = 900  # seconds: automatic logouts are found by a job that runs every 15 minutes (salesforce.md, section 6)
_KEPT_LOGOUTS = 10_000
_MISTYPED = 0.06  # of logins with a password
_AT_LEAST_AWAY = timedelta(seconds=100)
_SECOND = timedelta(seconds=1)

Action = Callable[[datetime], None]


class Life:
    """Plays what is due. Each visit has one event ahead at most, so time costs what happens, not who exists.

    No draw of ``rng`` depends on a toggle, so the same people come and go whatever is toggled from outside. ``heard``
    is told of each logout from the UI once it is through.
    """

    def __init__(self, rng: Random, sessions: Sessions, engine: Engine, pace: Pace, staff: Sequence[Person]) -> None:
        self.logouts: deque[LogoutEvent] = deque(maxlen=_KEPT_LOGOUTS)
        self.heard: Callable[[LogoutEvent], None] | None = None
        self._rng = rng
        self._sessions = sessions
        self._engine = engine
        self._pace = pace
        self._staff = staff
        self._due: list[tuple[datetime, int, Action, bool]] = []
        self._order = count()
        self._quiet = False

    def play(self, now: datetime) -> None:
        """Let everything happen that is due by ``now``, each at its own time."""
        while self._due and self._due[0][0] <= now:
            at, _, action, _ = heappop(self._due)
            action(at)

    def quiet(self) -> None:
        """Nobody does anything by themselves from here on; sessions still run out, and the org's jobs run."""
        self._quiet = True
        self._due = sorted(one for one in self._due if one[-1])

    def at(self, when: datetime, action: Action) -> None:
        """Let ``action`` happen at ``when`` or, where that is within a second, at the end of it: never before."""
        if not self._quiet:
            self._put(when, action, lasting=False)

    def lasting(self, when: datetime, action: Action) -> None:
        """The same for what is no person's doing, and goes on when all is quiet."""
        self._put(when, action, lasting=True)

    def _put(self, when: datetime, action: Action, *, lasting: bool) -> None:
        whole = when.replace(microsecond=0)
        heappush(self._due, (whole if whole == when else whole + _SECOND, next(self._order), action, lasting))

    def begin(self, visit: Visit, now: datetime) -> None:
        """Let a visit take its course."""
        if visit.screen:
            visit.root.user.visits += 1
        self._plan(visit, now)

    def arrive(self, person: Person, at: datetime) -> None:
        """Somebody who was away logs in and starts to work."""
        if person.works and not person.visits:
            self.begin(self.visit(person, at, at), at)

    def visit(self, person: Person, created: datetime, now: datetime) -> Visit:
        """A login to the screen with the sessions that the platform opens for it; not begun yet."""
        sessions, rng = self._sessions, self._rng
        if person.login_type == "Application" and rng.random() < _MISTYPED:
            sessions.refuse(person, created - timedelta(seconds=rng.randint(5, 40)))
        login = sessions.log_in(person, created, person.login_type)
        root = sessions.open(login, screen_type(person), created, person.timeout)
        if root.session_type == "UI":
            self._open_children(root)
        stay = 60 + rng.expovariate(1 / self._pace.stay)
        return Visit(root, now + timedelta(seconds=stay), rng.random() < logs_out(person.timeout))

    def log_out(self, root: AuthSession, at: datetime) -> None:
        """A logout from the UI: the family's rows vanish at once."""
        if self._sessions.end(root):
            user, login = root.user, root.login
            keys = (f"{login.number:016x}"[::-1], f"{login.number * 31:016x}"[::-1])
            event = LogoutEvent(at, user.id, user.username, user.ip, *keys)
            self.logouts.append(event)
            if self.heard is not None:
                self.heard(event)

    def manage(self, at: datetime) -> None:
        """A manager turns somebody's toggle round in DE itself, and will do so again."""
        person = self._somebody_here()
        if person is not None:
            on = not self._engine.on(person.id)
            reason = None if on else REASONS[at.second % len(REASONS)]
            self._engine.set(person.id, Toggle(on, reason, "a manager", at))
        self.at(at + self._span(self._pace.manager), self.manage)

    def log_in_as(self, at: datetime) -> None:
        """An admin looks at the org as somebody else for some minutes, and will do so again."""
        person = self._rng.choice(self._staff)
        if person.active:
            root = self.substitute(person, at)
            self.at(at + self._span(600), partial(self._end, root))
        self.at(at + self._span(self._pace.login_as), self.log_in_as)

    def substitute(self, person: Person, at: datetime) -> AuthSession:
        """The sessions of a login-as: they bear the user's Id though the user is not there."""
        login = self._sessions.log_in(person, at, "SysAdmin Switch")
        root = self._sessions.open(login, "SubstituteUser", at, 7_200)
        ui = self._sessions.open_child(root, "UI", "Application")
        self._sessions.open_child(ui, "Aura")
        return root

    def sweep(self, root: AuthSession, at: datetime) -> None:
        """Remove an expired family at the next quarter of an hour; some rows outlive their use by a day."""
        wait = 86_400 if self._rng.random() < 0.12 else _SWEEP - (at.minute * 60 + at.second) % _SWEEP
        self.at(at + timedelta(seconds=wait), partial(self._end, root))

    def _open_children(self, root: AuthSession) -> None:
        for session_type, share in (("Aura", 0.92), ("Visualforce", 0.12), ("Content", 0.06)):
            if self._rng.random() < share:
                self._sessions.open_child(root, session_type)

    def _plan(self, visit: Visit, now: datetime) -> None:
        """Put the visit's next event ahead: the next click that counts, the end of the stay, or the expiry."""
        root = visit.root
        due = root.expires
        if not visit.left:
            click = visit.back or max(root.half, now) + pause(self._rng, root.valid)
            due = min(due, click, visit.leaves)
        self.at(due, partial(self._step, visit))

    def _step(self, visit: Visit, at: datetime) -> None:
        root = visit.root
        if root.id not in self._sessions.rows:
            self._gone(visit, at)
        elif at >= root.expires:
            self._gone(visit, at)
            self.sweep(root, at)
        elif at >= visit.leaves and visit.logs_out:
            self._sign_off(root.user, at)
            self.log_out(root, at)
            self._gone(visit, at)
        else:
            visit.left = at >= visit.leaves
            if not visit.left:
                visit.back = None
                self._sessions.touch(root, at)
            self._plan(visit, at)

    def _gone(self, visit: Visit, at: datetime) -> None:
        if visit.screen:
            person = visit.root.user
            person.visits -= 1
            if not person.visits:
                self.at(at + _AT_LEAST_AWAY + self._span(self._pace.away), partial(self.arrive, person))

    def _sign_off(self, person: Person, at: datetime) -> None:
        """A few tidy people toggle themselves off in their widget before they log out."""
        if self._rng.random() < 0.1 and self._engine.on(person.id):
            self._engine.set(person.id, Toggle(False, "Done for today", person.id, at))

    def _end(self, root: AuthSession, _at: datetime) -> None:
        self._sessions.end(root)

    def _somebody_here(self) -> Person | None:
        drawn = self._rng.choices(self._staff, k=12)
        return next((one for one in drawn if one.visits), None)

    def _span(self, mean: float) -> timedelta:
        return timedelta(seconds=20 + self._rng.expovariate(1 / mean))
