"""All cases, in the order of the table."""

from __future__ import annotations

from tests.bench.bench import Case
from tests.bench.cases.frames import FIRST_FRAME, FIRST_ROWS
from tests.bench.cases.keys import KEYS
from tests.bench.cases.version import VERSION

CASES: tuple[Case, ...] = (VERSION, FIRST_FRAME, FIRST_ROWS, KEYS)
