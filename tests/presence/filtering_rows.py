"""People for the filter's tests: rows with everything that the language can ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from tests.made import NINE
from tui.presence.filtering.compiling import NOTHING_SAVED, compile_filter
from tui.presence.filtering.folding import fold
from tui.presence.memory import By, Hold
from tui.presence.model import DE, Presence, User
from tui.presence.roster import Standing

MIN = timedelta(minutes=1)


class Row(Struct, frozen=True):
    """One person, as the filter sees a row."""

    standing: Standing
    haystack: str = ""
    team_hay: str = ""
    hold: Hold | None = None
    next_kind: str = ""
    out_of_step: bool = False
    changed_at: datetime | None = None
    changed_by: By | None = None

    @property
    def name(self) -> str:
        return self.standing.user.name


def row(user: User, presence: Presence, teams: str, **how: object) -> Row:
    """A row of this user in teams, a line each; what ``Standing`` has goes there."""
    facts = {name: how.pop(name) for name in tuple(how) if name in Standing.__struct_fields__}
    standing = Standing(user, presence, "", **facts)  # type: ignore[arg-type]  # words of a test
    hay = fold(f"{user.name}\n{user.username}\n{user.id}\n{teams}")
    return Row(standing, hay, fold(teams), **how)  # type: ignore[arg-type]  # words of a test


def made(number: int, name: str, **fields: object) -> User:
    """A user of this name."""
    return User(f"005{number:012d}AAA", name, f"{fold(name).split(',')[0]}@acme.example", **fields)  # type: ignore[arg-type]


INES = row(made(1, "Costa, Inês", profile="Sales User"), Presence.ABSENT, "Enterprise\nSMB", live_sessions=0, de=DE.OFF,
           left_out="Visualforce")  # fmt: skip
FEMKE = row(
    made(2, "Bakker, Femke", profile="Standard User"), Presence.IDLE, "Enterprise West", live_sessions=1, de=DE.ON,
    last_seen=NINE - 107 * MIN, idle_from=NINE - 47 * MIN, expires_at=NINE + 13 * MIN, next_kind="soon",
    types=("SAML Sfdc Initiated SSO", "UI"),
    changed_at=NINE - 20 * MIN, changed_by="loop",
)  # fmt: skip
LEO = row(
    made(3, "Dubois, Léo", profile="Sales User"), Presence.ACTIVE, "SMB", live_sessions=2, de=DE.MIXED,
    last_seen=NINE - MIN, idle_from=NINE + 59 * MIN, expires_at=NINE + 119 * MIN, next_kind="held",
    hold=Hold("Lunch"), changed_at=NINE - 300 * MIN, changed_by="person",
)  # fmt: skip
MAJA = row(made(4, "Eriksson, Maja"), Presence.ACTIVE, "SMB", live_sessions=1, de=DE.OFF, last_seen=NINE,
           idle_from=NINE + 60 * MIN, expires_at=NINE + 120 * MIN, next_kind="on", out_of_step=True)  # fmt: skip
YUSUF = row(made(5, "Farah, Yusuf", is_active=False, is_frozen=True), Presence.UNKNOWN, "SMB")
QUEUE = row(User("00G000000000001AAA", "Idle leads"), Presence.UNKNOWN, "Enterprise", de=DE.ON)
EVERYONE = (INES, FEMKE, LEO, MAJA, YUSUF, QUEUE)


def found(text: str, now: datetime = NINE, saved: Mapping[str, str] = NOTHING_SAVED) -> list[str]:
    """The first names of those whom a filter shows, as far as they have one."""
    rows = compile_filter(text, saved).select(EVERYONE, now)
    return [one.name.rpartition(" ")[2] for one in rows]
