"""What a standing tells of its sessions' types, for those who filter by them."""

from __future__ import annotations

from tests.made import NINE, session, snapshot, tid, uid
from tui.presence.evaluate import evaluate
from tui.presence.settings import PresenceSettings


def test_the_types_of_live_sessions_that_count_and_of_their_logins_are_told() -> None:
    sessions = (
        session(1, 1, login="SAML Sfdc Initiated SSO"),
        session(2, 1, kind="Aura", login="SAML Sfdc Initiated SSO", parent=1),
        session(3, 1, age=9999, login="Application"),
        session(4, 1, kind="Oauth2", login="Remote Access 2.0"),
        session(5, 2),
    )
    roster = evaluate(snapshot(sessions, {tid(1): {uid(1): True, uid(2): True}}), PresenceSettings(), NINE)
    assert roster.standings[uid(1)].types == ("Aura", "SAML Sfdc Initiated SSO", "UI")
    assert roster.standings[uid(2)].types == ("Application", "UI")


def test_users_with_the_same_types_share_one_object() -> None:
    sessions = tuple(session(number, number) for number in (1, 2))
    roster = evaluate(snapshot(sessions, {tid(1): {uid(1): True, uid(2): True}}), PresenceSettings(), NINE)
    assert roster.standings[uid(1)].types is roster.standings[uid(2)].types
