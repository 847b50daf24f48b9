"""DE's answer in the packed form in which every route brings it: its pieces, put together, checked and unpacked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from tui.org.wire.errors import Misread
from tui.org.wire.literals import long_id
from tui.org.wire.steps import Steps
from tui.presence.model import Id

Answer = dict[Id, dict[Id, bool]]
MOST_RESTARTS = 3

_TEAM = re.compile(r"([A-Za-z0-9]{15}):((?:[A-Za-z0-9]*[+\-?])*);")
_MEMBER = re.compile(r"([A-Za-z0-9]*)([+\-?])")

# Teams and members in a fixed order, so that equal answers are equal texts. A member is what differs from the one
# before, then + or - (? where DE gave null): three characters for most, as Ids of one org begin alike. Leaves `whole`,
# its `checksum`, and the `piece` of it from `start` on.
PACKING = """\
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
"""


class Part(Struct, frozen=True):
    """One page: a piece of the whole, or as much of it as came through (``cut``)."""

    total: int
    offset: int
    checksum: str
    text: str
    cut: bool = False


class Assembly:
    """The pieces of one answer, in order. One that changes on the way is begun again, three times at most."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._checksum = ""
        self._total: int | None = None
        self._begun = 1
        self._ended = False
        self.have = 0

    @property
    def done(self) -> bool:
        """Whether nothing more need be asked for; whether it is sound is told by ``answer``."""
        return self._ended or (self._total is not None and self.have >= self._total)

    @property
    def total(self) -> int | None:
        """The length of the whole, once it is known."""
        return self._total

    def add(self, part: Part) -> None:
        """Take the piece that was asked for at ``have``; one of another answer means to begin again. Raises Misread."""
        if self._checksum and part.checksum != self._checksum:
            self._begin_again()
            return
        if part.offset != self.have:
            raise unreadable("the org sent another piece of it than was asked for")
        self._checksum, self._total = part.checksum, part.total
        self._pieces.append(part.text)
        self.have += len(part.text)
        self._ended = not part.text

    def answer(self) -> Answer:
        """The answer, unpacked. Raises Misread where its length or checksum does not fit."""
        whole = "".join(self._pieces)
        if len(whole) != self._total or hashlib.sha256(whole.encode()).hexdigest() != self._checksum:
            raise Misread("DE's answer arrived damaged", "its checksum does not fit", "Read again")
        return decode(whole)

    def _begin_again(self) -> None:
        if self._begun == MOST_RESTARTS:
            begun = f"it was begun {MOST_RESTARTS} times"
            raise Misread("DE's answer kept changing while it was read", begun, "Read again")
        self._begun += 1
        self._pieces, self._checksum, self._total, self.have = [], "", None, 0


def read_whole(page: Callable[[int], Part], steps: Steps) -> Answer:
    """The answer by pages, each asked for at the offset that is reached. Raises Misread, and what a page raises."""
    assembly = Assembly()
    while not assembly.done:
        assembly.add(page(assembly.have))
        if not assembly.done:
            steps.step("characters of DE's answer", assembly.have, assembly.total)
    return assembly.answer()


def unreadable(why: str) -> Misread:
    """DE's answer came in a form that is not ours."""
    return Misread("DE's answer cannot be read", why, "Report it")


def decode(whole: str) -> Answer:
    """The answer in its packed form, as Ids of 18 characters. A null of DE's is nobody's answer and left out."""
    if _TEAM.sub("", whole):
        raise unreadable("it is not in the form that was asked for")
    return {long_id(team): dict(_members(members)) for team, members in _TEAM.findall(whole)}


def _members(packed: str) -> Iterator[tuple[Id, bool]]:
    before = ""
    for rest, sign in _MEMBER.findall(packed):
        before = before[: 15 - len(rest)] + rest
        if sign != "?":
            yield long_id(before), sign == "+"
