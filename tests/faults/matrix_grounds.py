"""The orgs that cells are played in: each has the route in use that its kinds of request belong to."""

from __future__ import annotations

from dataclasses import dataclass

from tests.faults.matrix_kinds import (
    ABOUT,
    ANSWER_1,
    ANSWER_N,
    BY_COMPANION,
    COMPANION_1,
    COMPANION_N,
    KINDS,
    LOG_1,
    LOG_N,
    RENEWAL,
    Kind,
)
from tui.presence.debug_calls import REST

REFRESH = 20.0  # seconds between two readings, as the settings of all cells have it


@dataclass(frozen=True)
class Ground:
    """One org. ``throws``: an exception's message comes through. ``logs``: debug logs are granted.

    ``goes_on``: where the org refuses a kind of request of this ground, another route does the same. ``renews``: it
    is logged in by a web login. ``pace`` is how many seconds lie between two readings at least. ``says`` is what the
    screen says of it without any fault (a pattern).
    """

    name: str
    kinds: tuple[Kind, ...]
    without: frozenset[str] = frozenset()
    extra: frozenset[str] = frozenset()
    throws: bool = True
    logs: bool = False
    goes_on: bool = False
    renews: bool = False
    pace: float = REFRESH
    says: str = "$."


NEW = (ABOUT, COMPANION_1, COMPANION_N, BY_COMPANION, LOG_1, LOG_N, RENEWAL)
PLAIN = Ground("", tuple(one for one in KINDS if one not in NEW))
COMPANION_ONLY = Ground(
    "the companion alone",
    (ABOUT, COMPANION_1, COMPANION_N, BY_COMPANION),
    without=frozenset({"author-apex", "action"}),
    extra=frozenset({"companion"}),
    says="Author Apex is missing",
)
LOG_ONLY = Ground(
    "the log alone",
    (LOG_1, LOG_N),
    throws=False,
    logs=True,
    pace=2 * REST,
    says="by throw failed|^DE could not answer: no reason given",
)
MIXED = Ground("all routes", (COMPANION_1, COMPANION_N, BY_COMPANION), extra=frozenset({"companion"}), goes_on=True)
THROW_AND_LOG = Ground("throw and log", (ANSWER_1, ANSWER_N), logs=True, goes_on=True, pace=REST)
WEB_LOGIN = Ground("web login", (RENEWAL,), renews=True)
GROUNDS = (PLAIN, COMPANION_ONLY, LOG_ONLY, MIXED, THROW_AND_LOG, WEB_LOGIN)
