"""What the screen is given at its start, by the door that wires everything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, tzinfo

from msgspec import Struct

from tui.loop.hand import Hand
from tui.loop.pulse import Pulse
from tui.loop.rivals import Rivals
from tui.presence.chains import JobState
from tui.presence.checks import Check
from tui.presence.chronicle.door import PastDoor
from tui.presence.entry import Entry
from tui.presence.logins import PastLogins
from tui.presence.model import Id, Session
from tui.presence.ports import Clock, Sleep
from tui.presence.remembered import Remembered
from tui.presence.settings import Settings
from tui.presence.tally import Tally

Source = Callable[[Hand], AsyncIterator[Pulse]]
Details = Callable[[Id], Awaitable[tuple[datetime, tuple[Session, ...]]]]
Logins = Callable[[Id], Awaitable[PastLogins]]
History = Callable[[Id], list[Entry]]


class KnownOrg(Struct, frozen=True):
    """An org that can be opened from here.

    ``name`` is what ``--org`` takes, or the size of a demo org where ``demo`` says so. ``how`` names the login
    ("saved, web login", "Salesforce CLI"), ``about`` what is known of it (user, address, why it cannot be opened).
    ``current`` is open now; ``default`` opens where no other is named.
    """

    name: str
    how: str
    about: str = ""
    current: bool = False
    default: bool = False
    demo: bool = False


class Fresh(Struct, frozen=True):
    """Settings that were read again: the general ones, and those of the org where it is known."""

    general: Settings
    org: Settings | None = None


class OwnJob(Struct, frozen=True):
    """The doors to the org's own job; each tells the job as it is then."""

    look: Callable[[], Awaitable[JobState]]
    start: Callable[[], Awaitable[JobState]]
    abort: Callable[[], Awaitable[JobState]]


Doctor = Callable[[], Awaitable[tuple[Check, ...]]]
Orgs = Callable[[], Awaitable[tuple[KnownOrg, ...]]]


async def nobody_else() -> Rivals:
    """Nothing else toggles in this org."""
    return Rivals()


class Setting(Struct, frozen=True):
    """The run's choices and its doors to the outside.

    ``settings`` are the general ones, for the keys; an org's own come with every pulse. ``details`` reads all sessions
    of one user now, ``logins`` tells their latest logins. ``read_only``: no writing command exists in this run.
    ``writable`` allows writing in a production org, which is read-only otherwise. ``zone`` is the reader's time zone.
    ``demo`` is a word for the top line where the org is simulated. ``log_file`` is named by internal errors.
    ``rivals`` looks for others that toggle in this org. ``left_on``: the loop was on when the last run ended without a
    word. ``doctor`` looks at what works in this org; ``orgs`` are those that can be opened from here, None where that
    makes no sense; ``job`` is the org's own. ``reread`` reads the settings file again: None where nothing changed,
    BadSettings where broken. ``painted`` is called when the first frame is there. ``past`` opens the org's journal to
    questions; ``tallies`` are this org's since a time, oldest first. ``recall`` tells how the desk of the open org was
    left, and ``remember`` keeps it; all four may be asked once an org is known.
    """

    settings: Settings
    clock: Clock
    zone: tzinfo
    details: Details
    read_only: bool = False
    writable: bool = False
    demo: str = ""
    log_file: str = ""
    ascii_only: bool = False
    history: History | None = None
    sleep: Sleep = asyncio.sleep
    rivals: Callable[[], Awaitable[Rivals]] = nobody_else
    left_on: Callable[[], bool] = lambda: False
    doctor: Doctor | None = None
    orgs: Orgs | None = None
    reread: Callable[[], Fresh | None] = lambda: None
    job: OwnJob | None = None
    past: Callable[[], PastDoor] | None = None
    painted: Callable[[], None] = lambda: None
    tallies: Callable[[datetime], Sequence[Tally]] | None = None
    recall: Callable[[], Remembered] = Remembered
    remember: Callable[[Remembered], None] = lambda _: None
    logins: Logins | None = None

    def may_write(self, pulse: Pulse) -> bool:
        """Whether this run may toggle: not read-only, and in production only where that was allowed.

        Before the org is known nothing may be written.
        """
        if self.read_only or pulse.org is None:
            return False
        return pulse.org.sandbox or self.writable
