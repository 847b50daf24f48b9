"""One row of the table: a user as the screen shows them, made from what the loop told. Pure, no Textual."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo

from msgspec import Struct, field
from msgspec.structs import replace

from tui.loop.pulse import Pulse
from tui.presence.filtering.folding import fold
from tui.presence.memory import By, Hold, Past
from tui.presence.model import Id, Presence
from tui.presence.plan import Plan, Planned, Withheld
from tui.presence.roster import Roster, Standing
from tui.ui.plain import plain
from tui.ui.table.next_words import Next, NextKind, next_of, out_of_step, soon_off

CALM: frozenset[str] = frozenset()  # one for all: an empty one is another object each time it is made
FORETOLD = Next("off soon", "soon")  # how soon is said when the row is drawn
BY = {"loop": "loop", "person": "you", "outside": "elsewhere"}
Said = Planned | Withheld


class Change(Struct, frozen=True, gc=False):
    """When and by whom a toggle last changed; ``ended`` where it was ours and did not simply succeed."""

    at: datetime | None
    by: By | None
    ended: str = ""


class Row(Struct, frozen=True, gc=False):
    """One member of a DE team, ready to be drawn; every text in it is plain.

    ``presence`` and ``standing`` are the reading's. ``next`` and ``next_kind`` are the Next column; ``said`` is the
    plan's word that it came from, ``braked`` whether the brake holds it, ``why`` that word whole. ``change`` tells the
    last ``Change`` in words. ``sending`` is the value of a toggle under way, None where there is none.
    ``flashed`` names the columns that changed when this row was made. ``haystack`` and ``team_hay`` are folded, for the
    filter; rows sort by ``haystack`` too, which begins with the name and holds what no two users share.
    """

    id: Id
    name: str
    username: str
    presence: Presence
    standing: Standing
    teams: str = ""
    next: str = ""
    next_kind: NextKind = ""
    out_of_step: bool = False
    held: bool = False
    change: str = ""
    changed_at: datetime | None = None
    changed_by: By | None = None
    ended: str = ""
    sending: bool | None = None
    flashed: frozenset[str] = CALM
    hold: Hold | None = None
    why: str = ""
    said: Said | None = None
    braked: bool = False
    haystack: str = ""
    team_hay: str = ""

    @property
    def queue(self) -> bool:
        """Whether this is a queue: shown calmly, never counted or planned (R4)."""
        return self.standing.user.queue


class Memo(Struct):
    """Words that many rows share, so that they are made and kept once: teams by Ids, changes by minute, reasons."""

    teams: dict[tuple[Id, ...], tuple[str, str]] = field(default_factory=dict)
    changes: dict[tuple[int, By | None, str], str] = field(default_factory=dict)
    whys: dict[str, str] = field(default_factory=dict)


class Reading(Struct, frozen=True):
    """What all rows of one view are made from; made once a view. ``anew``: nothing made before may stay."""

    roster: Roster
    said: Mapping[Id, Said]
    braked: frozenset[Id]
    pasts: Mapping[Id, Past]
    sending: Mapping[Id, bool]
    caller: Id
    now: datetime | None
    zone: tzinfo
    today: date | None
    anew: bool = False
    memo: Memo = field(default_factory=Memo)


def reading_of(
    pulse: Pulse, roster: Roster, now: datetime | None, zone: tzinfo, before: Reading | None = None
) -> Reading:
    """The parts of a pulse that rows are made from. ``now`` is the org's clock, shown in ``zone``.

    ``before`` is what the rows before were made from. On another day, all say anew what was today and what yesterday.
    """
    said, braked = _told(pulse.plan)
    today = now.astimezone(zone).date() if now else None
    caller = pulse.org.caller_id if pulse.org else ""
    same = (
        before is not None and (today, caller) == (before.today, before.caller) and roster.teams == before.roster.teams
    )
    memo = before.memo if before is not None and same else Memo()
    pasts, sending = pulse.memory.pasts, dict(pulse.sending)
    return Reading(roster, said, braked, pasts, sending, caller, now, zone, today, not same, memo)


_NO_PAST = Past()


def row_of(standing: Standing, reading: Reading, before: Row | None) -> Row:
    """The row of one user; ``before`` itself where nothing that it shows has changed, so that it need not be redrawn.

    Texts that only age (seen, expires) are the table's business and make no new row.
    """
    user_id = standing.id
    past = reading.pasts.get(user_id) or _NO_PAST
    said, sending = reading.said.get(user_id), reading.sending.get(user_id)
    if before is not None and _unchanged(before, standing, past, said, sending, reading):
        return before
    made = _made(standing, past, said, sending, reading, before)
    if before is None or made == before:
        return before or made
    flashed = _flashed(before, made)
    return replace(made, flashed=flashed) if flashed else made


def _unchanged(
    before: Row, standing: Standing, past: Past, said: Said | None, sending: bool | None, reading: Reading
) -> bool:
    """Whether the row would come out the same. An off that is near enough to be foretold makes another one."""
    return (
        not reading.anew
        and before.sending is sending
        and _same_change(before, change_of(past, reading.roster, sending))
        and before.hold == past.hold
        and before.said == said
        and before.standing == standing
        and before.braked is (standing.id in reading.braked)
        and (before.next_kind != "" or not soon_off(standing, reading.now).kind)
    )


def _told(plan: Plan | None) -> tuple[Mapping[Id, Said], frozenset[Id]]:
    """What a plan says of whom, and whom the brake holds."""
    return (plan.by_user(), frozenset(one.user_id for one in plan.braked)) if plan else ({}, frozenset())


def _same_change(before: Row, change: Change) -> bool:
    return before.changed_at == change.at and before.changed_by == change.by and before.ended == change.ended


def _made(
    standing: Standing, past: Past, said: Said | None, sending: bool | None, reading: Reading, before: Row | None
) -> Row:
    name, username, teams, haystack, team_hay = _texts(standing, reading, before)
    following = _next(standing, past, said, sending, reading)
    change = change_of(past, reading.roster, sending)
    why = plain(why_words(standing, said, past, reading))
    return Row(
        standing.id,
        name,
        username,
        standing.presence,
        standing,
        teams,
        plain(following.text),
        following.kind,
        out_of_step(said, past.hold),
        past.hold is not None,
        _change_words(change, reading),
        change.at,
        change.by,
        change.ended,
        sending,
        CALM,
        past.hold,
        reading.memo.whys.setdefault(why, why),
        said,
        standing.id in reading.braked,
        haystack,
        team_hay,
    )


def _texts(standing: Standing, reading: Reading, before: Row | None) -> tuple[str, str, str, str, str]:
    """What depends on the user and their teams alone, kept from the row before where these are the same."""
    if before is not None and not reading.anew:
        was = before.standing
        if (was.user is standing.user or was.user == standing.user) and was.teams == standing.teams:
            return before.name, before.username, before.teams, before.haystack, before.team_hay
    user = standing.user
    name, username = plain(user.name), plain(user.username)
    teams, team_hay = _teams(standing.teams, reading)
    return name, username, teams, f"{fold(name)}\n{fold(username)}\n{user.id.lower()}\n{team_hay}", team_hay


def _teams(team_ids: tuple[Id, ...], reading: Reading) -> tuple[str, str]:
    """The names of teams, and the same folded, a line each."""
    known = reading.memo.teams.get(team_ids)
    if known is None:
        names = [plain(reading.roster.team_name(team_id)) for team_id in team_ids]
        known = reading.memo.teams[team_ids] = ", ".join(sorted(names)), fold("\n".join(names))
    return known


def _next(standing: Standing, past: Past, said: Said | None, sending: bool | None, reading: Reading) -> Next:
    if sending is not None:
        return Next("sending on" if sending else "sending off", "sending")
    you = standing.id == reading.caller
    braked = standing.id in reading.braked
    following = next_of(standing, said, past.hold, braked=braked, you=you, zone=reading.zone, today=reading.today)
    if following.kind or you or not standing.user.person or not standing.user.is_active:
        return following
    return FORETOLD if soon_off(standing, reading.now).kind else following


def why_words(standing: Standing, said: Said | None, past: Past, reading: Reading) -> str:
    """The reason whole: the hold's, the plan's, or the reading's own."""
    if past.hold is not None:
        return past.hold.why
    if isinstance(said, Withheld) and said.would is not None:
        return said.why
    if not isinstance(said, Planned):
        return standing.reason
    if said.last_in:
        return f"{standing.reason}; last one on in {', '.join(said.last_in)}"
    if said.to and past.since is not None:
        return f"present since {_day(past.since.astimezone(reading.zone), reading.today)}"
    return standing.reason


def change_of(past: Past, roster: Roster, sending: bool | None) -> Change:
    """The last change; or a later toggle of ours that was refused, or lost and not settled by a reading yet (R15)."""
    last = past.last_sent
    if last is not None and sending is None and (past.changed is None or last.at > past.changed):
        if last.outcome == "failed":
            return Change(last.at, last.by, "failed")
        if last.outcome in ("sent", "unsettled") and not (roster.complete and roster.at > last.at):
            return Change(last.at, last.by, "unsettled")
    return Change(past.changed, past.changed_by)


def _change_words(change: Change, reading: Reading) -> str:
    if change.at is None:
        return ""
    key, known = (int(change.at.timestamp()) // 60, change.by, change.ended), reading.memo.changes
    if key not in known:
        known[key] = change_words(change, reading)
    return known[key]


def change_words(change: Change, reading: Reading) -> str:
    """``08:58 loop``, ``yesterday you``, ``Mon 17:30``, ``3 Nov``; ``failed 09:12 loop``."""
    if change.at is None:
        return ""
    when = change.at.astimezone(reading.zone)
    by = BY.get(change.by or "", "")
    return f"{change.ended} {_day(when, reading.today)} {by}".strip()


def _day(when: datetime, today: date | None) -> str:
    if today is None or when.date() >= today:
        return when.strftime("%H:%M")
    ago = today - when.date()
    if ago == timedelta(days=1):
        return "yesterday"
    if ago < timedelta(days=7):
        return when.strftime("%a %H:%M")
    day = f"{when.day} {when.strftime('%b')}"
    return day if when.year == today.year else f"{day} {when.year}"


def _flashed(before: Row, after: Row) -> frozenset[str]:
    """The columns whose news a person should not miss. Ages and countdowns are not news."""
    old, new = before.standing, after.standing
    changed = {
        "presence": old.presence is not new.presence,
        "sessions": old.live_sessions != new.live_sessions,
        "de": (old.de, old.teams_on, len(old.teams)) != (new.de, new.teams_on, len(new.teams))
        or before.sending is not after.sending,
        "next": before.next_kind != after.next_kind or (before.next != after.next and after.next_kind != "soon"),
        "change": before.changed_at != after.changed_at,
        "teams": before.teams != after.teams,
    }
    return frozenset(column for column, differs in changed.items() if differs)
