"""Why one user gets no records, as a checklist from top to bottom: the first thing that stands in the way answers it.

What cannot be read is said to be so, and never guessed: DE tells nobody outside whether its scheduler runs, and not how
it comes by its answer (hours, out of office, holidays, or the toggle alone). Source: the vendor's article on what keeps
records in the queue, and policy R7.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Literal

from msgspec import Struct

from tui.loop.pulse import Pulse
from tui.presence.entry import Entry
from tui.presence.holds import hold_words
from tui.presence.memory import Past, Sent
from tui.presence.model import DE, User
from tui.presence.roster import Roster, Standing
from tui.ui.plain import plain
from tui.ui.words.details import BY, lower, team_words, teams_answering
from tui.ui.words.log import line_of
from tui.ui.words.logins import day_time

Mark = Literal["yes", "no", "unknown", "note"]
ELSEWHERE = "turned off there, or hours, out of office, holiday"
SCHEDULER = "cannot be read from here: see Application Monitoring in DE; while it is off nobody gets records"
DE_ALONE = "DE alone knows its scheduler, caps, filters and tags"


class Point(Struct, frozen=True):
    """One thing on the list: whether it is as it should be, its name, and what is known of it."""

    mark: Mark
    name: str
    found: str


class Asked(Struct, frozen=True):
    """Of whom, by what, for which reader: everything that the points are made from."""

    standing: Standing
    past: Past
    roster: Roster
    zone: tzinfo
    now: datetime

    def time(self, at: datetime) -> str:
        """A moment as the reader's clock shows it."""
        return day_time(at, self.zone, self.now)


def receiving(
    standing: Standing, pulse: Pulse, roster: Roster, zone: tzinfo, now: datetime, entries: Iterable[Entry] = ()
) -> tuple[Point, ...]:
    """The list for one user; ``entries`` are what the journal has of them, newest first."""
    asked = Asked(standing, pulse.memory.of(standing.id), roster, zone, now)
    if standing.user.queue:
        return (
            _member(asked),
            Point("note", "a queue", "it has no sessions and no toggle; its own members work on it"),
        )
    return (
        _active(standing.user),
        _frozen(standing.user),
        _member(asked),
        Point("unknown", "scheduler", SCHEDULER),
        _hours(asked),
        _toggle(asked),
        _presence(asked),
        _change(asked, entries),
        *_hold(asked),
    )


def answer(points: Sequence[Point], standing: Standing) -> tuple[Mark, str]:
    """The answer in one sentence, and how it is meant."""
    first = next((one for one in points if one.mark == "no"), None)
    if first is not None:
        begin = "not in every team" if standing.de is DE.MIXED else "no"
        found = f"the toggle is {first.found}" if first.found.startswith("off ") else first.found
        return "no", f"{begin}: {found}"
    if standing.de is DE.UNKNOWN:
        return "unknown", "nobody can tell: DE's answer could not be read"
    return "yes", f"nothing that can be read stands in the way. {DE_ALONE}."


def accepted_on(past: Past) -> Sent | None:
    """Our last toggle, where it was an on that DE accepted since (R6) and never showed; None else."""
    last = past.last_sent
    if last is None or not last.to or last.outcome != "done" or past.on_at is None or past.on_answered:
        return None
    undone = past.changed is not None and past.changed > last.at
    return None if undone else last


def _active(user: User) -> Point:
    if not user.is_active:
        return Point("no", "active user", "the user is inactive in Salesforce, and can own no new records")
    if not user.person:
        return Point("yes", "active user", "yes, but not a person's user or licence: the loop never toggles it")
    return Point("yes", "active user", "yes")


def _frozen(user: User) -> Point:
    if user.is_frozen:
        return Point("no", "not frozen", "frozen: cannot log in, and is never turned on by the loop")
    if not user.frozen_told:
        return Point("unknown", "not frozen", "the org does not tell this user")
    return Point("yes", "not frozen", "yes")


def _member(asked: Asked) -> Point:
    if not asked.standing.teams:
        return Point("no", "DE team", "DE answers for this user in no team")
    return Point("yes", "DE team", team_words(asked.standing.teams, asked.roster))


def _hours(asked: Asked) -> Point:
    name, standing, last = "hours, holiday", asked.standing, accepted_on(asked.past)
    off = team_words(teams_answering(standing, asked.roster, on=False), asked.roster)
    if standing.de is DE.UNKNOWN:
        return Point("unknown", name, "DE could not be read")
    if standing.de is DE.ON:
        return Point("unknown", name, "DE answers on; whether that counts hours and holidays is not documented")
    if last is not None and last.at >= asked.roster.at:
        return Point("unknown", name, "the next reading tells whether DE answers the on")
    if last is not None or standing.de is DE.MIXED:
        though = f"on was accepted {asked.time(last.at)}" if last else "a toggle is for all teams"
        why = f"DE answers off in {off} though {though}: probably hours, out of office or holiday"
        return Point("no", name, why)
    return Point("unknown", name, "cannot be told from the toggle while DE answers off")


def _toggle(asked: Asked) -> Point:
    standing, past, last = asked.standing, asked.past, accepted_on(asked.past)
    if standing.de is DE.UNKNOWN:
        return Point("unknown", "toggle", "DE could not be read")
    if standing.de is DE.ON:
        return Point("yes", "toggle", "DE answers on")
    if standing.de is DE.MIXED:
        return Point("yes", "toggle", f"DE answers on in {standing.teams_on} of {len(standing.teams)} teams")
    if last is not None:
        return Point("yes", "toggle", f"on, accepted {asked.time(last.at)}, sent by {BY[last.by]}")
    since = f" since {asked.time(past.changed)}, by {BY.get(past.changed_by or '', 'somebody')}" if past.changed else ""
    ours = past.last_sent is not None and not past.last_sent.to and past.changed_by in ("loop", "person")
    return Point("no", "toggle", f"off{since}" if ours else f"DE answers off{since or f': {ELSEWHERE}'}")


def _presence(asked: Asked) -> Point:
    standing = asked.standing
    if standing.presence.present:
        return Point("yes", "presence", standing.presence.value)
    if standing.presence.present is None:
        return Point("unknown", "presence", f"unknown: {plain(standing.reason)}")
    if standing.de in (DE.ON, DE.MIXED):
        return Point("note", "presence", "absent, though DE answers on: records go to an empty chair")
    return Point("no", "presence", f"absent: {lower(plain(standing.reason))}")


def _change(asked: Asked, entries: Iterable[Entry]) -> Point:
    """The journal's last toggle that was done, with its reason; else what is remembered.

    Memory has the moment at which a reading showed what the journal has from its sending: by the same hand, it is that.
    """
    done = (one for one in entries if one.kind == "toggle" and one.outcome == "done")
    last = next(done, None)
    changed, by = asked.past.changed, BY.get(asked.past.changed_by or "", "somebody")
    if last is not None and (changed is None or last.at >= changed or last.by == asked.past.changed_by):
        text = line_of(last, asked.zone).text.removeprefix(f"{plain(last.name or last.user or '')}: ")
        return Point("note", "last change", f"{asked.time(last.at)}  {text}")
    return Point("note", "last change", f"{asked.time(changed)} by {by}" if changed else "none that is known here")


def _hold(asked: Asked) -> tuple[Point, ...]:
    hold = asked.past.hold
    if hold is None:
        return ()
    until = asked.time(hold.until) if hold.until else None
    return (Point("note", "hold", f"{hold_words(hold, until)}: {plain(hold.why)}; the loop leaves them alone"),)
