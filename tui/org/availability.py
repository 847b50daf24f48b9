"""What DE answers for every user in every team, got out of the org by a block that throws it.

Throwing rolls the transaction back, so this provably changes nothing (documented). How long an exception's message may
be is not documented: each page tells its offset and length, and the length and checksum of the whole; a page that was
cut is asked for again at half its size, and an answer that changed between two pages is read again from its beginning.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from msgspec import Struct

from tui.org import apex
from tui.org.calls import Calls, Kind
from tui.org.errors import Misread, Rejected
from tui.org.literals import long_id
from tui.org.steps import Steps
from tui.presence.model import Id

Answer = dict[Id, dict[Id, bool]]
LARGEST_PAGE = 200_000  # characters; the whole of 5,000 users takes about 25,000
SMALLEST_PAGE = 100
MOST_RESTARTS = 3

_PAGE = re.compile(r"DEP1\|(\d+)\|(\d+)\|([0-9a-f]{64})\|(\d+)\|(.*)", re.DOTALL)
_END = "|END"
_TEAM = re.compile(r"([A-Za-z0-9]{15}):((?:[A-Za-z0-9]*[+\-?])*);")
_MEMBER = re.compile(r"([A-Za-z0-9]*)([+\-?])")

# Teams and members in a fixed order, so that equal answers are equal texts. A member is what differs from the one
# before, then + or - (? where DE gave null): three characters for most, as Ids of one org begin alike.
SOURCE = """\
class DePresenceAnswerException extends Exception {}
Map<Id, Map<Id, Boolean>> answer = n2de.DistributionEngineGlobal.getUserAvailabilityAllTeams();
List<String> pieces = new List<String>();
List<Id> teams = new List<Id>(answer.keySet());
teams.sort();
for (Id team : teams) {
    pieces.add(String.valueOf(team).substring(0, 15) + ':');
    Map<Id, Boolean> available = answer.get(team);
    List<Id> members = new List<Id>(available.keySet());
    members.sort();
    String previous = '';
    for (Id member : members) {
        String shortId = String.valueOf(member).substring(0, 15);
        Boolean value = available.get(member);
        pieces.add(previous.difference(shortId) + (value == null ? '?' : (value ? '+' : '-')));
        previous = shortId;
    }
    pieces.add(';');
}
String whole = String.join(pieces, '');
String checksum = EncodingUtil.convertToHex(Crypto.generateDigest('SHA-256', Blob.valueOf(whole)));
Integer start = Math.min(%(offset)d, whole.length());
Integer stop = Math.min(start + %(size)d, whole.length());
String head = 'DEP1|' + whole.length() + '|' + start + '|' + checksum + '|' + (stop - start) + '|';
throw new DePresenceAnswerException(head + whole.substring(start, stop) + '|END');
"""


class Part(Struct, frozen=True):
    """One page: a piece of the whole, or as much of it as came through (``cut``)."""

    total: int
    offset: int
    checksum: str
    text: str
    cut: bool


class _Changed(Exception):
    """The answer changed between two pages."""


class AnswerReader:
    """Reads DE's answer; remembers which page size this org lets through."""

    def __init__(self, largest: int = LARGEST_PAGE) -> None:
        self.page_size = largest

    def read(self, calls: Calls, steps: Steps, *, author_apex: bool) -> Answer:
        """Team Id to user Id to what DE answers. Raises OrgFailure: NoDE, MissingPermission, Rejected, Misread."""
        for _ in range(MOST_RESTARTS):
            try:
                return decode(self._whole(calls, steps, author_apex=author_apex))
            except _Changed:
                continue
        begun = f"it was begun {MOST_RESTARTS} times"
        raise Misread("DE's answer kept changing while it was read", begun, "Read again")

    def _whole(self, calls: Calls, steps: Steps, *, author_apex: bool) -> str:
        parts: list[str] = []
        have, checksum = 0, ""
        while True:
            part = self._part(calls, steps, have, author_apex=author_apex)
            if checksum and part.checksum != checksum:
                raise _Changed
            checksum = part.checksum
            parts.append(part.text)
            have += len(part.text)
            if have >= part.total or not part.text:
                break
            steps.step("characters of DE's answer", have, part.total)
        whole = "".join(parts)
        if len(whole) != part.total or hashlib.sha256(whole.encode()).hexdigest() != checksum:
            raise Misread("DE's answer arrived damaged", "its checksum does not fit", "Read again")
        return whole

    def _part(self, calls: Calls, steps: Steps, offset: int, *, author_apex: bool) -> Part:
        """The page at this offset, whole; the page size shrinks until one comes through uncut."""
        while True:
            steps.go_on()
            source = SOURCE % {"offset": offset, "size": self.page_size}
            part = parse(apex.run(calls, source, Kind.READ, author_apex=author_apex))
            if not part.cut:
                return part
            if self.page_size <= SMALLEST_PAGE:
                raise Misread("DE's answer cannot be read", "the org cuts even its smallest pages", "Report it")
            # What came through tells nearly how much the org lets through.
            self.page_size = max(SMALLEST_PAGE, min(self.page_size // 2, len(part.text) - len(_END)))


def parse(ran: apex.Ran) -> Part:
    """The page in what the block threw. Raises Rejected for an exception that is not ours: DE's own, or a limit."""
    found = _PAGE.search(ran.exception_message or "")
    if ran.success or found is None:
        if not ran.success and "DEP1|" not in (ran.exception_message or ""):
            raise Rejected("DE could not answer", apex.thrown(ran), "Look at DE in the org", code="APEX_EXCEPTION")
        raise Misread("DE's answer cannot be read", "it is not in the form that was asked for", "Report it")
    total, offset, checksum, length, rest = found.groups()
    wanted = int(length)
    cut = not rest[wanted:].startswith(_END)  # what an org may put after a message is not documented
    return Part(int(total), int(offset), checksum, rest[:wanted], cut)


def decode(whole: str) -> Answer:
    """The answer in its packed form, as Ids of 18 characters. A null of DE's is nobody's answer and left out."""
    if _TEAM.sub("", whole):
        raise Misread("DE's answer cannot be read", "it is not in the form that was asked for", "Report it")
    return {long_id(team): dict(_members(members)) for team, members in _TEAM.findall(whole)}


def _members(packed: str) -> Iterator[tuple[Id, bool]]:
    before = ""
    for rest, sign in _MEMBER.findall(packed):
        before = before[: 15 - len(rest)] + rest
        if sign != "?":
            yield long_id(before), sign == "+"
