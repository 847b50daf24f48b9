"""Which logins are new: a high-water mark over the login history, with an overlap for rows that come late."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta

from tui.org.events.history import Asked, Logins
from tui.org.events.payloads import Login
from tui.presence.logins import NOT_A_PERSONS
from tui.presence.model import Id

OVERLAP = timedelta(minutes=3)
WORKDAY = timedelta(hours=12)  # whose logins tell where those are who log out now
_USERS = 20_000
_REMEMBERED = 50_000


class Whereabouts:
    """Where users last logged in from. Kept in memory alone, for the newest users of very many."""

    def __init__(self) -> None:
        self._places: OrderedDict[Id, tuple[str, str]] = OrderedDict()

    def learn(self, login: Login) -> None:
        """A login, in the order in which they happened."""
        self._places[login.user_id] = (login.ip, login.place)
        self._places.move_to_end(login.user_id)
        if len(self._places) > _USERS:
            self._places.popitem(last=False)

    def of(self, user_id: Id, ip: str) -> str:
        """The place of a user at this address, else the address, else where they logged in from."""
        known_ip, place = self._places.get(user_id, ("", ""))
        if place and ip in {known_ip, ""}:
            return place
        return ip or known_ip


class LoginMark:
    """Up to when logins are known, and which came already by one way or the other."""

    def __init__(self, whereabouts: Whereabouts) -> None:
        self._whereabouts = whereabouts
        self._mark: datetime | None = None
        self._seen: OrderedDict[Id, None] = OrderedDict()

    def ask(self, now: datetime) -> Asked:
        """What to ask the history for. ``now`` is this machine's clock, for the first question alone."""
        return Asked(now - WORKDAY, newest=True) if self._mark is None else Asked(self._mark - OVERLAP)

    def of_history(self, told: Logins) -> list[Login]:
        """The new ones, oldest first. The first answer has none: it only tells where people are."""
        if self._mark is None:
            self._mark = told.at
            for one in reversed(told.rows):
                self._note(one)
            return []
        found = self.new(told.rows)
        if not told.cut:
            self._mark = max(self._mark, told.at)
        elif told.rows:
            last = told.rows[-1].at + OVERLAP  # asked from here on next time, and from later on if that brings no more
            self._mark = max(last, self._mark if found else self._mark + OVERLAP)
        return found

    def new(self, logins: Iterable[Login]) -> list[Login]:
        """Those of a person that succeeded and did not come before."""
        found = []
        for one in logins:
            if one.id in self._seen:
                continue
            self._note(one)
            if one.done and one.kind not in NOT_A_PERSONS:
                found.append(one)
        return found

    def _note(self, login: Login) -> None:
        self._seen[login.id] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        if login.done and login.kind not in NOT_A_PERSONS:
            self._whereabouts.learn(login)
