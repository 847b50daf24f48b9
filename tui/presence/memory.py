"""What is remembered of an org between readings and runs. The journal keeps it; ``since`` moves it on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from tui.presence.model import DE, Id
from tui.presence.ons import Ons
from tui.presence.reading import Anchor

CONFIRMED = 2  # complete readings in a row that show no live session make an absence (R5)
By = Literal["person", "loop", "outside"]
Outcome = Literal["sent", "done", "failed", "unsettled", "not-applied", "dry-run"]


class Hold(Struct, frozen=True):
    """Leave this user alone: until a moment, until their presence changes, or (neither) for good (R9)."""

    why: str
    until: datetime | None = None
    until_presence: bool = False
    by: By = "person"


class Sent(Struct, frozen=True):
    """One toggle of ours: what, when (org's clock), by whom, and how it ended."""

    to: bool
    at: datetime
    by: By
    outcome: Outcome
    error: str | None = None


class Past(Struct, frozen=True, gc=False):
    """What counts for one user since their presence last changed or their hold ended (R6).

    ``present`` is the presence that stands; None while none was ever known. ``missing_from`` and ``missing_readings``
    count complete readings in a row that show no live session, as far as a rule asks (R5, R11). ``on_answered``: DE
    answered on since. ``ons``: ons accepted since that DE never showed (R7). ``off_at``: our off accepted since and not
    answered by an on after it; ``off_shown``: the next complete reading showed it (R8). ``sends``: ours of the last
    hour, and the last one. ``answered``: DE answers for this user; once it does no more, ``gone_at`` is the last
    complete reading in which it did (R1). ``changed``: when and by whom DE's answer or the toggle last changed, as far
    as we know.

    A complete reading in which nothing happened leaves it as it is, so that a quiet org writes nothing.
    """

    present: bool | None = None
    since: datetime | None = None
    missing_from: datetime | None = None
    missing_readings: int = 0
    de: DE = DE.UNKNOWN
    on_answered: bool = False
    ons: int = 0
    on_at: datetime | None = None
    off_at: datetime | None = None
    off_shown: bool = False
    sends: tuple[Sent, ...] = ()
    hold: Hold | None = None
    answered: bool = False
    gone_at: datetime | None = None
    changed: datetime | None = None
    changed_by: By | None = None

    @property
    def last_sent(self) -> Sent | None:
        """Our latest toggle of this user, if any."""
        return self.sends[-1] if self.sends else None


class Memory(Struct, frozen=True):
    """Everything remembered of one org.

    ``begun`` is False until a person accepted a first plan (R10). ``anchor`` lives in this run only (R3).
    ``own_shown``: this org has shown the caller's own session before (R1). ``answered``: users in the last full
    answer (R1). ``on_counts``: users answered on in the complete readings of the last hour (R11).
    ``ons``: whether DE showed the ons it accepted, for the doctor alone.
    """

    pasts: Mapping[Id, Past] = field(default_factory=dict)
    begun: bool = False
    last_complete: datetime | None = None
    own_shown: bool = False
    answered: int = 0
    on_counts: tuple[tuple[datetime, int], ...] = ()
    anchor: Anchor | None = None
    ons: Ons = Ons()

    def of(self, user_id: Id) -> Past:
        """What is remembered of a user; an empty past for one never seen."""
        return self.pasts.get(user_id) or Past()
