"""Sessions as the platform keeps them: families of rows, the half-life rule, and rows that outlive their use."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tui.demo.world.ids import numbering, record_id
from tui.demo.world.people import Person

AGENTS = (
    ("Chrome 142", "Windows 11"),
    ("Edge 142", "Windows 11"),
    ("Chrome 142", "Mac OSX"),
    ("Safari 19", "Mac OSX"),
    ("Firefox 145", "Linux"),
)
# AuthSession.LoginType holds labels, LoginHistory.LoginType the picklist's API values (salesforce.md, section 1).
HISTORY_LOGIN_TYPES = {
    "SAML Sfdc Initiated SSO": "Saml2",
    "SAML Idp Initiated SSO": "Saml",
    "Lightning Login": "LightningLogin",
    "Passwordless Login": "PasswordlessLogin",
    "Third Party SSO": "ThirdPartySso",
    "Remote Access 2.0": "Oauth2",
    "Other Apex API": "OtherApi",
    "Partner Portal": "PartnerPortal",
    "SysAdmin Switch": "SysAdminSwitch",
}
_KEPT_LOGINS = 200_000


@dataclass(slots=True, eq=False)
class Login:
    """A row of LoginHistory with its LoginGeo; the numbers of both are the same, so their Ids are made when asked."""

    number: int
    user: Person
    at: datetime
    login_type: str
    application: str
    agent: int
    status: str = "Success"

    @property
    def id(self) -> str:
        """Its LoginHistory Id."""
        return record_id("0Ya", self.number)

    @property
    def geo_id(self) -> str:
        """Its LoginGeo Id."""
        return record_id("04F", self.number)


@dataclass(slots=True, eq=False)
class AuthSession:
    """A row of AuthSession. A root has no ``parent`` here; the row then shows its own Id as ParentId."""

    id: str
    user: Person
    session_type: str
    login_type: str
    created: datetime
    modified: datetime
    valid: int
    login: Login
    parent: AuthSession | None = None
    current: bool = False

    @property
    def expires(self) -> datetime:
        """When it ends unless it is used: last modified + seconds valid (documented)."""
        return self.modified + timedelta(seconds=self.valid)

    @property
    def half(self) -> datetime:
        """From when on activity moves LastModifiedDate."""
        return self.modified + timedelta(seconds=self.valid / 2)

    def touch(self, at: datetime) -> bool:
        """Activity: moves ``modified`` only after half of the timeout and before its end. Whether it moved."""
        moves = self.half <= at < self.expires
        if moves:
            self.modified = at
        return moves


class Sessions:
    """All rows of AuthSession and LoginHistory. A family is a root and the rows under it, children and theirs."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._new_id = numbering("0Ak", 7_000_000 + rng.randrange(900_000))
        self._login_number = 3_000_000 + rng.randrange(900_000)
        self.rows: dict[str, AuthSession] = {}
        self.logins: deque[Login] = deque(maxlen=_KEPT_LOGINS)
        self._of: dict[str, list[AuthSession]] = {}

    def of(self, user_id: str) -> tuple[AuthSession, ...]:
        """The user's rows, expired ones too."""
        return tuple(self._of.get(user_id, ()))

    def log_in(self, user: Person, at: datetime, login_type: str, application: str = "Browser") -> Login:
        """Record a login."""
        user.last_login = max(at, user.last_login or at)
        return self._record(user, at, login_type, application, "Success")

    def refuse(self, user: Person, at: datetime) -> Login:
        """Record a login that failed: a row of LoginHistory and nothing more."""
        return self._record(user, at, "Application", "Browser", "Invalid Password")

    def open(self, login: Login, session_type: str, at: datetime, valid: int) -> AuthSession:
        """A root session of a login, begun at ``at``."""
        return self._add(AuthSession(self._new_id(), login.user, session_type, login.login_type, at, at, valid, login))

    def open_child(self, parent: AuthSession, session_type: str, login_type: str | None = None) -> AuthSession:
        """A session under another, as old and as lively as that one."""
        return self._add(
            AuthSession(
                self._new_id(),
                parent.user,
                session_type,
                login_type or parent.login_type,
                parent.created,
                parent.modified,
                parent.valid,
                parent.login,
                parent,
            )
        )

    def family(self, root: AuthSession) -> list[AuthSession]:
        """The root and everything under it, parents first."""
        found = [root]
        for row in self._of.get(root.user.id, ()):
            if row.parent is not None and any(row.parent is one for one in found):
                found.append(row)
        return found

    def touch(self, root: AuthSession, at: datetime) -> None:
        """Activity in a family; each row by its own half-life."""
        for row in self.family(root):
            row.touch(at)

    def end(self, root: AuthSession) -> bool:
        """Take a family away, as a logout does at once and a sweep does later. Whether it was still there."""
        if root.id not in self.rows:
            return False
        self._remove(self.family(root))
        return True

    def _record(self, user: Person, at: datetime, login_type: str, application: str, status: str) -> Login:
        self._login_number += 41
        agent = self._rng.randrange(len(AGENTS))
        login = Login(self._login_number, user, at, login_type, application, agent, status)
        self.logins.append(login)
        return login

    def _add(self, row: AuthSession) -> AuthSession:
        self.rows[row.id] = row
        self._of.setdefault(row.user.id, []).append(row)
        return row

    def _remove(self, rows: Iterable[AuthSession]) -> None:
        for row in rows:
            del self.rows[row.id]
            self._of[row.user.id].remove(row)
