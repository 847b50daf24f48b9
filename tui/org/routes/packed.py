"""DE's answer in the packed form in which every route brings it: its pieces, put together and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from msgspec import Struct

from tui.org.routes.unpacking import Answer, Unpacker, unreadable
from tui.org.wire.errors import Misread
from tui.org.wire.steps import Steps

MOST_RESTARTS = 3

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

    def __init__(self, unpacker: Unpacker | None = None) -> None:
        self._unpacker = unpacker or Unpacker()
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
        return self._unpacker.unpack(whole)

    def _begin_again(self) -> None:
        if self._begun == MOST_RESTARTS:
            begun = f"it was begun {MOST_RESTARTS} times"
            raise Misread("DE's answer kept changing while it was read", begun, "Read again")
        self._begun += 1
        self._pieces, self._checksum, self._total, self.have = [], "", None, 0


def read_whole(page: Callable[[int], Part], steps: Steps, unpacker: Unpacker | None = None) -> Answer:
    """The answer by pages, each asked for at the offset that is reached. Raises Misread, and what a page raises."""
    assembly = Assembly(unpacker)
    while not assembly.done:
        assembly.add(page(assembly.have))
        if not assembly.done:
            steps.step("characters of DE's answer", assembly.have, assembly.total)
    return assembly.answer()
