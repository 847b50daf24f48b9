"""What is said to the Streaming API and how its answers are taken, one message after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest

from tests.org.events.script import USER, Answer, Script, done, refused, told
from tui.org.events.bayeux import LOGINS, LOGOUTS, Forgotten, Message, ReplayGone
from tui.org.events.payloads import Login, Logout, event_of
from tui.org.events.stream import HOLD, LONGEST_HOLD, LONGEST_REST, Stream
from tui.org.wire.errors import (
    LimitReached,
    LoginExpired,
    Misread,
    MissingPermission,
    OrgFailure,
    Rejected,
    Unreachable,
)


def opened(script: Script, replay: int = -1) -> Stream:
    stream = Stream(script)
    stream.open(replay)
    return stream


def on(word: str, *answers: Answer) -> Callable[[Message], list[Answer] | None]:
    """These answers to the messages on that channel, or about it."""

    def answer(message: Message) -> list[Answer] | None:
        meant = word in {message["channel"], message.get("subscription")}
        return [{**done(message), **one} for one in answers] if meant else None

    return answer


def test_a_listener_shakes_hands_and_asks_for_logouts_from_where_it_was() -> None:
    script = Script()
    opened(script, 4_812)
    hands, logouts, logins = script.said
    assert (hands["channel"], hands["supportedConnectionTypes"]) == ("/meta/handshake", ["long-polling"])
    assert (logouts["subscription"], logouts["ext"]) == (LOGOUTS, {"replay": {LOGOUTS: 4_812}})
    assert (logins["subscription"], logins["ext"]) == (LOGINS, {"replay": {LOGINS: -1}})
    assert {one.get("clientId") for one in script.said} == {None, "client-1"}


def test_every_message_has_a_number_of_its_own() -> None:
    script = Script()
    stream = opened(script)
    stream.hear()
    stream.open(-1)
    assert len({one["id"] for one in script.said}) == len(script.said)


def test_a_new_client_takes_no_cookies_along() -> None:
    script = Script()
    opened(script).open(-1)
    assert script.begun == 2


def test_an_org_without_login_events_tells_logouts_alone() -> None:
    script = Script(lambda one: [refused(one, "400::no such channel")] if one.get("subscription") == LOGINS else None)
    assert opened(script).logins is False
    assert opened(Script()).logins is True


def test_a_connect_is_held_as_long_as_the_org_advises_and_the_first_one_not_at_all() -> None:
    script = Script(on("/meta/connect", {"advice": {"timeout": 45_000, "interval": 1_500, "reconnect": "retry"}}))
    stream = opened(script)
    stream.hear(wait=False)
    stream.hear()
    assert (script.said[-2]["advice"], "advice" in script.said[-1]) == ({"timeout": 0}, False)
    assert script.holds[-2:] == [0.0, 45.0]
    assert stream.rest == 1.5


@pytest.mark.parametrize(
    ("advice", "hold", "rest"),
    [
        ({}, HOLD, 0.0),
        ({"timeout": -5, "interval": -5}, 0.0, 0.0),
        ({"timeout": 1e12, "interval": 1e12}, LONGEST_HOLD, LONGEST_REST),
        ({"timeout": None, "interval": None, "reconnect": None}, HOLD, 0.0),
    ],
)
def test_advice_is_followed_within_reason(advice: Answer, hold: float, rest: float) -> None:
    script = Script(on("/meta/connect", {"advice": advice}))
    stream = opened(script)
    stream.hear(wait=False)
    stream.hear()
    assert (script.holds[-1], stream.rest) == (hold, rest)


def test_events_that_come_with_any_answer_are_heard() -> None:
    event = {"channel": LOGOUTS, "data": msgspec.Raw(b"{}"), "successful": None, "id": None}
    stream = opened(Script(on(LOGOUTS, {}, event)))
    assert [one.channel for one in stream.hear()] == [LOGOUTS]
    assert stream.hear() == []


FAILURES: list[tuple[str, type[OrgFailure]]] = [
    ("401::Authentication invalid", LoginExpired),
    ("403::Unknown client", Forgotten),
    ("403:denied_by_security_policy:create_denied", MissingPermission),
    ("403::Organization concurrent user limit exceeded", LimitReached),
    ("400::The replayId {82} you provided was invalid. Please provide a valid ID, -2 or -1", ReplayGone),
    ("400:/event/LogoutEventStream:The channel you requested to subscribe to does not exist", Rejected),
    ("503::Server is too busy. Please try your request again later.", Unreachable),
    ("", Rejected),
    (":::", Rejected),
    ("nonsense", Rejected),
]


@pytest.mark.parametrize(("error", "kind"), FAILURES)
def test_a_refusal_is_told_by_its_kind(error: str, kind: type[OrgFailure]) -> None:
    script = Script(lambda one: [refused(one, error)] if one.get("subscription") == LOGOUTS else None)
    with pytest.raises(kind) as failure:
        opened(script)
    assert failure.value.problem.title


def test_a_handshake_that_is_denied_tells_the_reason_within() -> None:
    why = {"sfdc": {"failureReason": "401::Authentication invalid"}, "replay": True}
    script = Script(lambda one: [refused(one, "403::Handshake denied", ext=why, advice={"reconnect": "none"})])
    with pytest.raises(LoginExpired):
        opened(script)


def test_the_advice_to_shake_hands_anew_is_enough() -> None:
    script = Script(
        on("/meta/connect", {"successful": False, "error": "402::What", "advice": {"reconnect": "handshake"}})
    )
    with pytest.raises(Forgotten):
        opened(script).hear()


def test_an_org_that_forgets_while_logins_are_asked_for_has_forgotten_us() -> None:
    script = Script(lambda one: [refused(one, "403::Unknown client")] if one.get("subscription") == LOGINS else None)
    with pytest.raises(Forgotten):
        opened(script)


def test_silence_is_no_answer() -> None:
    with pytest.raises(Misread):
        opened(Script(lambda _: []))


def test_the_words_of_a_refusal_quote_no_token() -> None:
    token = "00D5e000000abcD!AQ0AQxyz.abc"
    script = Script(lambda one: [refused(one, f"403::no use for {token}")])
    with pytest.raises(MissingPermission) as failure:
        opened(script)
    assert token not in str(failure.value)


def test_leave_is_taken_in_the_name_of_the_client() -> None:
    script = Script()
    stream = opened(script)
    stream.leave()
    assert [(one["channel"], one["clientId"]) for one in script.left] == [("/meta/disconnect", "client-1")]


def test_who_never_met_the_org_takes_no_leave() -> None:
    script = Script()
    Stream(script).leave()
    assert script.left == []


LOGIN = {
    "UserId": USER,
    "EventDate": "2026-11-23T11:59:00.000Z",
    "LoginHistoryId": "0Ya5e00000000001AA",
    "EventIdentifier": "e-1",
    "LoginType": "Application",
    "SourceIp": "203.0.113.7",
    "City": "Berlin",
    "Country": "Germany",
    "Status": "Success",
}


def test_a_login_event_is_known_by_its_row_of_the_history() -> None:
    at = datetime(2026, 11, 23, 11, 59, tzinfo=UTC)
    expected = Login("0Ya5e00000000001AA", USER, at, "Application", "203.0.113.7", "Berlin, Germany")
    assert event_of(told(LOGINS, 5, LOGIN)) == expected


def test_a_login_event_that_failed_is_not_done() -> None:
    one = event_of(told(LOGINS, 5, {**LOGIN, "Status": "Invalid Password"}))
    assert isinstance(one, Login)
    assert one.done is False


def test_a_logout_event_has_a_user_of_eighteen_characters() -> None:
    payload = {"UserId": USER[:15], "EventDate": "2026-11-23T11:59:00.000Z", "SourceIp": None}
    one = event_of(told(LOGOUTS, 7, payload))
    assert one == Logout(7, USER, datetime(2026, 11, 23, 11, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"UserId": None, "EventDate": "2026-11-23T11:59:00.000Z"},
        {"UserId": "' OR Id != '", "EventDate": "2026-11-23T11:59:00.000Z"},
        {"UserId": USER, "EventDate": "yesterday"},
        {"UserId": USER, "EventDate": "2026-11-23T11:59:00"},
    ],
)
def test_an_event_that_makes_no_sense_is_none(payload: dict[str, object]) -> None:
    assert event_of(told(LOGOUTS, 7, payload)) is None


def test_an_event_of_another_channel_is_none_of_ours() -> None:
    payload = {"UserId": USER, "EventDate": "2026-11-23T11:59:00.000Z"}
    assert event_of(told("/event/Order__e", 7, payload)) is None
