"""The past as JSON and tables have it: entries, the table as it was, totals. The contract's names, times in UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from tui.presence.chronicle.then import Then
from tui.presence.chronicle.totals import Total, Totals
from tui.presence.entry import Entry
from tui.presence.model import DE, Presence
from tui.presence.words import iso

By = Literal["person", "loop", "outside"]


class EntryShape(Struct):
    """``history``, one line."""

    at: str | None
    kind: str
    user: str | None
    name: str
    was: str | None = field(name="from")
    to: str | None
    why: str
    by: By | None
    route: str | None
    outcome: str | None


class HeldShape(Struct):
    """A hold that stood then."""

    until: str | None
    why: str


class ThenUserShape(Struct):
    """One user as they were; null where it is not known."""

    id: str
    name: str
    username: str
    presence: str | None
    de: str | None
    teams_on: int
    teams: int
    changed_at: str | None
    changed_by: By | None
    hold: HeldShape | None


class ThenShape(Struct):
    """``history --at``: ``known`` false where nothing ran; the nearest moments that are known stand beside it."""

    at: str | None
    known: bool
    known_before: str | None
    known_after: str | None
    users: list[ThenUserShape]


class TotalShape(Struct):
    """Whole seconds in each state, and toggles that took effect, by whom."""

    id: str
    name: str
    members: int
    active: int
    idle: int
    absent: int
    unknown: int
    on: int
    mixed: int
    off: int
    toggles_by_loop: int
    toggles_by_person: int
    toggles_by_outside: int


class TotalsShape(Struct):
    """``history --totals``: of the span, ``known_seconds`` were watched."""

    since: str | None
    until: str | None
    known_seconds: int
    users: list[TotalShape]
    teams: list[TotalShape]


ENTRY_HEADER = ("at", "kind", "user", "name", "from", "to", "why", "by", "route", "outcome")
TOTAL_HEADER = TotalShape.__struct_fields__
THEN_HEADER = ("id", "name", "username", "presence", "de", "teams_on", "teams", "changed_at", "changed_by", "held")


def entry_shape(entry: Entry) -> EntryShape:
    """One line of the journal."""
    return EntryShape(
        at=iso(entry.at),
        kind=entry.kind,
        user=entry.user,
        name=entry.name,
        was=entry.was,
        to=entry.to,
        why=entry.why,
        by=entry.by,
        route=entry.route,
        outcome=outcome_word(entry.outcome),
    )


def outcome_word(outcome: str | None) -> str | None:
    """The contract's word: what was sent and never answered for is unsettled."""
    return "unsettled" if outcome == "sent" else outcome


def then_shape(then: Then) -> ThenShape:
    """The table as it was, by name."""
    standings = sorted(then.roster.standings.values(), key=lambda one: (one.user.name.casefold(), one.id))
    near = then.around
    return ThenShape(
        iso(then.at),
        near.known,
        iso(near.before),
        iso(near.after),
        [
            ThenUserShape(
                one.id,
                one.user.name,
                one.user.username,
                None if one.presence is Presence.UNKNOWN else one.presence.value,
                None if one.de is DE.UNKNOWN else one.de.value,
                one.teams_on,
                len(one.teams),
                iso(then.pasts[one.id].changed),
                then.pasts[one.id].changed_by,
                _held(then, one.id),
            )
            for one in standings
        ],
    )


def _held(then: Then, user_id: str) -> HeldShape | None:
    hold = then.pasts[user_id].hold
    return None if hold is None else HeldShape(iso(hold.until), hold.why)


def totals_shape(totals: Totals) -> TotalsShape:
    """Times and toggles, by name."""
    users, teams = (
        [total_shape(one) for one in sorted(some, key=lambda one: (one.name.casefold(), one.id))]
        for some in (totals.users, totals.teams)
    )
    return TotalsShape(iso(totals.since), iso(totals.until), int(totals.known), users, teams)


def total_shape(total: Total) -> TotalShape:
    """One user or team."""
    times, toggles = total.times, total.toggles
    return TotalShape(
        total.id,
        total.name,
        total.members,
        *(int(one) for one in (times.active, times.idle, times.absent, times.untold, times.on, times.mixed, times.off)),
        *(toggles.get(by, 0) for by in ("loop", "person", "outside")),
    )


def cells(shape: Struct, header: tuple[str, ...]) -> list[str]:
    """A shape's values as the cells of a table; nothing for null."""
    names = {one: getattr(shape, "was" if one == "from" else one) for one in header}
    return ["" if value is None else str(value) for value in names.values()]


def then_cells(user: ThenUserShape) -> list[str]:
    """One user as the cells of ``THEN_HEADER``; the hold by its reason."""
    return [*cells(user, THEN_HEADER[:-1]), user.hold.why if user.hold else ""]


def moment_words(at: datetime) -> str:
    """A moment on the reader's clock with its day; ``at`` is in their zone."""
    return f"{at:%a} {at.day} {at:%b %Y %H:%M}"
