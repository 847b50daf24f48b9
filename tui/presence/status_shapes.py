"""The org and one user in the contract's JSON and CSV: what ``status`` prints, and the monitor exports and copies."""

from __future__ import annotations

from msgspec import Struct

from tui.presence.chronicle.shapes import outcome_word
from tui.presence.holds import hold_words
from tui.presence.memory import Hold, Past, Sent
from tui.presence.model import DE, OrgFacts, Presence
from tui.presence.plan import Plan, Planned, Withheld
from tui.presence.roster import Standing
from tui.presence.words import iso

CSV_HEADER = (
    "id", "name", "username", "inactive", "presence", "reason", "live_sessions", "last_seen", "idle_seconds_at_least",
    "expires_at", "de", "teams_on", "teams", "sent_to", "sent_at", "sent_outcome", "hold_until", "hold_why", "planned",
    "withheld",
)  # fmt: skip


class OrgShape(Struct):
    """Which org."""

    id: str
    name: str
    username: str
    sandbox: bool
    instance_url: str


class SentShape(Struct):
    """The last toggle of ours."""

    to: str
    at: str | None
    outcome: str


class HoldShape(Struct):
    """A hold; ``until`` is null where it ends with presence or not at all, and ``why`` says which."""

    until: str | None
    why: str


class UserShape(Struct):
    """One user of ``status``."""

    id: str
    name: str
    username: str
    inactive: bool
    presence: str
    reason: str
    live_sessions: int | None
    last_seen: str | None
    idle_seconds_at_least: int | None
    expires_at: str | None
    de: str
    teams_on: int | None
    teams: int | None
    sent: SentShape | None
    hold: HoldShape | None
    planned: str | None
    withheld: str | None


def org_shape(facts: OrgFacts) -> OrgShape:
    """The org."""
    return OrgShape(facts.id, facts.name, facts.username, facts.sandbox, facts.instance_url)


def user_shape(
    standing: Standing, past: Past, planned: Planned | Withheld | None, plan: Plan, answered: bool
) -> UserShape:
    """One user, as read, remembered and planned. ``answered``: DE's answer of this reading stands."""
    idle = standing.idle_at_least(plan.at)
    unknown = standing.presence is Presence.UNKNOWN
    known_teams = answered and standing.de is not DE.UNKNOWN
    return UserShape(
        standing.id,
        standing.user.name,
        standing.user.username,
        not standing.user.is_active,
        standing.presence,
        standing.reason_at(plan.at),
        None if unknown else standing.live_sessions,
        iso(standing.last_seen),
        None if idle is None else int(idle),
        iso(standing.expires_at),
        standing.de,
        standing.teams_on if known_teams else None,
        len(standing.teams) if known_teams else None,
        None if past.last_sent is None else sent_shape(past.last_sent),
        None if past.hold is None else HoldShape(iso(past.hold.until), hold_reason(past.hold)),
        *planned_words(planned, plan),
    )


def planned_words(planned: Planned | Withheld | None, plan: Plan) -> tuple[str | None, str | None]:
    """What is planned, or why it is not sent."""
    if isinstance(planned, Planned):
        if planned in plan.braked:
            return None, f"braked: {plan.brake}"
        return on_off(planned.to), None
    return None, None if planned is None else planned.why


def hold_reason(hold: Hold) -> str:
    """Why somebody is held, and until what where that is no moment."""
    return hold.why if hold.until is not None else f"{hold.why} ({hold_words(hold)})"


def sent_shape(sent: Sent) -> SentShape:
    """A toggle of ours; one that never got an outcome is unsettled."""
    return SentShape(on_off(sent.to), iso(sent.at), outcome_word(sent.outcome) or "unsettled")


def csv_row(user: UserShape) -> list[str]:
    """One user as a line of CSV, under ``CSV_HEADER``; unknown is empty."""
    sent, hold = user.sent, user.hold
    cells = (
        user.id, user.name, user.username, user.inactive, user.presence, user.reason, user.live_sessions,
        user.last_seen, user.idle_seconds_at_least, user.expires_at, user.de, user.teams_on, user.teams,
        sent and sent.to, sent and sent.at, sent and sent.outcome, hold and hold.until, hold and hold.why,
        user.planned, user.withheld,
    )  # fmt: skip
    return ["" if one is None else str(one).lower() if isinstance(one, bool) else str(one) for one in cells]


def on_off(value: bool) -> str:
    """The word for a toggle's value."""
    return "on" if value else "off"
