"""All cases, in the order of the table."""

from __future__ import annotations

from tests.bench.bench import Case
from tests.bench.cases.busy import BUSY
from tests.bench.cases.calls import CALLS
from tests.bench.cases.cycles import CYCLES
from tests.bench.cases.flat import FLAT
from tests.bench.cases.frames import FIRST_FRAME, FIRST_ROWS
from tests.bench.cases.growth import GROWTH
from tests.bench.cases.keys import KEYS
from tests.bench.cases.rest import REST
from tests.bench.cases.room import ROOM
from tests.bench.cases.version import VERSION

CASES: tuple[Case, ...] = (VERSION, FIRST_FRAME, FIRST_ROWS, KEYS, BUSY, CYCLES, ROOM, FLAT, REST, CALLS, GROWTH)
