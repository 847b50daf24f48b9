"""R1 to R5: when a reading carries a verdict, and what presence it shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.made import ALL, NINE, own, session, snapshot, tid, uid, user
from tui.loop.cycle import conclude
from tui.presence.evaluate import evaluate
from tui.presence.memory import Memory
from tui.presence.model import DE, Instant, Presence, Session, SessionPages
from tui.presence.reading import (
    Anchor,
    why_blind,
    why_clock_unsure,
    why_incomplete,
    why_invisible,
    why_shrunk,
    why_stale,
)
from tui.presence.roster import Standing
from tui.presence.settings import PresenceSettings, Settings


def standing(*sessions: Session, settings: PresenceSettings | None = None) -> Standing:
    snap = snapshot(sessions, {tid(1): {uid(1): True}})
    return evaluate(snap, settings or PresenceSettings(), NINE).standings[uid(1)]


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        (SessionPages((own(),), 1, finished=False), "not all pages"),
        (SessionPages((own(),), 2, finished=True), "announced 2 sessions and sent 1"),
        (SessionPages((own(), own()), 2, finished=True), "came twice"),
        (SessionPages((session(1, 1),), 1, finished=True), "your own session"),
        (SessionPages((), None, finished=True), "announced None"),
    ],
)
def test_r1_an_incomplete_reading_says_why(pages: SessionPages, why: str) -> None:
    assert why in (why_incomplete(pages, own_expected=True) or "")


def test_r1_a_whole_reading_is_complete_and_the_own_session_counts_only_where_it_was_shown_before() -> None:
    assert why_incomplete(SessionPages((own(),), 1, finished=True), own_expected=True) is None
    assert why_incomplete(SessionPages((session(1, 1),), 1, finished=True), own_expected=False) is None


@pytest.mark.parametrize(("before", "now", "believed"), [(10, 0, False), (10, 4, False), (10, 5, True), (0, 0, True)])
def test_r1_an_answer_that_lost_more_than_half_is_an_error(before: int, now: int, *, believed: bool) -> None:
    assert (why_shrunk(before, now) is None) is believed


def test_r2_without_manage_users_nothing_can_be_told() -> None:
    assert "Manage Users" in (why_invisible(replace(ALL, manage_users=False)) or "")
    assert why_invisible(ALL) is None


@pytest.mark.parametrize(("drift", "sound"), [(0, True), (60, True), (61, False), (-61, False), (86_400, False)])
def test_r3_the_orgs_clock_must_go_on_as_ours(drift: int, *, sound: bool) -> None:
    anchor = Anchor(NINE, Instant(1000.0, 50.0))
    later = snapshot(at=NINE + timedelta(seconds=300 + drift), taken=Instant(1300.0, 350.0))
    assert (why_clock_unsure(anchor, later) is None) is sound


def test_r3_a_session_in_the_future_makes_the_clock_unsure() -> None:
    snap = snapshot((session(1, 1, age=-61),))
    assert "future" in (why_clock_unsure(None, snap) or "")
    assert why_clock_unsure(None, snapshot((session(1, 1, age=-60),))) is None


def test_r3_elapsed_time_is_the_larger_of_both_clocks() -> None:
    assert Instant(0, 0).until(Instant(3600, 10)) == 3600
    assert Instant(3600, 0).until(Instant(0, 10)) == 10


def test_r3_nothing_is_sent_from_a_reading_older_than_a_minute() -> None:
    assert why_stale(Instant(0, 0), Instant(60, 60)) is None
    assert why_stale(Instant(0, 0), Instant(10, 61)) is not None


def test_r1_to_r3_are_asked_together() -> None:
    assert why_blind(snapshot(), None, own_expected=True) is None
    assert why_blind(snapshot(permissions=replace(ALL, manage_users=False)), None, own_expected=True) is not None


def test_r4_a_session_under_a_login_as_never_counts() -> None:
    parent = session(1, 1, kind="SubstituteUser")
    child = session(2, 1, kind="UI", parent=1)
    grandchild = session(3, 1, kind="Aura", parent=2)
    assert standing(parent, child, grandchild).presence is Presence.ABSENT
    assert standing(session(4, 1, login="SysAdmin Switch")).presence is Presence.ABSENT


def test_r4_a_ui_session_with_its_aura_child_is_one() -> None:
    assert standing(session(1, 1), session(2, 1, kind="Aura", parent=1)).live_sessions == 1
    assert standing(session(1, 1), session(2, 1, kind="Aura")).live_sessions == 2


def test_r4_a_parent_that_was_not_read_still_joins_its_children() -> None:
    assert standing(session(1, 1, kind="Aura", parent=9), session(2, 1, kind="Aura", parent=9)).live_sessions == 1


def test_r4_parents_in_a_circle_end() -> None:
    assert standing(session(1, 1, parent=2), session(2, 1, parent=1)).presence is Presence.ACTIVE


@pytest.mark.parametrize(
    ("age", "presence"),
    [(3599, Presence.ACTIVE), (3600, Presence.IDLE), (7199, Presence.IDLE), (7200, Presence.ABSENT)],
)
def test_r5_half_of_the_lifetime_parts_active_from_idle_and_the_whole_idle_from_absent(
    age: int, presence: Presence
) -> None:
    assert standing(session(1, 1, age=age)).presence is presence


def test_r5_idle_is_the_smallest_and_expiry_the_latest_over_live_sessions() -> None:
    one = standing(session(1, 1, age=5000, valid=7200), session(2, 1, age=800, valid=900))
    assert one.presence is Presence.IDLE
    assert one.idle_at_least(NINE) == 350
    assert one.expires_at == NINE + timedelta(seconds=2200)
    assert one.last_seen == NINE - timedelta(seconds=800)


def test_r5_one_active_session_is_enough() -> None:
    one = standing(session(1, 1, age=5000), session(2, 1, age=10))
    assert one.presence is Presence.ACTIVE
    assert one.idle_at_least(NINE) == 0


def test_r5_idle_longer_than_the_limit_is_absent_with_that_reason() -> None:
    settings = PresenceSettings(idle_limit_minutes=20)
    assert standing(session(1, 1, age=3600 + 1200), settings=settings).presence is Presence.IDLE
    one = standing(session(1, 1, age=3600 + 1201), settings=settings)
    assert (one.presence, one.reason) == (Presence.ABSENT, "Idle for at least 20 min")


def test_r5_a_live_session_of_a_type_left_out_is_named_but_a_programs_is_not() -> None:
    assert standing(session(1, 1, kind="Visualforce")).left_out == "Visualforce"
    assert standing(session(1, 1, kind="Oauth2")).left_out is None
    assert standing(session(1, 1, kind="Visualforce", age=7200)).left_out is None
    assert standing(session(1, 1, kind="Visualforce"), settings=PresenceSettings(preset="article")).left_out is None


def test_own_lists_replace_the_presets() -> None:
    settings = PresenceSettings(session_types=("Visualforce",), login_types=("SAML",))
    assert standing(session(1, 1, kind="Visualforce", login="SAML"), settings=settings).presence is Presence.ACTIVE
    assert standing(session(1, 1), settings=settings).presence is Presence.ABSENT


def test_every_login_type_counts_by_default() -> None:
    assert standing(session(1, 1, login="SAML Sfdc Initiated SSO")).presence is Presence.ACTIVE


def test_de_state_is_over_all_teams() -> None:
    answer = {tid(1): {uid(1): True, uid(2): False, uid(3): True}, tid(2): {uid(1): True, uid(2): False, uid(3): False}}
    found = evaluate(snapshot((), answer), PresenceSettings(), NINE).standings
    assert [found[uid(n)].de for n in (1, 2, 3)] == [DE.ON, DE.OFF, DE.MIXED]
    assert found[uid(3)].teams_on == 1
    assert found[uid(3)].teams == (tid(1), tid(2))


def test_a_queue_is_shown_without_presence_and_not_counted_as_a_person() -> None:
    queue = "00G000000000001AAA"
    roster = evaluate(snapshot((), {tid(1): {queue: True, uid(1): True}}), PresenceSettings(), NINE)
    assert roster.standings[queue].presence is Presence.UNKNOWN
    assert sum(roster.count().values()) == 1


def test_a_vanished_user_is_kept_as_unknown() -> None:
    roster = evaluate(snapshot((), {tid(1): {uid(1): True}}), PresenceSettings(), NINE, vanished=[user(2)])
    assert roster.standings[uid(2)].presence is Presence.UNKNOWN


def test_without_an_answer_the_members_known_before_stay_with_an_unknown_de_state() -> None:
    snap = replace(snapshot((session(1, 1),)), answer=None)
    roster = evaluate(snap, PresenceSettings(), NINE, answered_before={tid(1): {uid(1): True}})
    one = roster.standings[uid(1)]
    assert (one.presence, one.de, roster.complete) == (Presence.ACTIVE, DE.UNKNOWN, False)


def test_r11_queues_that_are_on_do_not_loosen_the_brake() -> None:
    queues = {f"00G00000000000{n}AAA": True for n in range(4)}
    answer = {tid(1): {uid(1): True, uid(2): False, **queues}}
    rows = tuple(session(n, n, now=NINE) for n in (1, 2))
    read = conclude(snapshot(rows, answer), Settings(), Memory(begun=True), None)
    assert [on for _, on in read.memory.on_counts] == [1]
