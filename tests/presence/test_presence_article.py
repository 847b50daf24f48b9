"""The preset ``article`` against the article's own algorithm, written out here; it imports nothing of ours."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.made import NINE, session, snapshot, tid, uid
from tui.presence.evaluate import evaluate
from tui.presence.memory import Memory
from tui.presence.model import Presence, Session, SessionPages
from tui.presence.plan import plan
from tui.presence.settings import PresenceSettings, Settings

Row = tuple[str, str | None, str | None, datetime, int]


def article_says_online(de_users: set[str], auth_sessions: list[Row], now: datetime) -> set[str]:
    """The article's ``execute``: SOQL's WHERE, the expiry filter, membership. Columns: user, types, modified, valid."""
    users_with_sessions = set()
    for users_id, session_type, login_type, last_modified, seconds_valid in auth_sessions:
        in_where = users_id in de_users and session_type == "UI" and login_type == "Application"
        if in_where and last_modified + timedelta(seconds=seconds_valid) > now:
            users_with_sessions.add(users_id)
    return {one for one in de_users if one in users_with_sessions}


SESSIONS = st.builds(
    session,
    number=st.integers(1, 400),
    of=st.integers(1, 12),
    age=st.one_of(st.integers(0, 90_000), st.sampled_from([899, 900, 901, 7199, 7200, 7201])),
    valid=st.sampled_from([900, 7200, 43_200, 86_400]),
    kind=st.sampled_from(["UI", "Aura", "API", "SubstituteUser", "Visualforce", None]),
    login=st.sampled_from(["Application", "SAML Sfdc Initiated SSO", "SysAdmin Switch", None]),
    parent=st.one_of(st.none(), st.integers(1, 400)),
)
ANSWERS = st.dictionaries(
    st.integers(1, 4).map(tid), st.dictionaries(st.integers(1, 12).map(uid), st.booleans(), max_size=12), max_size=4
)
CLOCKS = st.integers(-40_000, 40_000).map(lambda seconds: NINE + timedelta(seconds=seconds))
ROWS = st.lists(SESSIONS, max_size=40, unique_by=lambda row: row.id).map(tuple)


@given(rows=ROWS, answer=ANSWERS, now=CLOCKS)
def test_the_article_preset_finds_exactly_the_users_that_the_article_finds(
    rows: tuple[Session, ...], answer: dict[str, dict[str, bool]], now: datetime
) -> None:
    members = {one for team in answer.values() for one in team}
    oracle = article_says_online(
        members, [(r.user_id, r.session_type, r.login_type, r.last_modified, r.seconds_valid) for r in rows], now
    )
    roster = evaluate(snapshot(rows, answer), PresenceSettings(preset="article"), now)
    assert {one for one, standing in roster.standings.items() if standing.presence.present} == oracle
    assert roster.standings.keys() == members


@given(rows=ROWS, answer=ANSWERS, seed=st.integers(0, 99), preset=st.sampled_from(["article", "default"]))
def test_the_order_of_rows_never_matters(
    rows: tuple[Session, ...], answer: dict[str, dict[str, bool]], seed: int, preset: str
) -> None:
    settings = PresenceSettings(preset=preset)  # type: ignore[arg-type]
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)
    turned = {
        team: dict(random.Random(seed).sample(list(users.items()), len(users)))
        for team, users in reversed(list(answer.items()))
    }
    straight = evaluate(snapshot(rows, answer), settings, NINE)
    mixed = evaluate(snapshot(tuple(shuffled), turned), settings, NINE)
    assert straight.standings == mixed.standings
    policy = Settings(presence=settings)
    assert plan(straight, policy, Memory(), uid(99)) == plan(mixed, policy, Memory(), uid(99))


@given(rows=ROWS, answer=ANSWERS, broken=st.sampled_from(["unfinished", "short", "no permission"]))
def test_nothing_is_ever_planned_for_an_unknown(
    rows: tuple[Session, ...], answer: dict[str, dict[str, bool]], broken: str
) -> None:
    roster = evaluate(snapshot(rows, answer), PresenceSettings(), NINE, blind=broken)
    made = plan(roster, Settings(), Memory(), uid(99))
    assert not made.toggles
    assert all(one.presence is Presence.UNKNOWN and one.reason == broken for one in roster.standings.values())


def test_the_oracle_tells_a_live_session_from_one_that_ends_this_second() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    rows: list[Row] = [
        ("a", "UI", "Application", now - timedelta(seconds=899), 900),
        ("b", "UI", "Application", now - timedelta(seconds=900), 900),
    ]
    assert article_says_online({"a", "b"}, rows, now) == {"a"}


def test_pages_default_to_a_reading_that_did_not_finish() -> None:
    assert not SessionPages().finished
