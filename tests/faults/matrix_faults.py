"""Every fault of the matrix: what it does to one kind of request, what must come of it, and where it makes no sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

from tests.faults import matrix_bodies as bodies
from tests.faults import matrix_pieces as pieces
from tests.faults.matrix_kinds import (
    ANSWER,
    ANSWER_1,
    ANSWER_N,
    BY_ACTION,
    BY_APEX,
    BY_COMPANION,
    COMPANION_1,
    COMPANION_N,
    FROZEN,
    LOG_1,
    LOG_N,
    OF_ANSWER,
    OF_COMPANION,
    READING,
    SESSIONS_1,
    SESSIONS_N,
    USERS,
    Kind,
)
from tests.faults.matrix_route_faults import OF_ROUTES
from tests.faults.matrix_trouble import Make, Trouble, always, only, page, rewritten, says
from tui.demo.http.server import Fault
from tui.demo.http.wire import HTML, Reply, Request
from tui.demo.world.world import World

SLOW, NEVER = 0.25, 3_600.0  # seconds; ours wait for much less
RETRY_AFTER = 7
NAMES_USERS = {*READING, USERS, FROZEN, BY_ACTION, BY_APEX, BY_COMPANION}


def _by_kind(rewrite: Callable[[Kind], bodies.Bend]) -> Make:
    return lambda kind, world, request: Fault(rewrite=rewrite(kind))


def _labelled(content_type: str) -> Make:
    return rewritten(lambda reply: replace(reply, content_type=content_type))


def _skewed(days: int) -> Make:
    def make(kind: Kind, world: World, request: Request) -> Fault:
        date = format_datetime((world.now + timedelta(days=days)).replace(microsecond=0), usegmt=True)
        return Fault(rewrite=lambda reply: replace(reply, headers={**reply.headers, "Date": date}))

    return make


def _lists_only(kind: Kind) -> str | None:
    return "an answer that is one object has no records" if kind.shape == "object" else None


def _pages_of_text(kind: Kind) -> bool:
    return kind in {ANSWER_N, LOG_N}


def _lists_and_answer(kind: Kind) -> str | None:
    if kind is FROZEN:
        return "that nobody is frozen is what most orgs truly answer"
    if _pages_of_text(kind):
        return "a next page of DE's answer is a piece of text, without records of its own"
    return _lists_only(kind)


def _answer(world: World) -> dict[str, dict[str, bool]]:
    return world.availability()


def _emptied(kind: Kind, world: World, request: Request) -> Fault:
    if kind in OF_ANSWER:
        return Fault(rewrite=pieces.with_piece(pieces.whole("")))
    if kind.shape == "records" and kind is not SESSIONS_N:
        return Fault(rewrite=bodies.around(lambda _: {"totalSize": 0, "done": True, "records": []}))
    return Fault(rewrite=bodies.with_records(kind, lambda _: []))


def _doubled(kind: Kind, world: World, request: Request) -> Fault:
    if kind in OF_ANSWER:
        return Fault(rewrite=pieces.with_piece(pieces.whole(bodies.packed(_answer(world)) * 2)))
    return Fault(rewrite=bodies.with_records(kind, lambda records: [one for one in records for _ in range(2)]))


def _reversed(kind: Kind, world: World, request: Request) -> Fault:
    if kind in OF_ANSWER:
        return Fault(rewrite=pieces.with_piece(pieces.whole(bodies.packed(_answer(world), backwards=True))))
    return Fault(rewrite=bodies.with_records(kind, lambda records: records[::-1]))


def _more_fields(kind: Kind, world: World, request: Request) -> Fault:
    return Fault(rewrite=bodies.each(kind, lambda record: {**record, "ofTheNextRelease": {"deep": [1, None]}}))


def _only_own(kind: Kind, world: World, request: Request) -> Fault:
    if kind.shape == "companion":
        return Fault(rewrite=bodies.with_records(kind, lambda rows: [one for one in rows if one["IsCurrent"]]))

    def rewrite(found: bodies.Record) -> bodies.Record:
        own = [one for one in found["records"] if one["IsCurrent"]]
        return {"totalSize": len(own), "done": True, "records": own}

    return Fault(rewrite=bodies.around(rewrite))


def _page_one_again(kind: Kind, world: World, request: Request) -> Fault:
    """The last page holds the rows of a page before it; DE's says so of its own place."""
    if kind in OF_ANSWER:
        return Fault(rewrite=pieces.with_piece(pieces.whole(bodies.packed(_answer(world)))))
    first = [{**_ROW, "Id": row["Id"], "UsersId": row["UsersId"]} for row in world.records("AuthSession")]
    return Fault(rewrite=bodies.with_records(kind, lambda records: first[: len(records)], counted=False))


_ROW = {
    "SessionType": "UI", "LoginType": "Application", "LastModifiedDate": "2026-11-23T10:00:00.000+0000",
    "NumSecondsValid": 7_200, "ParentId": None, "IsCurrent": False,
}  # fmt: skip


def _deleted(kind: Kind, world: World, request: Request) -> None:
    """Somebody is deleted just before the org answers; whom the script marked as a victim of this kind."""
    with world.lock:
        title = "victim on" if kind in {BY_ACTION, BY_COMPANION} else "victim off"
        for person in [one for one in world.users.values() if one.title == title]:
            for root in [one for one in world.sessions.of(person.id) if one.parent is None]:
                world.sessions.end(root)
            for team in world.engine.teams:
                team.members.pop(person.id, None)
            del world.users[person.id]


_CUT = "broke off|reset|connection failed|closed"
_ANSWER_ONLY = only(*OF_ANSWER, *OF_COMPANION, why="only DE's answer travels as a text with a checksum")

WHOLE = (
    Trouble(
        "401 as JSON",
        says(401, "INVALID_SESSION_ID", "Session expired or invalid"),
        words="login has expired|refused the login",
    ),
    Trouble("401 as HTML", page(401), words="login has expired|web page"),
    Trouble(
        "403 limit",
        says(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
        words="no more (calls|logins|debug logs)",
    ),
    Trouble(
        "403 permission",
        says(403, "INSUFFICIENT_ACCESS", "insufficient access rights"),
        words="insufficient",
        falls="all",
    ),
    Trouble(
        "404", says(404, "NOT_FOUND", "The requested resource does not exist"), words="does not exist", falls="all"
    ),
    Trouble("414", page(414), words="too long|web page", falls="all"),
    Trouble(
        "500", says(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred."), words="unexpected error", falls="all"
    ),
    Trouble("502 as HTML", page(502), words="HTTP 502"),
    Trouble(
        "503 with Retry-After",
        says(503, "SERVER_UNAVAILABLE", "We are down for maintenance.", Retry_After=str(RETRY_AFTER)),
        words="not available|maintenance",
    ),
    Trouble("slow past the timeout", always(Fault(delay=SLOW)), words="no answer in time", late=True),
    Trouble("hangs", always(Fault(delay=NEVER)), words="no answer in time", late=True),
    Trouble("refused", always(Fault()), words="refused|nobody answers", unheard=True),
    Trouble("closed before the org saw it", always(Fault(cut="before")), words=_CUT),
    Trouble("reset before the headers", always(Fault(cut="reset")), words=_CUT),
    Trouble("done, then closed before the headers", always(Fault(cut="after")), words=_CUT),
    Trouble("reset after the headers", always(Fault(cut="head")), words=_CUT),
    Trouble("truncated body", always(Fault(cut="body")), words=_CUT),
    Trouble(
        "half a body, whole by its length",
        rewritten(bodies.half_of),
        words="cannot be read|truncated|malformed|no token",
        falls="reads",
    ),
    Trouble("wrong content type", _labelled("text/plain"), "harmless"),
    Trouble("labelled as HTML", _labelled(HTML), words="web page"),
    Trouble("200 with HTML", page(200), words="web page"),
    Trouble("200 with nothing", always(Fault(Reply(200))), words="cannot be read|lost|no token", falls="reads"),
)

RECORDS = (
    Trouble("empty records", _emptied, "depends", left_out=_lists_and_answer),
    Trouble("duplicate records", _doubled, "depends", left_out=_lists_and_answer),
    Trouble(
        "records out of order",
        _reversed,
        "harmless",
        eased=frozenset({*OF_COMPANION, BY_COMPANION}),
        left_out=_lists_and_answer,
    ),
    Trouble("unknown extra fields", _more_fields, "harmless"),
    Trouble(
        "the caller's own session alone",
        _only_own,
        "depends",  # a lie that holds together: the brake alone stands between it and an empty office
        left_out=only(SESSIONS_1, COMPANION_1, why="only sessions are hidden from those who may not see them"),
    ),
    Trouble(
        "a locator that has expired",
        says(400, "INVALID_QUERY_LOCATOR", "invalid query locator"),
        words="locator",
        left_out=only(SESSIONS_N, why="only a next page has a locator"),
    ),
    Trouble(
        "a page that repeats",
        _page_one_again,
        left_out=only(SESSIONS_N, ANSWER_N, LOG_N, COMPANION_N, why="only a next page can repeat one before it"),
    ),
    Trouble(
        "payload truncated",
        rewritten(pieces.with_piece(pieces.cut)),
        eased=frozenset(OF_COMPANION),  # its pages tell no length of their own: what is missing is asked for next
        falls="reads",
        spoils=frozenset({ANSWER}),
        left_out=_ANSWER_ONLY,
    ),
    Trouble(
        "payload damaged",
        rewritten(pieces.with_piece(pieces.damaged)),
        falls="reads",
        spoils=frozenset({ANSWER}),
        left_out=_ANSWER_ONLY,
    ),
    Trouble(
        "message cut by the org",
        rewritten(bodies.cut_message()),
        falls="reads",
        left_out=only(ANSWER_1, ANSWER_N, why="only there DE's answer travels as a message"),
    ),
    Trouble(
        "log cut by the org",
        rewritten(bodies.cut_log()),
        left_out=only(LOG_1, LOG_N, why="only there DE's answer travels in a log"),
    ),
    Trouble(
        "wrong checksum",
        rewritten(pieces.with_piece(pieces.with_wrong_checksum)),
        eased=frozenset({COMPANION_1}),  # the next page has another, so that the answer is read anew
        falls="reads",
        spoils=frozenset({ANSWER}),
        left_out=_ANSWER_ONLY,
    ),
    Trouble(
        "a user deleted in between",
        _deleted,
        "depends",
        deletes=True,
        left_out=only(*NAMES_USERS, why="its question and its answer name no user of DE"),
    ),
    Trouble("clock a day ahead", _skewed(1), "depends"),
    Trouble("clock a day behind", _skewed(-1), "depends"),
)


def of_fields(kind: Kind) -> Iterator[Trouble]:
    """Each field of a record, and of what stands around the records: missing, null, and of another type."""
    for word, change in (("missing", bodies.without), ("null", bodies.null), ("another type", bodies.of_another_type)):
        for name in kind.fields:
            yield Trouble(f"{name} {word}", _by_kind(_each(change(name))), "depends", field=True)
        for name in kind.envelope:
            yield Trouble(f"{name} {word}", rewritten(bodies.inside(name, change)), "depends", field=True)


def _each(change: Callable[[bodies.Record], bodies.Record]) -> Callable[[Kind], bodies.Bend]:
    return lambda kind: bodies.each(kind, change)


def troubles(kind: Kind) -> Iterator[Trouble]:
    """Every fault, in the order of the matrix's rows."""
    yield from WHOLE
    yield from RECORDS
    yield from of_fields(kind)
    yield from OF_ROUTES.get(kind, ())
