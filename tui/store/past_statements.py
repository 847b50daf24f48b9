"""Every statement that asks the journal of the past. Values travel as parameters, never in the text."""

from __future__ import annotations

from tui.store.opening import NAMES

NUMBERS = "SELECT number FROM entry"
NEWEST_FIRST = "ORDER BY at DESC, number DESC LIMIT :limit"
ENTRIES_NUMBERED = f"SELECT number, {NAMES} FROM entry WHERE number IN (SELECT value FROM json_each(?))"  # noqa: S608  our own constants

STATE = "presence, de, teams_on, changed, changed_by, hold"
STRETCHES = "SELECT begin, until FROM known ORDER BY begin"
TEAMS = "SELECT id, name FROM team"
PEOPLE = "SELECT user, name, username FROM person"
# Cross joins keep the order of the tables: one seek for each person.
LAST_BEFORE = f"""SELECT user, name, username, {STATE}, teams FROM person
    CROSS JOIN state ON state.person = person.number
        AND state.at = (SELECT max(at) FROM state AS one WHERE one.person = person.number AND one.at <= ?)
    CROSS JOIN crew ON crew.number = state.crew"""  # noqa: S608  our own constants
KEPT = """SELECT user, at, presence, de, teams FROM person
    CROSS JOIN state ON state.person = person.number AND state.at < :until AND state.at >= coalesce(
        (SELECT max(at) FROM state AS one WHERE one.person = person.number AND one.at <= :since), :since)
    CROSS JOIN crew ON crew.number = state.crew
    WHERE :users IS NULL OR user IN (SELECT value FROM json_each(:users))
    ORDER BY person.number, state.at"""
TOGGLES = """SELECT user, by, count(*) FROM entry
    WHERE kind = 'toggle' AND outcome = 'done' AND at >= :since AND at < :until AND user IS NOT NULL AND by IS NOT NULL
    GROUP BY user, by"""
CHANGE_BEFORE = "SELECT max(at) FROM state WHERE at < ?"
NEXT_CHANGE = "SELECT min(at) FROM state WHERE at > ?"
