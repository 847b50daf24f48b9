"""A reading by the companion class: sessions, DE's answer and the caller's permissions, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Annotated

import msgspec
from msgspec import Struct

from tui.org.routes.availability import could_not_answer
from tui.org.routes.companion import PATH, VERSION, out_of_limits
from tui.org.routes.packed import MOST_RESTARTS, Assembly, Part
from tui.org.routes.unpacking import Answer, Unpacker
from tui.org.rows.sessions import LONGEST_SESSION, Row, Sessions
from tui.org.rows.shelf import Shelf
from tui.org.wire.calls import Calls, Reply, decoded
from tui.org.wire.errors import GONE, Misread, OrgFailure, Rejected
from tui.org.wire.literals import long_id
from tui.org.wire.server_text import server_words
from tui.org.wire.steps import Steps
from tui.presence.model import Id, Permissions, Session, SessionPages
from tui.presence.settings import API_KINDS, Counting

MOST_ROWS, FEWEST_ROWS = 15_000, 100  # sessions a page; a class has 6 MB of heap for them and for DE's answer
LARGEST_PIECE, SMALLEST_PIECE = 400_000, 2_000  # characters of DE's answer a page
_FURTHEST = 253_402_300_799_000  # milliseconds: the end of the year 9999, where Python's calendar ends
_Count = Annotated[int, msgspec.Meta(ge=0)]
_ID_LENGTHS = frozenset({15, 18})


class _Ask(Struct):
    """Which sessions, and which pages of them and of DE's answer: 0 rows or characters for none."""

    types: list[str] | None = None
    not_types: list[str] | None = None
    logins: list[str] | None = None
    users: list[Id] | None = None
    after: Id | None = None
    rows: int = 0
    offset: int = 0
    characters: int = 0


class _Row(Struct, array_like=True, gc=False):
    """A session as the class packs it: without names, in this order."""

    id: Id
    user_id: Id
    session_type: str | None
    login_type: str | None
    last_modified_ms: Annotated[int, msgspec.Meta(ge=0, le=_FURTHEST)]
    seconds_valid: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_SESSION)]
    parent_id: Id | None
    is_current: bool

    def session(self) -> Session:
        """The same as SOQL brings it."""
        return Row(
            self.id,
            self.user_id,
            self.session_type,
            self.login_type,
            datetime.fromtimestamp(self.last_modified_ms / 1_000, UTC),
            self.seconds_valid,
            self.parent_id,
            self.is_current,
        )


class _Rows(Struct):
    """``remaining``: how many rows there are from this page on, those of this page included."""

    remaining: _Count
    rows: list[_Row]


class _Piece(Struct):
    total: _Count
    offset: _Count
    checksum: str
    text: str


class _Page(Struct):
    version: int
    caller: Id
    permissions: Permissions
    sessions: _Rows | None
    answer: _Piece | None
    problem: str | None


_PAGE: msgspec.json.Decoder[_Page] = msgspec.json.Decoder(_Page)


@dataclass(frozen=True)
class Told:
    """What the class told. ``answer`` is None where it was not asked for or did not come; ``failure`` then says why.

    Where the org went away between two pages, ``sessions.broken`` says so.
    """

    sessions: Sessions
    permissions: Permissions
    answer: Answer | None = None
    failure: OrgFailure | None = None


class CompanionReader:
    """Reads by the class; remembers which pages its limits allow in this org.

    ``apart``: sessions and DE's answer do not fit into one page, so that the answer is asked for after the sessions.
    """

    def __init__(
        self,
        rows: int = MOST_ROWS,
        characters: int = LARGEST_PIECE,
        shelf: Shelf | None = None,
        unpacker: Unpacker | None = None,
    ) -> None:
        self.rows, self.characters, self.apart = rows, characters, False
        self._shelf, self._unpacker = shelf or Shelf(), unpacker or Unpacker()

    def read(self, calls: Calls, counting: Counting, steps: Steps, caller_id: Id, *, answer: bool) -> Told:
        """Sessions, and DE's answer too where ``answer``. Raises OrgFailure where the class cannot be used."""
        assembly = Assembly(self._unpacker) if answer else None
        reading = _Reading(counting, caller_id, assembly, self._shelf)
        while not reading.done:
            steps.go_on()
            try:
                ask, page, reply = self._page(calls, reading, steps)
            except GONE as failure:
                if not reading.begun:
                    raise
                return reading.told(broken=failure)
            except OrgFailure as failure:
                if not reading.has_sessions:
                    raise
                return reading.told(failure)
            reading.add(page, reply, ask)
            steps.step("sessions", reading.have, reading.total)
        return reading.told()

    def _page(self, calls: Calls, reading: _Reading, steps: Steps) -> tuple[_Ask, _Page, Reply]:
        """The next page; pages shrink until the class is within its limits."""
        while True:
            ask = reading.ask(self.rows, self.characters, apart=self.apart)
            try:
                reply = calls.get(f"{PATH}/reading", {"ask": msgspec.json.encode(ask).decode()})
                return ask, decoded(reply, _PAGE, "sessions and DE"), reply
            except Rejected as failure:
                if not out_of_limits(failure) or not self._shrink(ask):
                    raise
            steps.go_on()

    def _shrink(self, ask: _Ask) -> bool:
        """Ask for less: for one thing at a time, then for half of it. False where no less can be asked for."""
        if ask.rows and ask.characters:
            self.apart = True
        elif ask.rows > FEWEST_ROWS:
            self.rows = max(FEWEST_ROWS, ask.rows // 2)
        elif ask.characters > SMALLEST_PIECE:
            self.characters = max(SMALLEST_PIECE, ask.characters // 2)
        else:
            return False
        return True


class _Reading:
    """One reading under way: both cursors, and what has arrived."""

    def __init__(self, counting: Counting, caller_id: Id, assembly: Assembly | None, shelf: Shelf) -> None:
        self._which, self._caller_id = _which(counting), caller_id
        self._assembly, self._shelf = assembly, shelf
        self._first: Reply | None = None
        self._permissions: Permissions | None = None
        self._failure: OrgFailure | None = None
        self._restarts = 0
        self._begin()

    def _begin(self) -> None:
        self._found: list[Session] = []
        self._ids: set[Id] = set()
        self._left: int | None = None
        self._first = None

    @property
    def begun(self) -> bool:
        """Whether a page has arrived."""
        return self._permissions is not None

    @property
    def have(self) -> int:
        """How many sessions have arrived."""
        return len(self._found)

    @property
    def total(self) -> int:
        """How many sessions there are, as far as is known."""
        return len(self._found) + (self._left or 0)

    @property
    def done(self) -> bool:
        """Whether both cursors are at their ends."""
        return self.has_sessions and not self._wants_answer

    @property
    def has_sessions(self) -> bool:
        """Whether all sessions have arrived."""
        return self._left == 0

    @property
    def _wants_answer(self) -> bool:
        return self._assembly is not None and not self._assembly.done and self._failure is None

    def ask(self, rows: int, characters: int, *, apart: bool) -> _Ask:
        """The next question, for pages of these sizes."""
        wants_rows = not self.has_sessions
        return msgspec.structs.replace(
            self._which,
            after=self._found[-1].id if self._found else None,
            rows=rows if wants_rows else 0,
            offset=self._assembly.have if self._assembly else 0,
            characters=characters if self._wants_answer and not (apart and wants_rows) else 0,
        )

    def add(self, page: _Page, reply: Reply, ask: _Ask) -> None:
        """Take the page that was asked for. Raises Misread where it does not fit what came before."""
        if page.version != VERSION or long_id(page.caller) != self._caller_id:
            raise _misread("it comes from another version of it, or is meant for another user")
        self._permissions = page.permissions
        if ask.rows:
            self._add_sessions(page.sessions, reply, ask.rows)
        if ask.characters:
            self._add_answer(page)

    def _add_answer(self, page: _Page) -> None:
        if page.problem is not None:
            self._failure = could_not_answer(server_words(page.problem))
        elif page.answer is None:
            raise _misread("it has neither DE's answer nor a problem")
        if page.answer is not None and self._assembly is not None:
            piece = page.answer
            self._assembly.add(Part(piece.total, piece.offset, piece.checksum, piece.text))

    def _add_sessions(self, page: _Rows | None, reply: Reply, asked: int) -> None:
        if page is None or not min(page.remaining, asked) <= len(page.rows) <= asked:
            raise _misread("a page of sessions is not whole")
        if not (_are_ids(map(attrgetter("id"), page.rows)) and _are_ids(map(attrgetter("user_id"), page.rows))):
            raise _misread("a session is nobody's, or has no Id")
        drifted = self._left is not None and not _fits(page.remaining, self._left)
        if drifted or page.remaining < len(page.rows):  # the class counts after it has read: somebody left between
            self._restart()
            return
        self._first = self._first or reply
        self._found += self._shelf.take(one.session() for one in page.rows)
        self._ids.update(map(attrgetter("id"), page.rows))
        if len(self._ids) != len(self._found):
            raise _misread("a session came twice")
        self._left = page.remaining - len(page.rows)

    def _restart(self) -> None:
        self._restarts += 1
        if self._restarts == MOST_RESTARTS:
            raise _misread("its pages of sessions do not hold together")
        self._begin()

    def told(self, failure: OrgFailure | None = None, broken: OrgFailure | None = None) -> Told:
        """What has arrived so far. ``failure`` kept DE's answer away, ``broken`` is an org that went away."""
        if self._first is None or self._permissions is None:
            raise broken or _misread("no page came")
        if self.has_sessions:
            self._shelf.keep_only(self._found)
        pages = SessionPages(tuple(self._found), self.total, finished=self.has_sessions)
        sessions = Sessions(self._first.at, self._first.left, pages, broken)
        failure = self._failure or failure
        if failure or self._assembly is None or not self._assembly.done:
            return Told(sessions, self._permissions, None, failure)
        try:
            return Told(sessions, self._permissions, self._assembly.answer())
        except Misread as damaged:
            return Told(sessions, self._permissions, None, damaged)


def _which(counting: Counting) -> _Ask:
    """The same sessions as by SOQL; the class adds the caller's own (R1)."""
    if counting.exactly:
        return _Ask(types=sorted(counting.session_types), logins=sorted(counting.login_types) or None)
    return _Ask(not_types=sorted(API_KINDS - counting.session_types))


def _fits(remaining: int, expected: int) -> bool:
    """Whether two pages agree but for those who log in and out while a large org is read.

    Rows that come beside the expected ones do no harm; each one that does not come may make somebody absent.
    """
    return expected - max(2, expected // 50) <= remaining <= expected + max(10, expected // 50)


def _are_ids(texts: Iterable[str]) -> bool:
    """Whether all have the shape of Ids; many at once, as a pattern for each would take longer than to decode them."""
    found = list(texts)
    whole = "".join(found)
    return not found or (whole.isascii() and whole.isalnum() and _ID_LENGTHS.issuperset(map(len, found)))


def _misread(why: str) -> Misread:
    return Misread("The companion class answers what cannot be read", why, "Deploy the kit again")
