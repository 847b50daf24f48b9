"""Every statement that the journal runs. Values travel as parameters, never in the text."""

from __future__ import annotations

from tui.store.opening import NAMES
from tui.store.rows import COLUMNS

EVER = -(2**63)  # before every moment that a row can hold

FORGET_MEMORY = "DELETE FROM memory"
KEEP_MEMORY = "INSERT INTO memory (about) VALUES (?)"
KEEP_PAST = "INSERT OR REPLACE INTO past (user, past, held_by, in_answer) VALUES (?, ?, ?, ?)"
FORGET_PAST = "DELETE FROM past WHERE user = ?"
FORGET_UNHELD = "DELETE FROM past WHERE held_by IS NOT 'person'"

ADD_ENTRY = f"INSERT INTO entry ({NAMES}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608  our own constants
SETTLE = "UPDATE entry SET route = ?, outcome = ?, why = ? WHERE number = ?"
FORGET_ENTRIES = "DELETE FROM entry WHERE user = ?"
FORGET_ALL_BUT_TOGGLES = "DELETE FROM entry WHERE kind <> 'toggle'"
ANYTHING_WATCHED = "SELECT 1 FROM entry WHERE kind <> 'toggle' UNION ALL SELECT 1 FROM known LIMIT 1"
ANYTHING_LEFT = "SELECT 1 FROM entry UNION ALL SELECT 1 FROM past LIMIT 1"

_SELECT = f"SELECT number, {NAMES} FROM entry"  # noqa: S608  our own constants
_NEWEST_FIRST = "ORDER BY at DESC, number DESC LIMIT :limit"
ENTRIES = f"{_SELECT} WHERE at >= :since {_NEWEST_FIRST}"
ENTRIES_OF = f"{_SELECT} WHERE user = :user AND at >= :since {_NEWEST_FIRST}"
OPEN_TOGGLES = f"{_SELECT} WHERE kind = 'toggle' AND outcome IN ('sent', 'unsettled') ORDER BY number"
# With a single max(), SQLite takes the bare columns from the row that has it (documented: lang_select, 2.5).
NAMES_OF_USERS = """SELECT user, name FROM (
    SELECT user, name, max(CASE name WHEN '' THEN 0 ELSE number END) FROM entry WHERE user IS NOT NULL GROUP BY user
) UNION ALL SELECT user, name FROM person"""

PRUNE_TOGGLES = "DELETE FROM entry WHERE kind = 'toggle' AND at < ?"
PRUNE_OTHERS = "DELETE FROM entry WHERE kind <> 'toggle' AND at < ?"
PRUNE_PASTS = "DELETE FROM past WHERE held_by IS NULL AND in_answer < ?"
