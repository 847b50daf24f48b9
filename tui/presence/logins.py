"""One user's logins as the org remembers them: for the screen alone, as they tell places; no journal keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from tui.presence.model import Id

# Logins of programs, and an admin's login as somebody else, by the picklist's API values (not labels).
NOT_A_PERSONS = frozenset({"Oauth2", "OtherApi", "SysAdminSwitch"})
DONE = "Success"


class PastLogin(Struct, frozen=True):
    """A row of ``LoginHistory``. ``kind`` is the login type's API value; what the org does not tell is empty.

    ``place`` is a city and country, or what of them is told.
    """

    id: Id
    at: datetime
    status: str = DONE
    browser: str = ""
    platform: str = ""
    application: str = ""
    kind: str = ""
    ip: str = ""
    place: str = ""

    @property
    def done(self) -> bool:
        """Whether it let the user in."""
        return self.status == DONE

    @property
    def by_person(self) -> bool:
        """Whether the user may have sat there: no program, no admin in their place."""
        return self.kind not in NOT_A_PERSONS


class PastLogins(Struct, frozen=True):
    """The latest logins, newest first; ``of_sessions`` tells by which one each session began, by their Ids."""

    rows: tuple[PastLogin, ...] = ()
    of_sessions: Mapping[Id, Id] = field(default_factory=dict)

    def by_session(self) -> Mapping[Id, PastLogin]:
        """The login of each session, as far as it is among the rows."""
        known = {one.id: one for one in self.rows}
        return {session: known[login] for session, login in self.of_sessions.items() if login in known}
