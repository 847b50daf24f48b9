"""The view that goes on: from pulse to pulse, order to order and filter to filter, in slices. Pure, no Textual.

What a person wants (an order, a filter) goes before what the loop tells, and the loop's news before what may be wanted
next. The lists that it works with are never changed, only replaced, once all that belongs together is ready.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo

from msgspec.structs import replace

from tui.loop.pulse import Pulse
from tui.presence.filtering.compiling import EVERYBODY, Compiled, narrows
from tui.presence.roster import Roster
from tui.ui.table.people import News, People
from tui.ui.table.rows import Row
from tui.ui.table.slices import BUCKET, Slices, few, merged, parts, replaced, sorted_rows
from tui.ui.table.sorting import Order
from tui.ui.table.view import View

BY_NAME = Order()
Hits = tuple[Order, Compiled, Sequence[Row]]


class LiveView:
    """``view`` is what is to be shown now; ``step`` brings it on. ``looked_at`` counts the rows that filters met."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self.view = View()
        self.looked_at = 0
        self._people = People(zone)
        self._orders: dict[Order, Sequence[Row]] = {}
        self._hits: Hits = (BY_NAME, EVERYBODY, ())
        self._found: list[Row] = []
        self._told: tuple[Pulse, Roster, datetime | None] | None = None
        self._now: datetime | None = None
        self._expected: tuple[Order, ...] = ()
        self._wanted: Slices[None] | None = None
        self._asking: tuple[Order, Compiled] = (BY_NAME, EVERYBODY)
        self._news: Slices[None] | None = None
        self._warming: Slices[None] | None = None

    # what is asked of it

    def tell(self, pulse: Pulse, now: datetime | None) -> None:
        """The loop said something. ``now`` is the org's clock. A newer pulse takes the place of one that waits."""
        if pulse.roster is None:
            if self._told is not None or self._news is not None or self._people.reading is not None:
                self._forget()
        elif self._news is not None or self._told is not None or self._people.tells(pulse, now):
            self._told = (pulse, pulse.roster, now)

    def want(self, order: Order, asked: Compiled, now: datetime | None) -> None:
        """Another order or filter; what was wanted before and is not ready is not wanted any more."""
        self._now, self._found, self._asking = now, [], (order, asked)
        self._wanted = self._arranged(order, asked)

    def expect(self, orders: Iterable[Order]) -> None:
        """What may be wanted next is made ready while there is nothing else to do."""
        self._expected = tuple(orders)

    @property
    def searched_at(self) -> datetime | None:
        """When, on the org's clock, the filter was last asked."""
        return self._now

    def finish(self) -> View:
        """Do all that is to do, at once."""
        while self.busy:
            self.step()
        return self.view

    # how it goes on

    @property
    def busy(self) -> bool:
        """Whether there is anything left to do."""
        return self.urgent or self._warming is not None or self._next_to_warm() is not None

    @property
    def urgent(self) -> bool:
        """Whether the view is not yet what it is to be."""
        return self._wanted is not None or self._news is not None or self._told is not None

    def step(self) -> None:
        """One slice of the work that comes first."""
        if self._wanted is not None:
            self._wanted = _on(self._wanted)
            return
        if self._news is None and self._told is not None:
            (pulse, roster, now), self._told = self._told, None
            if self._people.tells(pulse, now):
                self._news = self._pulsed(pulse, roster, now)
        if self._news is not None:
            self._news = _on(self._news)
            return
        warm = self._next_to_warm()
        if self._warming is None and warm is not None:
            self._warming = self._warmed(warm)
        if self._warming is not None:
            self._warming = _on(self._warming)

    @property
    def so_far(self) -> View | None:
        """The first rows that a search has found, while it goes on; None where there are none yet."""
        if self._wanted is None or not self._found:
            return None
        return self._view(*self._asking, tuple(self._found), searching=True)

    # a person's wish

    def _arranged(self, order: Order, asked: Compiled) -> Slices[None]:
        hits: Sequence[Row] = ()
        if self._people.reading is not None:
            again = yield from self._resorted(order, asked)
            hits = (yield from self._searched((yield from self._in(order)), order, asked)) if again is None else again
        self._hits = (order, asked, hits)
        kept = {BY_NAME, order, *self._expected}
        self._orders = {one: rows for one, rows in self._orders.items() if one in kept}
        self.view = self._view(*self._hits)

    def _resorted(self, order: Order, asked: Compiled) -> Slices[Sequence[Row] | None]:
        """The same hits in another order, which takes no search; None where another filter is asked."""
        before, was, hits = self._hits
        if asked != was or not asked.terms or asked.ages or order in self._orders or before == order:
            return None
        by_name = yield from sorted_rows(hits, BY_NAME)
        return (yield from sorted_rows(by_name, order))

    def _in(self, order: Order) -> Slices[Sequence[Row]]:
        """All rows in an order, kept from now on."""
        if order not in self._orders:
            self._orders[order] = yield from sorted_rows(self._orders[BY_NAME], order)
        return self._orders[order]

    def _searched(self, rows: Sequence[Row], order: Order, asked: Compiled) -> Slices[Sequence[Row]]:
        """The rows that a filter shows; looked for among the last hits where it can only show fewer."""
        if not asked.terms:
            return rows
        before, was, hits = self._hits
        if before == order and narrows(was, asked):
            rows = hits
        for part in parts(rows):
            self._found += self._selected(part, asked)
            yield
        return self._found

    def _selected(self, rows: Sequence[Row], asked: Compiled) -> Sequence[Row]:
        self.looked_at += len(rows)
        return asked.select(rows, self._now)

    # the loop's news

    def _pulsed(self, pulse: Pulse, roster: Roster, now: datetime | None) -> Slices[None]:
        news = yield from self._people.news(pulse, roster, now)
        self._now = now
        orders: dict[Order, Sequence[Row]] = {}
        hits: Hits | None = None
        while True:  # a person may have asked for something else meanwhile
            order, asked, _ = self._hits
            missing = next((one for one in (BY_NAME, order) if one not in orders), None)
            if missing is not None:
                orders[missing] = yield from self._moved(missing, orders, news)
            elif hits is None or hits[:2] != (order, asked):
                hits = (order, asked, (yield from self._hits_moved(orders[order], news)))
            else:
                break
        behind = {one: rows for one, rows in self._orders.items() if one not in orders and _few(news, rows)}
        self._people.take(news)
        self._orders, self._hits, self._warming = orders, hits, self._caught_up(behind, news) if behind else None
        self.view = replace(self._view(*hits), changed=news.flashed, left=news.left)

    def _caught_up(self, behind: Mapping[Order, Sequence[Row]], news: News) -> Slices[None]:
        """What may be wanted next gets the news after it is shown, where that is cheaper than sorting anew."""
        for order, rows in behind.items():
            moved = yield from merged(rows, news.gone.values(), tuple(news.fresh.values()), order)
            self._orders.setdefault(order, moved)

    def _moved(self, order: Order, orders: Mapping[Order, Sequence[Row]], news: News) -> Slices[Sequence[Row]]:
        """All rows in an order, with the news."""
        rows = self._orders.get(order, ())
        if order in self._orders and _few(news, rows):
            return (yield from merged(rows, news.gone.values(), tuple(news.fresh.values()), order))
        if order != BY_NAME:
            return (yield from sorted_rows(orders[BY_NAME], order))
        if not news.renamed:
            return (yield from replaced(rows, news.fresh))
        kept: list[Row] = []
        for part in parts(rows):
            kept += [row for row in part if row.id not in news.gone]
            yield
        return (yield from sorted_rows([*kept, *news.fresh.values()], BY_NAME))

    def _hits_moved(self, rows: Sequence[Row], news: News) -> Slices[Sequence[Row]]:
        """What the filter shows, with the news; only the users with news are looked at where ages are not asked for."""
        order, asked, hits = self._hits
        if not asked.terms:
            return rows
        if asked.ages or not _few(news, rows):
            found: list[Row] = []
            for part in parts(rows):
                found += self._selected(part, asked)
                yield
            return found
        gone = [row for row in news.gone.values() if _stands(row, hits, order)]
        came = self._selected(tuple(news.fresh.values()), asked)
        yield
        return (yield from merged(hits, gone, came, order))

    # what comes of it

    def _next_to_warm(self) -> Order | None:
        if len(self._people.everyone) <= BUCKET:
            return None
        return next((one for one in self._expected if one not in self._orders), None)

    def _warmed(self, order: Order) -> Slices[None]:
        yield from self._in(order)

    def _forget(self) -> None:
        """The loop begins anew, and has read nothing yet."""
        order, asked, _ = self._hits
        self._people, self._orders, self._hits = People(self._zone), {}, (order, asked, ())
        self._told = self._news = self._warming = None
        self.view = self._view(order, asked, ())

    def _view(self, order: Order, asked: Compiled, rows: Sequence[Row], *, searching: bool = False) -> View:
        people, reading = self._people, self._people.reading
        tallied = people.tallied
        return View(
            rows,
            tallied.total,
            tallied.counts.copy(),
            tallied.out_of_step,
            tallied.held,
            reading.roster.at if reading else None,
            order.sort,
            order.reverse,
            asked.text,
            False,
            tallied.held_back,
            self._now,
            {},
            frozenset(),
            people.everyone,
            people.ids,
            tallied.widest,
            asked,
            searching,
        )


def _on(work: Slices[None]) -> Slices[None] | None:
    """One slice of it; None where that was the last."""
    try:
        next(work)
    except StopIteration:
        return None
    return work


def _few(news: News, rows: Sequence[Row]) -> bool:
    return few(len(news.gone) + len(news.fresh), rows)


def _stands(row: Row, rows: Sequence[Row], order: Order) -> bool:
    place = bisect_left(rows, order.key(row), key=order.key)
    return place < len(rows) and rows[place] is row
