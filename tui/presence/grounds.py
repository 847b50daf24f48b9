"""What a roster rests on, so that the next one judges anew only users of whom something changed. Pure.

A standing rests on the user, on what DE answers, on their sessions and the parents of these, and on time up to the next
expiry or the next half-life. Rows, users and answers that are handed on as the same objects cost next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from itertools import filterfalse
from operator import is_not
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tui.presence.diff import differing, picked
from tui.presence.evaluate import VANISHED, rows_of
from tui.presence.model import Id, Session, Snapshot, User
from tui.presence.roster import Roster, Standing
from tui.presence.sessions import chain, is_root
from tui.presence.settings import PresenceSettings
from tui.presence.verdict import Rules, Said, Verdict, said_of, unknown, verdict_of

Answer = Mapping[Id, Mapping[Id, bool]]
Rows = tuple[Session, ...]
NOBODYS: frozenset[Id] = frozenset()


class Grounds(Struct, frozen=True):
    """The grounds of a roster whose sessions and answer are sound.

    ``known`` are all sessions by Id, ``rows`` those of each member. ``due``: when time alone may change a standing.
    ``leaning``: members with a session whose parent is not theirs, or is not there, and the Ids of those parents.
    """

    settings: PresenceSettings
    roster: Roster
    users: Mapping[Id, User]
    known: Mapping[Id, Session]
    rows: Mapping[Id, Rows]
    due: Mapping[Id, datetime]
    leaning: Mapping[Id, frozenset[Id]]
    vanished: frozenset[Id]


def grounds_of(
    snapshot: Snapshot,
    answer: Answer,
    settings: PresenceSettings,
    known: dict[Id, Session],
    vanished: Iterable[User] = (),
    before: Grounds | None = None,
) -> Grounds:
    """The roster of a sound snapshot at its own time, exactly as ``evaluate`` makes it, and its grounds.

    ``known`` are its sessions by Id; those that equal the ones before are put in their place.
    """
    if before is None or before.settings != settings or snapshot.at < before.roster.at:
        nobody = Roster(snapshot.at, {}, {})
        before = Grounds(settings, nobody, {}, {}, {}, {}, {}, frozenset())
    return _Regrounding(snapshot, answer, settings, known, before).done(vanished)


class _Regrounding:
    """One step from grounds to the next. The new standings, rows, due and leaning are made in place."""

    def __init__(
        self, snapshot: Snapshot, answer: Answer, settings: PresenceSettings, known: dict[Id, Session], before: Grounds
    ) -> None:
        self._snapshot, self._answer, self._settings = snapshot, answer, settings
        self._known, self._before = known, before
        self._rules = Rules.of(settings)
        self._same: dict[Any, Any] = {}
        self._standings = dict(before.roster.standings)
        self._rows, self._due, self._leaning = dict(before.rows), dict(before.due), dict(before.leaning)

    def done(self, vanished: Iterable[User]) -> Grounds:
        """The new grounds."""
        at, before = self._snapshot.at, self._before
        moved = self._moved_rows()
        answers = answers_of(changed_answers(before.roster.answer, self._answer), self._answer)
        self._follow(moved, answers)
        touched = set(moved) | answers.keys() | self._renamed() | self._leaning_on_change()
        touched |= {one for one, when in before.due.items() if when <= at}
        for user_id in touched:
            self._judge(user_id, answers.get(user_id))
        gone = self._keep_vanished(vanished)
        roster = Roster(at, self._standings, self._snapshot.teams, self._answer)
        return Grounds(
            self._settings, roster, self._snapshot.users, self._known, self._rows, self._due, self._leaning, gone
        )

    def _moved_rows(self) -> dict[Id, list[Session]]:
        """Users of whom a session came, went or changed, with those that came or changed."""
        known, old = self._known, self._before.known
        moved: dict[Id, list[Session]] = {}
        if not self._before.roster.standings:  # nobody was judged before: the members are all new
            return moved
        came = 0
        for row in list(picked(known.values(), map(is_not, known.values(), map(old.get, known)))):
            before = old.get(row.id)
            if before is None:
                came += 1
            elif before == row:
                known[row.id] = before
                continue
            else:
                moved.setdefault(before.user_id, [])
            moved.setdefault(row.user_id, []).append(row)
        if len(old) + came > len(known):
            for session_id in filterfalse(known.__contains__, old):
                moved.setdefault(old[session_id].user_id, [])
        return moved

    def _follow(self, moved: Mapping[Id, list[Session]], answers: Mapping[Id, Mapping[Id, bool]]) -> None:
        """Keep the sessions of each member; those of who is new among them are looked for among all."""
        known = self._known.get
        for user_id, rows in moved.items():
            if self._was_member(user_id):
                left = (row for row in self._rows.get(user_id, ()) if known(row.id) is row)
                self._rows[user_id] = (*left, *rows)
        new = {one for one, said in answers.items() if said and not self._was_member(one)}
        if new:
            self._rows.update((one, tuple(rows)) for one, rows in rows_of(new, self._known.values()).items())

    def _was_member(self, user_id: Id) -> bool:
        return user_id in self._before.roster.standings and user_id not in self._before.vanished

    def _renamed(self) -> set[Id]:
        old, new = self._before.users, self._snapshot.users
        return {one for one in differing(old, new) if old.get(one) != new.get(one)}

    def _leaning_on_change(self) -> set[Id]:
        old, new = self._before.known.get, self._known.get
        return {
            one for one, parents in self._before.leaning.items() if any(old(each) is not new(each) for each in parents)
        }

    def _judge(self, user_id: Id, answers: Mapping[Id, bool] | None) -> None:
        """Judge one user anew; ``answers`` are theirs where these changed: none of one who is no member any more."""
        old, said = self._standings.get(user_id), self._said(user_id, answers)
        self._due.pop(user_id, None)
        self._leaning.pop(user_id, None)
        if said is None:
            if user_id not in self._before.vanished:
                self._standings.pop(user_id, None)
            self._rows.pop(user_id, None)
            return
        rows = self._rows.get(user_id, ())
        found = self._verdict(user_id, rows, said)
        if found.until is not None:
            self._due[user_id] = self._same.setdefault(found.until, found.until)
        if parents := leans_on(rows, self._known):
            self._leaning[user_id] = parents
        if found.standing != old:
            self._standings[user_id] = self._lean(found.standing)

    def _lean(self, standing: Standing) -> Standing:
        """With words, teams and moments that many users share kept once."""
        same, reason, teams = self._same.setdefault, standing.reason, standing.teams
        idle, end = standing.idle_from, standing.expires_at
        return replace(
            standing,
            reason=same(reason, reason),
            idle_from=same(idle, idle),
            expires_at=same(end, end),
            teams=same(teams, teams),
        )

    def _said(self, user_id: Id, answers: Mapping[Id, bool] | None) -> Said | None:
        """What DE answers; None for a user whom it does not answer for."""
        if answers is not None:
            return said_of(answers) if answers else None
        old = self._standings.get(user_id) if self._was_member(user_id) else None
        return None if old is None else Said(old.de, old.teams_on, old.teams)

    def _verdict(self, user_id: Id, rows: Rows, said: Said) -> Verdict:
        user = self._snapshot.users.get(user_id) or User(user_id, user_id)
        if user.queue:
            return Verdict(unknown(user, "", said))
        return verdict_of(user, rows, self._rules, self._known, self._snapshot.at, said)

    def _keep_vanished(self, vanished: Iterable[User]) -> frozenset[Id]:
        """R1: those for whom DE answers no more stay as unknown, for as long as they are told of."""
        standings, before = self._standings, self._before.vanished
        kept = {}
        for user in vanished:
            old = standings.get(user.id)
            if old is None or not old.teams:
                standing = unknown(user, VANISHED)
                kept[user.id] = old if old == standing else standing
        for user_id in before:
            if user_id not in kept and user_id in standings and not standings[user_id].teams:
                del standings[user_id]
        standings.update(kept)
        return frozenset(kept)


def changed_answers(old: Answer, new: Answer) -> set[Id]:
    """Users of whom any team answers another thing than before, or is no longer or newly one of theirs."""
    found: set[Id] = set()
    if old is new:
        return found
    for team_id, members in new.items():
        was = old.get(team_id, {})
        if was is members or was == members:
            continue
        found.update(one for one, value in members.items() if was.get(one) is not value)
        found.update(was.keys() - members.keys())
    for team_id in old.keys() - new.keys():
        found.update(old[team_id])
    return found


def answers_of(users: Set[Id], answer: Answer) -> dict[Id, dict[Id, bool]]:
    """What each of these users' teams answers; empty for a user of none."""
    found: dict[Id, dict[Id, bool]] = {one: {} for one in users}
    for team_id, members in answer.items():
        for user_id in users & members.keys():
            found[user_id][team_id] = members[user_id]
    return found


def leans_on(rows: Rows, known: Mapping[Id, Session]) -> frozenset[Id]:
    """The Ids of parents that are not among these rows, though their kind decides too (R4)."""
    below = [row for row in rows if not is_root(row)]
    if not below:
        return NOBODYS
    own = {row.id for row in rows}
    above = (one for row in below for one in chain(row, known))
    return frozenset(each for one in above for each in (one.id, one.parent_id) if each and each not in own)
