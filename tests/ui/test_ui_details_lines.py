"""The tables of the details: aligned whatever the names, children under their parents; what is hidden is said."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from rich.cells import cell_len

from tests.ui.story import FEMKE, NOW
from tui.presence.logins import PastLogin, PastLogins
from tui.presence.model import Session
from tui.presence.settings import PRESETS
from tui.ui.glyphs import UNICODE
from tui.ui.screens.details_lines import Known, Reader, login_part, session_lines

READER = Reader(UTC, NOW, 116, UNICODE)
COUNTING = PRESETS["default"]
PLACES = ("Leeds, United Kingdom", "東京都, 日本", "תל אביב, ישראל", "Z̴̧̛a̷̡, x", "👩‍👩‍👧‍👦, y", "N" * 300)


def session(number: int, minutes: float, kind: str = "UI", parent: int | None = None) -> Session:
    """A session of two hours, last seen so many minutes ago."""
    key = "0Ak{:012d}AAA"
    at = NOW - timedelta(minutes=minutes)
    top = key.format(number if parent is None else parent)
    return Session(key.format(number), FEMKE.id, kind, "Application", at, 7200, top, created=at)


def test_columns_stand_below_each_other_whatever_the_names() -> None:
    rows = tuple(PastLogin(str(n), NOW, browser="Chrome", place=one, kind="LAST") for n, one in enumerate(PLACES))
    _, _, *lines = login_part(Known(logins=PastLogins(rows)), READER, sees_all=True)
    assert len(lines) == len(PLACES)
    assert len({cell_len(line.plain.partition("LAST")[0]) for line in lines}) == 1


def test_children_stand_under_their_parent_and_families_that_count_come_first() -> None:
    sessions = (
        session(1, 200),
        session(2, 5, "Oauth2"),
        session(3, 90, "Aura", parent=4),
        session(4, 80),
        session(5, 10),
    )
    _, _, *lines = session_lines(Known(at=NOW, sessions=sessions), COUNTING, READER)
    told = [" ".join(line.plain.split()[:3]) for line in lines]
    assert told == ["0Ak…005 yes 10", "0Ak…004 yes 1", "└ 0Ak…003 yes", "0Ak…002 no 5", "0Ak…001 no 3"]


@pytest.mark.parametrize(
    ("sees_all", "said"), [(True, "none that the org remembers"), (False, "Monitor Login History")]
)
def test_no_logins_are_told_apart_from_logins_that_may_not_be_seen(sees_all: bool, said: str) -> None:
    (line,) = login_part(Known(logins=PastLogins()), READER, sees_all=sees_all)
    assert said in line.plain


def test_what_was_read_before_stays_below_the_word_that_it_cannot_be_read_again() -> None:
    known = Known(at=NOW, sessions=(session(1, 5),), no_sessions="The org did not answer.")
    head, problem, _, row = (line.plain for line in session_lines(known, COUNTING, READER))
    assert head == "Sessions  1 session, 1 counts"
    assert problem.strip() == "The org did not answer."
    assert "0Ak…001" in row
