"""DE's answer by the debug log: for orgs where no exception's message comes through (second of the ways by Apex).

The block writes the packed answer into its log and then throws, so that it provably changes nothing either; a lost
call may therefore be repeated like any other read. An org grants 1,000 such calls in 24 hours to all programs together
(documented): ours are counted, and at most half of them are taken.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Callable
from itertools import count

from tui.org.routes import apex, soap
from tui.org.routes.availability import could_not_answer
from tui.org.routes.packed import PACKING, Part, read_whole
from tui.org.routes.unpacking import Answer, Unpacker, unreadable
from tui.org.wire.calls import Calls, Kind
from tui.org.wire.errors import LimitReached, Misread, Rejected
from tui.org.wire.steps import Steps
from tui.presence.debug_calls import MOST, REST, DebugCalls, counted, free_in
from tui.presence.ports import Clock
from tui.presence.words import span

LARGEST_PAGE = 400_000  # characters, of which a log of 20 MB could hold many times as many, but a heap of 6 MB not
SMALLEST_PAGE = 2_000
CHUNK = 5_700  # characters: 7,600 in base64, so that a line stays under 8,000; how long one may be is not documented

# Every line is whole in itself, since an org may skip any part of a long log. Base64 needs no escaping in a log.
# The mark is put together at run time: logs show the source as well.
SOURCE = (
    PACKING
    + """\
Integer length = stop - start;
Integer parts = Math.max(1, (length + %(chunk)d - 1) / %(chunk)d);
String about = '/' + parts + ':' + whole.length() + ',' + start + ',' + checksum + ',' + length + ':';
for (Integer part = 0; part < parts; part++) {
    String text = whole.substring(start + part * %(chunk)d, Math.min(start + (part + 1) * %(chunk)d, stop));
    String line = 'DEP1:%(nonce)s:' + (part + 1) + about + EncodingUtil.base64Encode(Blob.valueOf(text));
    System.debug(LoggingLevel.ERROR, line);
}
throw new DePresenceAnswerException('DEP1:%(nonce)s:END');
"""
)
_LINE = r"DEP1:{nonce}:(\d{{1,6}})/(\d{{1,6}}):(\d+),(\d+),([0-9a-f]{{64}}),(\d+):([A-Za-z0-9+/]*=*)"


class DebugCallsHere:
    """Implements ``DebugCalls`` for one run, where nothing is kept: demo orgs and tests."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._times: list[float] = []

    def take(self) -> float:
        """Count one call that is about to leave: 0.0; or count nothing, and the seconds until one is free again."""
        now = self._clock.now().wall
        self._times = counted(self._times, now)
        wait = free_in(self._times, now)
        if not wait:
            self._times.append(now)
        return wait

    def note(self, calls: int) -> None:
        """Count calls that have left already: repetitions of one that was taken."""
        self._times += [self._clock.now().wall] * calls

    def used(self) -> int:
        """How many there were in the last 24 hours."""
        return len(counted(self._times, self._clock.now().wall))


class LogReader:
    """Reads DE's answer out of debug logs; remembers which page size this org lets through.

    ``rest`` is how many seconds the last reading leaves to the next, so that a day's share of calls lasts the day.
    """

    def __init__(
        self,
        debug_calls: DebugCalls,
        largest: int = LARGEST_PAGE,
        nonce: Callable[[], str] = lambda: secrets.token_hex(8),
        unpacker: Unpacker | None = None,
    ) -> None:
        self._unpacker = unpacker or Unpacker()
        self._debug_calls, self._nonce = debug_calls, nonce
        self.page_size = largest
        self.rest = 0.0

    def read(self, calls: Calls, steps: Steps, *, author_apex: bool) -> Answer:
        """Team Id to user Id to what DE answers. Raises OrgFailure: NoDE, MissingPermission, Rejected, Misread."""
        self.rest = 0.0
        return read_whole(
            lambda offset: self._part(calls, steps, offset, author_apex=author_apex), steps, self._unpacker
        )

    def _part(self, calls: Calls, steps: Steps, offset: int, *, author_apex: bool) -> Part:
        """The page at this offset, whole; the page size shrinks until one comes through uncut."""
        while True:
            steps.go_on()
            nonce = self._nonce()
            source = SOURCE % {"offset": offset, "size": self.page_size, "chunk": CHUNK, "nonce": nonce}
            part = parse(self._run(calls, source), nonce, author_apex=author_apex)
            if not part.cut:
                return part
            if self.page_size <= SMALLEST_PAGE:
                raise unreadable("the org skips parts of even its shortest logs")
            self.page_size = max(SMALLEST_PAGE, min(self.page_size // 2, max(len(part.text), CHUNK)))

    def _run(self, calls: Calls, source: str) -> soap.Executed:
        """One counted call. Raises Rejected where our share or the org's own allocation of such calls is used up."""
        wait = self._debug_calls.take()
        if wait:
            used = f"{MOST} calls of ours brought one in the last 24 hours, which is our share"
            raise Rejected("No more debug logs today", used, f"The next is free in {span(wait)}", code="DEBUG_CALLS")
        self.rest += REST
        before = calls.usage.calls
        refused = ""
        try:
            return soap.executed(calls.soap(lambda token: soap.envelope(token, source), kind=Kind.READ).body)
        except LimitReached as failure:
            refused = failure.problem.cause  # of a separate allocation: the org itself is not out of reach
        finally:
            self._debug_calls.note(max(0, calls.usage.calls - before - 1))
        todo = "Other programs use them too, such as editors; they are free again within a day"
        raise Rejected("The org gives no more debug logs now", refused, todo, code="DEBUG_CALLS")


def parse(executed: soap.Executed, nonce: str, *, author_apex: bool) -> Part:
    """The page in a debug log, whatever else the log holds. Raises OrgFailure where there is none."""
    apex.require_compiled(executed.ran, author_apex=author_apex)
    if executed.log is None:
        raise Misread("The org sent no debug log", "its answer has none", "Try again; if it stays, report it")
    found = re.findall(_LINE.format(nonce=nonce), executed.log)
    if not found:
        if f"DEP1:{nonce}:END" not in (executed.ran.exception_message or ""):
            raise could_not_answer(apex.thrown(executed.ran))
        raise unreadable("the debug log does not hold it")
    total, offset, checksum, length = found[0][2:6]
    text = _joined({int(one[0]): one[6] for one in sorted(found, key=lambda one: len(one[6]))}, int(length))
    return Part(int(total), int(offset), checksum, text, cut=len(text) != int(length))


def _joined(lines: dict[int, str], length: int) -> str:
    """The chunks in order, up to the first that is missing or not whole.

    Of several with one number the longest stands in ``lines``: a finer log level shows values again, and shortened.
    """
    text = ""
    for number in count(1):
        wanted = min(CHUNK, length - len(text))
        chunk = _chunk(lines.get(number, ""))
        if not wanted or len(chunk) != wanted:
            return text
        text += chunk
    return text


def _chunk(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return ""
