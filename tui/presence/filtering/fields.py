"""The fields of the language, in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tui.presence.filtering.folding import fold
from tui.presence.filtering.kinds import Choice, Field, Measure, Name
from tui.presence.filtering.subject import Filterable, Test, When
from tui.presence.filtering.terms import Option
from tui.presence.memory import By
from tui.presence.model import DE, Presence
from tui.presence.roster import Standing


def _presence(*wanted: Presence) -> Test:
    return lambda row: row.standing.presence in wanted and not row.standing.user.queue


def _de(wanted: DE) -> Test:
    return lambda row: row.standing.de is wanted


def _next(kind: str) -> Test:
    return lambda row: row.next_kind == kind


def _by(by: By) -> Test:
    return lambda row: row.changed_by == by


def _queue(row: Filterable) -> bool:
    return row.standing.user.queue


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


def _team_hay() -> Callable[[Filterable], str]:
    return lambda row: row.team_hay


def _idle(row: Filterable, when: When) -> float | None:
    """Idle for at least so long by now; nothing of those who are active."""
    standing, now = row.standing, when.now or when.read_at
    return None if now is None or standing.presence is Presence.ACTIVE else standing.idle_at_least(now)


def _seen(row: Filterable, when: When) -> float | None:
    return _between(row.standing.last_seen, when.now)


def _expires(row: Filterable, when: When) -> float | None:
    return _between(when.now, row.standing.expires_at)


def _changed(row: Filterable, when: When) -> float | None:
    return _between(row.changed_at, when.now)


def _sessions(row: Filterable, when: When) -> float | None:
    del when
    return row.standing.live_sessions


def _between(earlier: datetime | None, later: datetime | None) -> float | None:
    return (later - earlier).total_seconds() if earlier is not None and later is not None else None


PRESENCE = Choice(
    "presence",
    "whether somebody is there",
    {
        "active": Option(_presence(Presence.ACTIVE), "active"),
        "idle": Option(_presence(Presence.IDLE), "idle"),
        "absent": Option(_presence(Presence.ABSENT), "absent"),
        "unknown": Option(_presence(Presence.UNKNOWN), "of unknown presence"),
        "queue": Option(_queue, "a queue"),
    },
)
PRESENT = Choice(
    "present",
    "active or idle",
    {
        "yes": Option(_presence(Presence.ACTIVE, Presence.IDLE), "present"),
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
IDLE = Measure("idle", "how long nothing was seen, at least", "idle for {}", _idle, ">=")
SEEN = Measure("seen", "how long ago somebody was seen", "seen {} ago", _seen, "<=")
EXPIRES = Measure("expires", "how soon the last session ends", "expiring in {}", _expires, "<=")
SESSIONS = Measure("sessions", "how many live sessions", "with {} sessions", _sessions, "=", length=False)
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
CHANGED = Measure("changed", "how long ago the toggle changed", "changed {} ago", _changed, "<=")
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
        PRESENCE, PRESENT, STATE, TEAM, IDLE, SEEN, EXPIRES, SESSIONS, STEP, NEXT, HOLD, CHANGED, BY, PROFILE, IS,
    )
}  # fmt: skip
# What finds a state by its name alone, without a field.
STATES: dict[str, Test] = {name: one.has for field in (PRESENCE, STATE) for name, one in field.options.items()}
STATES["unknown"] = PRESENCE.options["unknown"].has
