"""The stream's own connection on the network's bad days: nothing is repeated, followed, or told of the token."""

from __future__ import annotations

import msgspec
import pytest

from tests.org.loopback import Turn, breaks_off, drops, hangs, says, serving
from tui.org.events.wire import StreamWire
from tui.org.wire.adapter import Patience
from tui.org.wire.connection import Connection
from tui.org.wire.errors import (
    LimitReached,
    LoginExpired,
    Misread,
    MissingPermission,
    OrgFailure,
    Rejected,
    Unreachable,
)

TOKEN = "00D5e000000abcD!AQ0AQ.not-a-real-token"
HELLO: dict[str, object] = {"channel": "/meta/handshake", "id": "1"}
ANSWER = b'[{"channel":"/meta/handshake","id":"1","successful":true,"clientId":"c"}]'


def wire_to(url: str, *, renew: str | None = None, patience: Patience | None = None) -> StreamWire:
    new = None if renew is None else lambda: renew
    return StreamWire(Connection(url, TOKEN, new), "67.0", patience)


def failure_with(turn: Turn) -> OrgFailure:
    with serving(turn) as host, pytest.raises(OrgFailure) as failure:
        wire_to(host.url).say(HELLO)
    return failure.value


def test_messages_go_out_in_one_batch_with_the_token_and_come_back_typed() -> None:
    with serving(says(ANSWER)) as host:
        [told] = wire_to(host.url).say(HELLO)
        method, path, headers, body = host.requests[0]
    assert (method, path, headers["Authorization"]) == ("POST", "/cometd/67.0", f"Bearer {TOKEN}")
    assert msgspec.json.decode(body) == [HELLO]
    assert (told.client_id, told.successful) == ("c", True)


def test_the_orgs_cookies_come_back_to_it_until_a_new_client_begins() -> None:
    with serving(says(ANSWER, Set_Cookie="BAYEUX_BROWSER=abc; Path=/"), says(ANSWER)) as host:
        wire = wire_to(host.url)
        wire.say(HELLO)
        wire.say(HELLO)
        wire.last_word(HELLO)
        wire.begin()
        wire.say(HELLO)
        cookies = [headers["Cookie"] for _, _, headers, _ in host.requests]
    assert cookies == [None, "BAYEUX_BROWSER=abc", "BAYEUX_BROWSER=abc", None]


@pytest.mark.parametrize("turn", [drops, breaks_off, says(b"[]", 503), says(b"[]", 502)])
def test_nothing_is_asked_twice(turn: Turn) -> None:
    with serving(turn) as host:
        with pytest.raises(OrgFailure):
            wire_to(host.url).say(HELLO)
        assert len(host.requests) == 1


def test_a_renewed_token_is_used_from_then_on() -> None:
    with serving(says(ANSWER)) as host:
        wire = wire_to(host.url, renew="00Dnew!token")
        wire.renew()
        wire.say(HELLO)
        assert host.headers["Authorization"] == "Bearer 00Dnew!token"


def test_a_login_without_a_way_to_a_new_token_has_expired() -> None:
    with pytest.raises(LoginExpired):
        wire_to("http://127.0.0.1:1").renew()


def test_a_new_token_that_no_header_can_hold_is_refused_unseen() -> None:
    with pytest.raises(LoginExpired) as failure:
        wire_to("http://127.0.0.1:1", renew="secret\nX-More: 1").renew()
    assert "secret" not in str(failure.value)


KINDS: list[tuple[Turn, type[OrgFailure]]] = [
    (says(b'[{"message":"Session expired","errorCode":"INVALID_SESSION_ID"}]', 401), LoginExpired),
    (says(b"", 401), LoginExpired),
    (says(b"", 302, Location="https://elsewhere.example/"), Unreachable),
    (says(b"<html>log in</html>", Content_Type="text/html"), Unreachable),
    (says(b"<html>maintenance</html>", 503, Content_Type="text/html"), Unreachable),
    (says(b"no", 403), MissingPermission),
    (says(b'[{"message":"too many","errorCode":"REQUEST_LIMIT_EXCEEDED"}]', 403), LimitReached),
    (says(b"<h1>Bad Message 400</h1>", 400), Rejected),
    (says(b"{}"), Misread),
    (says(b"\xff"), Misread),
    (drops, Unreachable),
    (breaks_off, Unreachable),
]


@pytest.mark.parametrize(("turn", "kind"), KINDS)
def test_every_failure_is_one_of_ours_and_holds_no_token(turn: Turn, kind: type[OrgFailure]) -> None:
    failure = failure_with(turn)
    assert isinstance(failure, kind)
    assert TOKEN not in f"{failure} {failure.__cause__} {failure.__context__}"


def test_a_refusal_in_the_streams_own_form_is_told_whatever_its_status() -> None:
    refusal = b'[{"channel":"/meta/connect","successful":false,"error":"403::Unknown client"}]'
    with serving(says(refusal, 403)) as host:
        [told] = wire_to(host.url).say(HELLO)
    assert told.error == "403::Unknown client"


def test_an_edge_that_asks_for_time_is_heard() -> None:
    assert failure_with(says(b"", 503, Retry_After="17")).retry_after == 17


def test_an_answer_that_does_not_come_in_time_is_no_answer() -> None:
    with serving() as host:
        host.turns.append(hangs(host))
        with pytest.raises(Unreachable):
            wire_to(host.url, patience=Patience(read=0.05)).say(HELLO)


def test_an_answer_may_take_as_long_as_it_is_held() -> None:
    with serving() as host:
        host.turns.append(hangs(host))
        with pytest.raises(Unreachable):
            wire_to(host.url, patience=Patience(read=0.05)).say(HELLO, hold=0.05)
        assert len(host.requests) == 1


def test_a_leave_that_cannot_be_taken_is_nobodys_concern() -> None:
    with serving(drops) as host:
        wire_to(host.url).last_word(HELLO)
        assert len(host.requests) == 1
