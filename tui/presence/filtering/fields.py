"""The fields of the language, in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tui.presence.filtering.folding import fold
from tui.presence.filtering.kinds import Choice, Field, Measure, Name
from tui.presence.filtering.subject import Filterable, Test
from tui.presence.filtering.terms import Option
from tui.presence.memory import By
from tui.presence.model import DE, Presence
from tui.presence.roster import Standing


def _presence(wanted: Presence) -> Test:
    return lambda row: row.standing.presence is wanted


def _de(wanted: DE) -> Test:
    return lambda row: row.standing.de is wanted


def _next(kind: str) -> Test:
    return lambda row: row.next_kind == kind


def _by(by: By) -> Test:
    return lambda row: row.changed_by == by


def _queue(row: Filterable) -> bool:
    return row.standing.user.queue


def _unknown(row: Filterable) -> bool:
    return row.standing.presence is Presence.UNKNOWN and not row.standing.user.queue


def _remembered(names: Callable[[Standing], tuple[str, ...]]) -> Callable[[], Callable[[Filterable], str]]:
    """Few names are shared by many users: each is folded once a search."""

    def hay() -> Callable[[Filterable], str]:
        folded: dict[tuple[str, ...], str] = {}

        def of(row: Filterable) -> str:
            found = names(row.standing)
            seen = folded.get(found)
            if seen is None:
                seen = folded[found] = fold("\n".join(found))
            return seen

        return of

    return hay


def _types(standing: Standing) -> tuple[str, ...]:
    """Those that count; and the one that the preset leaves out, for who wonders why somebody is absent."""
    return standing.types if standing.left_out is None else (*standing.types, standing.left_out)


def _team_hay() -> Callable[[Filterable], str]:
    return lambda row: row.team_hay


def _idle_from(row: Filterable) -> datetime | None:
    """Since when nothing was seen; nothing of those who are active."""
    return None if row.standing.presence is Presence.ACTIVE else row.standing.idle_from


PRESENT_ONES = (Presence.ACTIVE, Presence.IDLE)
PRESENCE = Choice(
    "presence",
    "whether somebody is there",
    {
        "active": Option(_presence(Presence.ACTIVE), "active"),
        "idle": Option(_presence(Presence.IDLE), "idle"),
        "absent": Option(_presence(Presence.ABSENT), "absent"),
        "unknown": Option(_unknown, "of unknown presence"),
        "queue": Option(_queue, "a queue"),
    },
)
PRESENT = Choice(
    "present",
    "active or idle",
    {
        "yes": Option(lambda row: row.standing.presence in PRESENT_ONES, "present"),
        "no": Option(_presence(Presence.ABSENT), "absent"),
    },
)
STATE = Choice(
    "de",
    "what DE answers",
    {
        "on": Option(_de(DE.ON), "on in DE"),
        "off": Option(_de(DE.OFF), "off in DE"),
        "mixed": Option(_de(DE.MIXED), "mixed in DE"),
        "unknown": Option(_de(DE.UNKNOWN), "of unknown DE state"),
    },
)
TEAM = Name("team", "a team's name", "in a team", _team_hay)
IDLE = Measure("idle", "how long nothing was seen, at least", "idle for {}", _idle_from, ">=", "ago")
SEEN = Measure("seen", "how long ago somebody was seen", "seen {} ago", lambda row: row.standing.last_seen, "<=", "ago")
EXPIRES = Measure(
    "expires", "how soon the last session ends", "expiring in {}", lambda row: row.standing.expires_at, "<=", "ahead"
)
SESSIONS = Measure(
    "sessions", "how many live sessions", "with {} sessions", lambda row: row.standing.live_sessions, "="
)
STEP = Choice(
    "step",
    "whether the loop wants to change something",
    {
        "out": Option(lambda row: row.out_of_step, "out of step"),
        "in": Option(lambda row: not row.out_of_step and not row.standing.user.queue, "in step"),
    },
)
NEXT = Choice(
    "next",
    "what comes next",
    {
        "on": Option(_next("on"), "to be turned on"),
        "off": Option(_next("off"), "to be turned off"),
        "soon": Option(_next("soon"), "about to be turned off"),
        "held": Option(_next("held"), "held"),
        "held-back": Option(_next("held-back"), "held back by DE"),
        "waiting": Option(_next("waiting"), "withheld"),
        "sending": Option(_next("sending"), "being sent"),
    },
)
HOLD = Choice(
    "hold",
    "left alone by the loop",
    {
        "yes": Option(lambda row: row.hold is not None, "held"),
        "no": Option(lambda row: row.hold is None, "without a hold"),
    },
)
CHANGED = Measure(
    "changed", "how long ago the toggle changed", "changed {} ago", lambda row: row.changed_at, "<=", "ago"
)
BY = Choice(
    "by",
    "who changed the toggle last",
    {
        "loop": Option(_by("loop"), "changed by the loop"),
        "you": Option(_by("person"), "changed by you"),
        "elsewhere": Option(_by("outside"), "changed elsewhere"),
    },
)
PROFILE = Name("profile", "a profile's name", "with a profile", _remembered(lambda standing: (standing.user.profile,)))
TYPE = Name("type", "a live session's type, or its login's", "with a session of type", _remembered(_types))
IS = Choice(
    "is",
    "what kind of user",
    {
        "inactive": Option(lambda row: not row.standing.user.is_active, "inactive"),
        "frozen": Option(lambda row: row.standing.user.is_frozen, "frozen"),
        "queue": Option(_queue, "a queue"),
        "machine": Option(lambda row: not row.standing.user.person, "no person"),
    },
)

FIELDS: dict[str, Field] = {
    one.name: one
    for one in (
        PRESENCE, PRESENT, STATE, TEAM, IDLE, SEEN, EXPIRES, SESSIONS, STEP, NEXT, HOLD, CHANGED, BY, TYPE, PROFILE, IS,
    )
}  # fmt: skip
# What finds a state by its name alone, without a field.
STATES: dict[str, Test] = {name: one.has for field in (PRESENCE, STATE) for name, one in field.options.items()}
STATES["unknown"] = PRESENCE.options["unknown"].has
