"""What the table shows: the loop's pulse as rows, counted, filtered and sorted. Pure, no Textual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo

from msgspec import Struct, field
from msgspec.structs import replace

from tui.loop.pulse import Pulse
from tui.presence.filtering.compiling import EVERYBODY, Compiled
from tui.presence.model import Id, Presence
from tui.ui.table.rows import Reading, Row, reading_of, row_of
from tui.ui.table.sorting import DEFAULT_SORT, in_order

__all__ = ["DEFAULT_SORT", "Row", "View", "aged", "make_view"]


class View(Struct, frozen=True, gc=False):
    """The table's whole content at one moment.

    ``rows`` are those that the filter shows, in display order; ``everyone`` holds all rows by Id, ``ordered`` all in
    display order. ``total``, ``counts``, ``out_of_step``, ``held`` and ``held_back`` are of all people, queues apart.
    ``at`` is the reading's time on the org's clock, ``now`` the org's clock when this was made. ``changed`` are the
    users with news since the view before. ``widest`` is the longest text of a stretching column, in characters.
    ``filter`` is the text of ``asked``.
    """

    rows: tuple[Row, ...] = ()
    total: int = 0
    counts: Counter[Presence] = field(default_factory=Counter)
    out_of_step: int = 0
    held: int = 0
    at: datetime | None = None
    sort: str = DEFAULT_SORT
    reverse: bool = False
    filter: str = ""
    stale: bool = False
    held_back: int = 0
    now: datetime | None = None
    changed: frozenset[Id] = frozenset()
    everyone: Mapping[Id, Row] = field(default_factory=dict)
    ordered: tuple[Row, ...] = ()
    widest: Mapping[str, int] = field(default_factory=dict)
    made_from: Pulse | None = None
    day: date | None = None
    asked: Compiled = EVERYBODY


def make_view(
    pulse: Pulse,
    now: datetime | None,
    *,
    filter: Compiled = EVERYBODY,  # noqa: A002 — the word of the screen
    sort: str = DEFAULT_SORT,
    reverse: bool = False,
    zone: tzinfo,
    previous: View | None = None,
) -> View:
    """The view of a pulse. ``now`` is the org's clock. Not stale: see ``aged``.

    Rows of users that did not change are the ``previous`` view's own, so that the table can skip them.
    """
    base = _people(pulse, now, zone, previous)
    ordered = base.ordered
    if not ordered or base is not previous or (sort, reverse) != (base.sort, base.reverse):
        ordered = in_order(base.everyone.values(), sort, reverse=reverse)
    return View(
        tuple(filter.select(ordered, now, base.at)),
        base.total,
        base.counts,
        base.out_of_step,
        base.held,
        base.at,
        sort,
        reverse,
        filter.text,
        False,
        base.held_back,
        now,
        frozenset() if base is previous else base.changed,
        base.everyone,
        ordered,
        base.widest,
        pulse,
        base.day,
        filter,
    )


def aged(view: View, *, stale: bool) -> View:
    """The same view, dimmed or not: its data is older than twice the refresh time."""
    return view if view.stale is stale else replace(view, stale=stale)


def _people(pulse: Pulse, now: datetime | None, zone: tzinfo, previous: View | None) -> View:
    """The rows of everyone, counted; ``previous`` itself where only filter, sort or clock moved on."""
    roster = pulse.roster
    if roster is None:
        return View()
    reading = reading_of(pulse, roster, now, zone, previous.day if previous else None)
    if previous is not None and _same_facts(pulse, reading, previous):
        return previous
    old: Mapping[Id, Row] = previous.everyone if previous else {}
    everyone = {user_id: row_of(one, reading, old.get(user_id)) for user_id, one in roster.standings.items()}
    people = [row for row in everyone.values() if not row.queue]
    return View(
        total=len(people),
        counts=Counter(row.presence for row in people),
        out_of_step=sum(row.out_of_step for row in people),
        held=sum(row.held for row in people),
        held_back=sum(row.next_kind == "held-back" for row in people),
        at=roster.at,
        changed=_news(old, everyone),
        everyone=everyone,
        widest=_widest(list(everyone.values())),
        day=reading.today,
    )


def _same_facts(pulse: Pulse, reading: Reading, previous: View) -> bool:
    before = previous.made_from
    return (
        before is not None
        and before.roster is pulse.roster
        and before.plan is pulse.plan
        and before.memory is pulse.memory
        and before.sending == pulse.sending
        and not reading.another_day
    )


def _news(old: Mapping[Id, Row], everyone: Mapping[Id, Row]) -> frozenset[Id]:
    if not old:
        return frozenset()
    return frozenset(user_id for user_id, row in everyone.items() if row.flashed and old.get(user_id) is not row)


def _widest(rows: Sequence[Row]) -> Mapping[str, int]:
    return {
        "name": max((len(row.name) for row in rows), default=0),
        "username": max((len(row.username) for row in rows), default=0),
        "teams": max((len(row.teams) for row in rows), default=0),
    }
