"""What DE answers for every user in every team, got out of the org by a block that throws it.

Throwing rolls the transaction back, so this provably changes nothing (documented). How long an exception's message may
be is not documented: each page tells its offset and length, and the length and checksum of the whole; a page that was
cut is asked for again at half its size, and an answer that changed between two pages is read again from its beginning.
"""

from __future__ import annotations

import re

from tui.org.routes import apex
from tui.org.routes.packed import PACKING, Part, read_whole
from tui.org.routes.unpacking import Answer, Unpacker, unreadable
from tui.org.wire.calls import Calls, Kind
from tui.org.wire.errors import Rejected
from tui.org.wire.steps import Steps

LARGEST_PAGE = 400_000  # characters; the whole of 5,000 users takes about 25,000
SMALLEST_PAGE = 100

_PAGE = re.compile(r"DEP1\|(\d+)\|(\d+)\|([0-9a-f]{64})\|(\d+)\|(.*)", re.DOTALL)
_END = "|END"

SOURCE = (
    PACKING
    + """\
String head = 'DEP1|' + whole.length() + '|' + start + '|' + checksum + '|' + (stop - start) + '|';
throw new DePresenceAnswerException(head + whole.substring(start, stop) + '|END');
"""
)


class AnswerReader:
    """Reads DE's answer; remembers which page size this org lets through."""

    def __init__(self, largest: int = LARGEST_PAGE, unpacker: Unpacker | None = None) -> None:
        self.page_size = largest
        self._unpacker = unpacker or Unpacker()

    def read(self, calls: Calls, steps: Steps, *, author_apex: bool) -> Answer:
        """Team Id to user Id to what DE answers. Raises OrgFailure: NoDE, MissingPermission, Rejected, Misread."""
        return read_whole(
            lambda offset: self._part(calls, steps, offset, author_apex=author_apex), steps, self._unpacker
        )

    def _part(self, calls: Calls, steps: Steps, offset: int, *, author_apex: bool) -> Part:
        """The page at this offset, whole; the page size shrinks until one comes through uncut."""
        while True:
            steps.go_on()
            source = SOURCE % {"offset": offset, "size": self.page_size}
            part = parse(apex.run(calls, source, Kind.READ, author_apex=author_apex))
            if not part.cut:
                return part
            if self.page_size <= SMALLEST_PAGE:
                raise unreadable("the org cuts even its smallest pages")
            # What came through tells nearly how much the org lets through.
            self.page_size = max(SMALLEST_PAGE, min(self.page_size // 2, len(part.text) - len(_END)))


def parse(ran: apex.Ran) -> Part:
    """The page in what the block threw. Raises Rejected for an exception that is not ours: DE's own, or a limit."""
    found = _PAGE.search(ran.exception_message or "")
    if ran.success or found is None:
        if not ran.success and "DEP1|" not in (ran.exception_message or ""):
            raise could_not_answer(apex.thrown(ran))
        raise unreadable("it is not in the form that was asked for")
    total, offset, checksum, length, rest = found.groups()
    wanted = int(length)
    cut = not rest[wanted:].startswith(_END)  # what an org may put after a message is not documented
    return Part(int(total), int(offset), checksum, rest[:wanted], cut)


def could_not_answer(why: str) -> Rejected:
    """DE itself threw, or what it did took more than the org allows."""
    return Rejected("DE could not answer", why, "Look at DE in the org", code="APEX_EXCEPTION")
