"""A person's holds where the org's own job finds them: rows of the kit's DePresence_Hold__c.

Nothing is read back: the job ends by itself what has had its time or whose presence changed, and forgets the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC

import msgspec
from msgspec import Struct, field

from tui.org.wire.calls import Calls, Kind, decoded
from tui.org.wire.errors import AnswerLost, Misread, Rejected
from tui.org.wire.literals import checked_id, select, soql_ids
from tui.org.wire.query import Page, in_chunks, rows
from tui.org.wire.server_text import plain, server_words
from tui.presence.memory import Hold
from tui.presence.model import Id, Problem

HOLD = "DePresence_Hold__c"
LONGEST_WHY = 255  # characters of Why__c
MOST_RECORDS = 200  # in one collection (REST API Developer Guide, sObject Collections)
NO_SUCH_OBJECT = "INVALID_TYPE"  # what an org calls an object that is not there, or not for this user
GONE_ALREADY = {"ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY", "NOT_FOUND"}  # the job was quicker
DELETED = "deleted"

Record = dict[str, object]


class _Row(Struct):
    id: Id = field(name="Id")
    user: Id | None = field(name="User__c", default=None)


class _Error(Struct):
    code: str = field(name="statusCode", default="")
    message: str = ""


class _Result(Struct):
    success: bool
    errors: list[_Error] = []


class _Refusal(Struct):
    code: str = field(name="errorCode", default="")
    message: str = ""


class _Piece(Struct, rename="camel"):
    reference_id: str
    http_status_code: int
    body: msgspec.Raw


class _Composite(Struct, rename="camel"):
    composite_response: list[_Piece]


_ROWS: msgspec.json.Decoder[Page[_Row]] = msgspec.json.Decoder(Page[_Row])
_COMPOSITE: msgspec.json.Decoder[_Composite] = msgspec.json.Decoder(_Composite)
_RESULTS: msgspec.json.Decoder[list[_Result]] = msgspec.json.Decoder(list[_Result])
_REFUSALS: msgspec.json.Decoder[list[_Refusal]] = msgspec.json.Decoder(list[_Refusal])


class SharedHolds:
    """The rows in one org. Where the object is not there, that is found out once, by the first query for rows."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._absent = False

    def look_again(self) -> None:
        """The object may have come since."""
        self._absent = False

    def share(self, holds: Mapping[Id, Hold | None], present: Mapping[Id, bool | None]) -> Problem | None:
        """Make the rows of these users say this; None takes a user's rows away. Why it did not work, or None.

        ``present`` is the presence that each hold was given in. One query and one write for 200 users. Raises
        OrgFailure where the org refuses either as a whole.
        """
        for users in in_chunks(holds):
            problem = None if self._absent else self._share({one: holds[one] for one in users}, present)
            if problem is not None:
                return problem
        return None

    def _share(self, holds: Mapping[Id, Hold | None], present: Mapping[Id, bool | None]) -> Problem | None:
        found = self._found(holds)
        pieces = [] if found is None else list(self._pieces(*_changes(holds, present, found)))
        if not pieces:
            return None
        try:
            reply = self._calls.post("composite", {"allOrNone": False, "compositeRequest": pieces}, kind=Kind.WRITE)
            return _problem([_told(one) for one in decoded(reply, _COMPOSITE, "the holds").composite_response])
        except (AnswerLost, Misread) as failure:
            return Problem("nobody can tell whether it was written", failure.problem.cause, "")

    def _found(self, users: Mapping[Id, object]) -> list[_Row] | None:
        """The rows that there are, oldest first; None where there is no such object for this user."""
        question = select("Id,User__c", HOLD, f"User__c IN ({soql_ids(users)}) ORDER BY CreatedDate,Id")
        try:
            return rows(self._calls, question, _ROWS, "the holds")
        except Rejected as failure:
            if failure.code != NO_SUCH_OBJECT:
                raise
            self._absent = True
            return None

    def _pieces(self, new: list[Record], changed: list[Record], over: Sequence[Id]) -> Iterator[Record]:
        path = f"/services/data/v{self._calls.version}/composite/sobjects"
        for name, method, records in (("created", "POST", new), ("changed", "PATCH", changed)):
            if records:
                body = {"allOrNone": False, "records": records}
                yield {"method": method, "url": path, "referenceId": name, "body": body}
        for start in range(0, len(over), MOST_RECORDS):
            ids = ",".join(over[start : start + MOST_RECORDS])
            reference = f"{DELETED}{start}"
            yield {"method": "DELETE", "url": f"{path}?ids={ids}&allOrNone=false", "referenceId": reference}


def _changes(
    holds: Mapping[Id, Hold | None], present: Mapping[Id, bool | None], found: Sequence[_Row]
) -> tuple[list[Record], list[Record], list[Id]]:
    """Rows to create, rows to change, and the Ids of rows to delete. Of several of one user the latest is kept."""
    mine: dict[str, list[Id]] = {}
    for row in found:
        mine.setdefault((row.user or "")[:15], []).append(checked_id(row.id))
    new: list[Record] = []
    changed: list[Record] = []
    over: list[Id] = []
    for user_id, hold in holds.items():
        there = mine.get(user_id[:15], [])
        if hold is None:
            over += there
        elif there:
            changed.append({**_record(user_id, hold, present.get(user_id)), "id": there[-1]})
            over += there[:-1]
        else:
            new.append(_record(user_id, hold, present.get(user_id)))
    return new, changed, over


def _record(user_id: Id, hold: Hold, present: bool | None) -> Record:
    """The row. A presence that nobody knew is told as absent, which the job can tell from nothing told no better."""
    return {
        "attributes": {"type": HOLD},
        "User__c": checked_id(user_id),
        "Until__c": hold.until.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if hold.until else None,
        "Until_Presence__c": hold.until_presence,
        "Present__c": present is True,
        "Why__c": plain(hold.why, LONGEST_WHY) or None,
    }


def _told(piece: _Piece) -> list[str | None]:
    """For each record of a piece why it failed, or None. Raises Misread."""
    try:
        if piece.http_status_code >= 300:
            return [_words(one.code, one.message) for one in _REFUSALS.decode(piece.body)] or ["no reason given"]
        results = _RESULTS.decode(piece.body)
    except msgspec.DecodeError as error:
        unread = str(error)
    else:
        return [_why(one, deleting=piece.reference_id.startswith(DELETED)) for one in results]
    raise Misread("The org's answer about the holds cannot be read", unread)


def _why(result: _Result, *, deleting: bool) -> str | None:
    error = result.errors[0] if result.errors else _Error()
    if result.success or (deleting and error.code in GONE_ALREADY):
        return None
    return _words(error.code, error.message)


def _words(code: str, message: str) -> str:
    return server_words(message) or plain(code, 60) or "no reason given"


def _problem(told: Sequence[Sequence[str | None]]) -> Problem | None:
    """The first failure in words, and how many there were."""
    all_told = [one for piece in told for one in piece]
    failed = [one for one in all_told if one is not None]
    if not failed:
        return None
    many = f" {len(failed)} of {len(all_told)}" if len(all_told) > 1 else ""
    return Problem(f"the org refused{many or ' it'}", failed[0], "")
