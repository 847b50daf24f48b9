"""How a status is printed: the contract's JSON, CSV with the same columns, or a table for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from tui.cli.paper import print_csv, print_json, print_line, print_table
from tui.cli.shapes import StatusShape
from tui.cli.shaping import status_shape
from tui.cli.watch_words import NOTHING, groups, heard, person, summary
from tui.loop.cycle import Reading
from tui.loop.pulse import Phase, Pulse
from tui.presence.model import Presence, Problem
from tui.presence.roster import Standing
from tui.presence.status_shapes import CSV_HEADER, SentShape, UserShape, csv_row
from tui.presence.words import ago, plural, span
from tui.ui.plain import plain

TABLE_HEADER = ("NAME", "PRESENCE", "SESSIONS", "LAST SEEN", "EXPIRES IN", "DE", "LAST SENT", "NEXT")
GLYPHS = {"active": "●", "idle": "◐", "absent": "○", "unknown": "?"}
NONE = "–"


def told(reading: Reading, shown: Iterable[Standing], problems: tuple[Problem, ...]) -> StatusShape:
    """What is printed of a reading: these users, and everything that is wrong."""
    return status_shape(reading, shown, problems)


def as_json(status: StatusShape, reading: Reading) -> None:
    """The contract's JSON, one line."""
    del reading
    print_json(status)


def as_csv(status: StatusShape, reading: Reading) -> None:
    """A line a user."""
    del reading
    print_csv(CSV_HEADER, (csv_row(one) for one in status.users))


def as_table(status: StatusShape, reading: Reading) -> None:
    """What the monitor shows, as far as it fits in lines."""
    at, org = reading.snapshot.at, status.org
    kind = "SANDBOX" if org.sandbox else "PRODUCTION"
    print_line(f"{plain(org.name)}  {kind}  {plain(org.username)}  as of {at:%Y-%m-%d %H:%M:%S} UTC")
    counted = reading.roster.count()
    counts = "  ".join(f"{GLYPHS[one]} {counted[one]:,} {one}" for one in Presence)
    print_line(f"{plural(counted.total(), 'user')}: {counts}")
    print_line("")
    rows = zip(status.users, (reading.roster.standings[one.id] for one in status.users), strict=True)
    last = {one.user_id: one.last_in for one in (*reading.plan.off, *reading.plan.braked)}
    print_table(TABLE_HEADER, [_table_row(user, standing, at, last.get(user.id, ())) for user, standing in rows])


def as_sentences(status: StatusShape, reading: Reading) -> None:
    """The same in sentences, for who hears them."""
    snapshot, standings = reading.snapshot, reading.roster.standings
    pulse = Pulse(Phase.OFF, org=snapshot.org, roster=reading.roster, plan=reading.plan, memory=reading.memory)
    shown = [standings[one.id] for one in status.users]
    print_line(summary(pulse, shown))
    for line in groups(NOTHING, heard(pulse, [one.id for one in shown])):
        print_line(line)
    for one in shown:
        print_line(person(one, snapshot.at))


PAGES: Mapping[str, Callable[[StatusShape, Reading], None]] = {
    "json": as_json,
    "csv": as_csv,
    "table": as_table,
    "plain": as_sentences,
}


def _sent(sent: SentShape, at: datetime) -> str:
    when = "" if sent.at is None else f" {ago((at - datetime.fromisoformat(sent.at)).total_seconds())}"
    return f"{sent.to}{when}, {sent.outcome}"


def next_words(user: UserShape, last_in: Sequence[str]) -> str:
    """What comes next; with it the teams in which nobody else would be left on (R12)."""
    last = f"last one on in team {', '.join(last_in)}" if last_in else ""
    if user.hold is not None:
        until = user.hold.until
        return f"held until {until[:16].replace('T', ' ')} UTC: {user.hold.why}" if until else f"held: {user.hold.why}"
    return ", ".join(one for one in (f"→ {user.planned}" if user.planned else user.withheld or "", last) if one)


def _table_row(user: UserShape, standing: Standing, at: datetime, last_in: Sequence[str]) -> list[str]:
    idle = standing.idle_at_least(at)
    presence = "· queue" if standing.user.queue else f"{GLYPHS[user.presence]} {user.presence}"
    return [
        user.name + (" (inactive)" if user.inactive else ""),
        f"{presence} ≥ {span(idle)}" if user.presence == "idle" and idle is not None else presence,
        NONE if user.live_sessions is None else str(user.live_sessions),
        NONE if standing.last_seen is None else ago((at - standing.last_seen).total_seconds()),
        NONE if standing.expires_at is None else span((standing.expires_at - at).total_seconds()),
        user.de if user.teams is None else f"{user.de} {user.teams_on}/{user.teams}",
        "" if user.sent is None else _sent(user.sent, at),
        next_words(user, last_in),
    ]
