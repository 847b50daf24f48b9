"""The judge of the pure core: what may be sent, by the words of the policy alone. Imports nothing of ours.

It keeps its own book of what complete readings showed, who is held and what was sent, and compares. Times are whole
seconds. A book is a frozen value, so that a walk may branch from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

HOUR = 3600
How = Literal["done", "failed", "unsettled"]


class Rules(NamedTuple):
    """The settings as the judge reads them, in seconds."""

    interval: int = 900
    off_after: int = 20
    share: float = 0.5
    at_least: int = 2
    release_after: int = 900
    respect: bool = True


class Page(NamedTuple):
    """One user's page. ``until`` is a hold's end, ``for_presence`` a hold until presence changes.

    ``stands`` is the presence that stands, ``gone_at`` the first of ``gone_times`` readings in a row that missed them.
    ``on_seen``: DE answered on since. ``off_done``: our off was accepted since and no on came after it; ``off_seen``:
    a reading showed it. ``theirs``: somebody else turned them on after that.
    ``sent``: (when, value) of ours in the last hour; ``offs``: (when) of those offs to one whom DE had answered on.
    """

    stands: bool | None = None
    gone_at: int = 0
    gone_times: int = 0
    on_seen: bool = False
    off_done: bool = False
    off_seen: bool = False
    theirs: bool = False
    until: int | None = None
    for_presence: bool = False
    sent: tuple[tuple[int, bool], ...] = ()
    offs: tuple[int, ...] = ()

    @property
    def held(self) -> bool:
        """Whether a person holds them."""
        return self.until is not None or self.for_presence


class Book(NamedTuple):
    """All pages, when the last complete reading was, and how many DE answered on in those of the last hour."""

    pages: tuple[Page, ...]
    read_at: int | None = None
    on_counts: tuple[tuple[int, int], ...] = ()


class Shown(NamedTuple):
    """What a complete reading showed: who is there, and whom DE answers on in any team."""

    at: int
    there: tuple[bool, ...]
    on: tuple[bool, ...]


class Sending(NamedTuple):
    """One toggle of the loop: whose, which value, how it ended."""

    who: int
    to: bool
    how: How


def read(book: Book, shown: Shown, rules: Rules) -> Book:
    """The book after a complete reading."""
    anew = book.read_at is not None and shown.at - book.read_at > max(HOUR, 2 * rules.interval)
    pages = tuple(_turned(page, number, shown, rules, anew=anew) for number, page in enumerate(book.pages))
    counts = (*(one for one in book.on_counts if shown.at - one[0] <= HOUR), (shown.at, sum(shown.on)))
    return Book(pages, shown.at, counts)


def _turned(page: Page, number: int, shown: Shown, rules: Rules, *, anew: bool) -> Page:
    there, on, at = shown.there[number], shown.on[number], shown.at
    if anew:
        page = page._replace(gone_at=0, gone_times=0)
    if anew and not page.held and not page.theirs and page.stands is not None:
        page = _anew(page)
    page, changed = _standing(page, at, rules, there=there)
    if changed:
        page = _anew(page)._replace(theirs=False)
    if (page.until is not None and at >= page.until) or (page.for_presence and changed):
        page = _anew(page)._replace(until=None, for_presence=False)
    if on:
        theirs = page.theirs or (
            rules.respect and page.stands is False and page.off_seen and not changed and not page.held
        )
        page = page._replace(on_seen=True, off_done=False, off_seen=False, theirs=theirs)
    elif page.off_done:
        page = page._replace(off_seen=True)
    sent = tuple(one for one in page.sent if at - one[0] < HOUR)
    return page._replace(sent=sent, offs=tuple(one for one in page.offs if at - one <= rules.interval))


def _anew(page: Page) -> Page:
    return page._replace(on_seen=False, off_done=False, off_seen=False)


def _standing(page: Page, at: int, rules: Rules, *, there: bool) -> tuple[Page, bool]:
    if there:
        return page._replace(stands=True, gone_at=0, gone_times=0), page.stands is False
    first = page.gone_at if page.gone_times else at
    page = page._replace(gone_at=first, gone_times=page.gone_times + 1)
    sure = page.gone_times >= 2 and at - first >= rules.off_after
    if page.stands is False or not sure:
        return page, False
    return page._replace(stands=False), page.stands is True


def hold(book: Book, who: int, until: int | None) -> Book:
    """A person holds a user until a moment, or until their presence changes; whatever held them gives way."""
    return _with(book, who, book.pages[who]._replace(until=until, for_presence=until is None, theirs=False))


def judge(book: Book, shown: Shown | None, sendings: Sequence[Sending], rules: Rules) -> tuple[Book, list[str]]:
    """The book after a cycle's toggles, and what was wrong with them. ``shown`` is None after an incomplete reading."""
    if shown is None:
        return book, [f"I1: {one.who} was sent without a complete reading" for one in sendings]
    wrong = [words for one in sendings for words in _wrong(book.pages[one.who], one, shown, rules)]
    wrong += _unbraked(book, shown, sendings, rules)
    for one in sendings:
        book = _with(book, one.who, _noted(book.pages[one.who], one, shown))
    return book, wrong


def _wrong(page: Page, one: Sending, shown: Shown, rules: Rules) -> Iterable[str]:
    who = f"{one.who} {'on' if one.to else 'off'}"
    if page.held:
        yield f"I2: {who} against a hold"
    if len([when for when, to in page.sent if to is one.to and shown.at - when < HOUR]) >= 3:
        yield f"I5: {who} for the fourth time in an hour"
    if one.to:
        if not shown.there[one.who]:
            yield f"wrong: {who} to one who is not there"
        if rules.respect and page.on_seen:
            yield f"I8: {who} against what somebody did in DE"
        return
    if shown.there[one.who] or page.gone_times < 2 or shown.at - page.gone_at < rules.off_after:
        yield f"I7: {who} to one who was not twice seen to be gone"
    if page.theirs:
        yield f"I8: {who} against what somebody did in DE"


def _unbraked(book: Book, shown: Shown, sendings: Sequence[Sending], rules: Rules) -> list[str]:
    """I7: many offs of one interval, and not each of them long and often seen to be gone."""
    offs = [one.who for one in sendings if not one.to]
    counted = {who for who in offs if shown.on[who]} | {
        who for who, page in enumerate(book.pages) if page.offs and (page.on_seen or shown.on[who])
    }
    most_on = max(number for _, number in book.on_counts)
    if len(counted) < rules.at_least or len(counted) <= rules.share * most_on:
        return []
    hasty = [who for who in offs if not _long_gone(book.pages[who], shown.at, rules)]
    return [f"I7: {len(counted)} offs of {most_on} on in one interval, with {hasty} among them"] if hasty else []


def _long_gone(page: Page, at: int, rules: Rules) -> bool:
    return bool(rules.release_after) and page.gone_times >= 3 and at - page.gone_at >= rules.release_after


def _noted(page: Page, one: Sending, shown: Shown) -> Page:
    page = page._replace(sent=(*page.sent, (shown.at, one.to)))
    if one.to:
        return page if one.how == "failed" else page._replace(off_done=False, off_seen=False)
    if one.how != "failed":
        page = page._replace(offs=(*page.offs, shown.at))
    return page._replace(off_done=True, off_seen=False) if one.how == "done" else page


def unstated(book: Book, shown: Shown, whys: Mapping[int, str]) -> list[str]:
    """I9: whoever is out of step after a complete reading is named by the plan, with a reason."""
    wrong = []
    for who, page in enumerate(book.pages):
        out_of_step = (shown.there[who] and not shown.on[who]) or (not shown.there[who] and shown.on[who])
        if out_of_step and not page.held and not whys.get(who):
            wrong.append(f"I9: {who} is out of step and nobody is told why")
    return wrong


def unsettled(
    book: Book, shown: Shown, toggled_on: Sequence[bool], withheld: Mapping[int, str], *, plain: bool
) -> list[str]:
    """I3, I4: what is wrong when all was calm for long enough. ``plain``: no manager, no hold, no hours (I11)."""
    wrong = []
    for who, page in enumerate(book.pages):
        if page.held or (toggled_on[who] is shown.there[who]):
            continue
        if plain:
            wrong.append(f"I11: {who} is {'there and off' if shown.there[who] else 'gone and on'}")
        elif shown.there[who] and not withheld.get(who):
            wrong.append(f"I4: {who} is there, off, and nobody is told why")
        elif not shown.there[who] and not page.theirs and not (page.off_done and not shown.on[who]):
            # An off that was accepted and undone behind closed hours cannot be seen before they open.
            wrong.append(f"I3: {who} is gone and on")
    return wrong


def _with(book: Book, who: int, page: Page) -> Book:
    return book._replace(pages=(*book.pages[:who], page, *book.pages[who + 1 :]))
