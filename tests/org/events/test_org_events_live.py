"""The live events of a served org, and what becomes of them on the network's bad days."""

from __future__ import annotations

import logging
from contextlib import aclosing

import pytest

from tests.demo.served import served
from tests.org.events.ears import SHORT, Time, hearing, listening
from tui.demo.http.server import Fault
from tui.demo.http.wire import HTML, Reply
from tui.org.events.pauses import LONGEST, RARELY
from tui.org.events.source import Unkept
from tui.org.org import SalesforceOrg
from tui.org.wire.connection import Connection
from tui.presence.events import EventsState, Happening, LastHeard

CUT = Fault(cut="before")


async def test_a_logout_is_told_with_its_user_and_time() -> None:
    async with hearing() as ears:
        await ears.live()
        user = ears.log_out()
        await ears.until(lambda: ears.logouts)
        event = ears.heard[-1]
        assert isinstance(event, Happening)
        assert (event.kind, event.user_id, event.source) == ("logout", user, "logout event")
        assert event.at == ears.wire.now.replace(microsecond=0)


async def test_what_was_before_the_first_hearing_is_not_told() -> None:
    with served() as wire:
        wire.world.log_in(wire.user())
        wire.world.log_out(wire.user())
        async with listening(wire) as ears:
            await ears.live()
            later = ears.log_out(3)
            await ears.until(lambda: ears.logouts)
            assert ears.logouts == [later]


async def test_the_place_of_a_logout_is_where_that_user_logged_in() -> None:
    with served() as wire:
        wire.world.log_in(wire.user())
        async with listening(wire) as ears:
            await ears.live()
            await ears.time.rest_of(1)
            place = wire.world.users[wire.user()].place
            ears.time.later(seconds=301)
            wire.world.log_out(wire.user())
            await ears.until(lambda: ears.logouts)
            event = ears.heard[-1]
            assert isinstance(event, Happening)
            assert event.place == f"{place.city}, {place.country}"


async def test_a_cut_of_the_held_answer_loses_no_logout_and_says_nothing() -> None:
    async with hearing() as ears:
        await ears.live()
        ears.time.later(minutes=2)
        ears.once("/meta/connect", Fault(cut="body"))
        first = ears.log_out(1)  # ends the held connect, whose successor is cut with the second one's event
        second = ears.log_out(2)
        await ears.until(lambda: len(ears.logouts) == 2)
        assert ears.logouts == [first, second]
        assert ears.states == ["live"]


@pytest.mark.parametrize("cut", ["before", "reset", "after", "head", "body"])
async def test_however_an_answer_breaks_each_logout_is_told_once(cut: str) -> None:
    async with hearing() as ears:
        await ears.live()
        expected = []
        for number in range(4):
            ears.once("/meta/connect", Fault(cut=cut))  # type: ignore[arg-type]
            expected.append(ears.log_out(number))
            await ears.until(lambda: len(ears.logouts) == len(expected))
            ears.time.later(minutes=2)
        assert ears.logouts == expected


async def test_after_ten_minutes_without_network_everything_missed_is_told_once() -> None:
    async with hearing() as ears:
        await ears.live()
        before = ears.log_out(0)
        await ears.until(lambda: ears.logouts)
        ears.faulty(lambda _: CUT)
        missed = [ears.log_out(number) for number in (1, 2, 3)]
        await ears.until(lambda: ears.states[-1] == "off")
        ears.time.later(minutes=10)
        ears.well()
        ears.time.later(seconds=LONGEST)
        await ears.until(lambda: len(ears.logouts) >= 4)
        after = ears.log_out(4)
        await ears.until(lambda: len(ears.logouts) >= 5)
        assert ears.logouts == [before, *missed, after]
        assert ears.states == ["live", "off", "catching up", "live"]


async def test_what_is_missed_before_any_logout_was_heard_is_caught_up_too() -> None:
    async with hearing() as ears:
        await ears.live()
        ears.faulty(lambda _: CUT)
        missed = ears.log_out(1)
        await ears.until(lambda: ears.states[-1] == "off")
        ears.well()
        ears.time.later(seconds=LONGEST)
        await ears.until(lambda: ears.logouts)
        assert ears.logouts == [missed]


async def test_an_org_out_of_reach_is_asked_at_growing_intervals_and_never_given_up() -> None:
    async with hearing() as ears:
        await ears.live()
        ears.faulty(lambda _: CUT)
        ears.log_out()
        await ears.until(lambda: ears.states[-1] == "off")
        for _ in range(12):
            await ears.time.rest_of(2)
            ears.time.later(seconds=LONGEST)
        await ears.time.rest_of(2)
        ears.well()
        ears.time.later(seconds=LONGEST)
        await ears.live()
        growing = [one for one in ears.time.rests if SHORT <= one < LONGEST]
        assert growing[0] < LONGEST / 8 < LONGEST / 2 <= max(growing)


async def test_a_dead_token_is_renewed_without_a_word_and_nothing_is_missed() -> None:
    async with hearing() as ears:
        await ears.live()
        ears.wire.server.account.kill_token()
        user = ears.log_out()
        await ears.until(lambda: ears.logouts)
        assert (ears.logouts, ears.states) == ([user], ["live"])


async def test_a_dead_token_that_cannot_be_renewed_is_told() -> None:
    async with hearing(renews=False) as ears:
        await ears.live()
        ears.wire.server.account.kill_token()
        await ears.until(lambda: ears.states[-1] == "off")
        assert "login has expired" in ears.why


async def test_an_org_that_has_forgotten_us_is_met_anew_without_a_word() -> None:
    async with hearing() as ears:
        await ears.live()
        users = []
        for number in range(3):
            ears.wire.server.cometd.forget()
            users.append(ears.log_out(number))
            await ears.until(lambda: len(ears.logouts) == len(users))
            ears.time.later(minutes=2)
        assert ears.logouts == users
        assert ears.states == ["live"]


async def test_without_the_permission_the_state_says_so_and_it_is_tried_again_rarely() -> None:
    async with hearing(without=frozenset({"customize-application"})) as ears:
        await ears.until(lambda: ears.states)
        assert ears.heard == [EventsState("off", "Customize Application is missing")]
        asked = ears.asked("cometd")
        ears.time.later(seconds=RARELY / 2)
        ears.wire.world.grant("customize-application")
        ears.time.later(seconds=RARELY)
        await ears.live()
        assert ears.asked("cometd") > asked


async def test_a_refusal_of_the_stream_itself_names_where_it_is_switched_on() -> None:
    async with hearing() as ears:
        denied = (
            b'[{"channel":"/meta/subscribe","successful":false,"error":"403:denied_by_security_policy:create_denied"}]'
        )
        ears.faulty(lambda one: Fault(answer=Reply(200, denied)) if b"/meta/subscribe" in one.body else None)
        await ears.until(lambda: ears.states)
        assert ears.states == ["off"]
        assert "Event Manager" in ears.why
        assert "create_denied" in ears.why


async def test_the_hearing_goes_on_where_the_last_run_ended() -> None:
    bookmark = Unkept()
    with served() as wire:
        async with listening(wire, bookmark) as ears:
            await ears.live()
            heard = ears.log_out(0)
            await ears.until(lambda: ears.logouts)
        missed = ears.log_out(1)
        async with listening(wire, bookmark) as again:
            await again.until(lambda: again.logouts)
            assert (ears.logouts, again.logouts) == ([heard], [missed])
            assert again.states[0] == "catching up"


async def test_a_run_without_any_logout_is_gone_on_after_too() -> None:
    bookmark = Unkept()
    with served() as wire:
        async with listening(wire, bookmark) as ears:
            await ears.live()
            await ears.until(lambda: bookmark.last() is not None or ears.log_out(5))
        wire.later(minutes=5)
        missed = ears.log_out(1)
        async with listening(wire, bookmark) as again:
            await again.until(lambda: missed in again.logouts)


async def test_an_event_that_is_not_kept_any_more_is_said_and_what_is_kept_is_told() -> None:
    with served() as wire:
        bookmark = Unkept()
        async with listening(wire, bookmark) as ears:
            await ears.live()
            ears.log_out(0)
            await ears.until(lambda: ears.logouts)
        ears.log_out(1)
        wire.later(hours=73)
        kept = ears.log_out(2)
        bookmark.keep(bookmark.last() or LastHeard(1, wire.now))
        async with listening(wire, bookmark) as again:
            await again.live()
            await again.until(lambda: again.logouts)
            assert again.logouts == [kept]
            assert (
                EventsState("catching up", "logouts of more than 72 hours ago are not kept by the org") in again.heard
            )


async def test_what_nobody_took_is_told_again_by_the_next_run() -> None:
    bookmark = Unkept()
    with served() as wire:
        async with listening(wire, bookmark) as ears:
            await ears.live()
        with wire.server.lock:
            missed = [ears.log_out(number) for number in (1, 2)]
        time = Time(wire)
        org = SalesforceOrg(Connection(wire.server.url, wire.server.access_token), time)
        events = org.events(bookmark, time.sleep)
        async with aclosing(events.listen()) as arriving:  # type: ignore[type-var]
            first = await anext(one async for one in arriving if isinstance(one, Happening))
        await org.close()
        async with listening(wire, bookmark) as again:
            await again.until(lambda: len(again.logouts) == 2)
            assert (first.user_id, again.logouts) == (missed[0], missed)


async def test_a_defect_of_ours_is_told_and_logged_and_does_not_end_the_events(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def defect(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("tui.org.events.stream.Stream.hear", defect)
        async with hearing() as ears:
            await ears.until(lambda: ears.states)
            assert ears.heard == [EventsState("off", "an internal error; the log has it")]
            broken.undo()
            ears.time.later(seconds=RARELY)
            await ears.live()
    assert "ZeroDivisionError" in caplog.text


async def test_an_org_that_hangs_does_not_keep_whoever_goes() -> None:
    async with hearing() as ears:
        await ears.live()
        ears.faulty(lambda _: Fault(delay=60))
        ears.wire.server.cometd.forget()
    assert ears.states == ["live"]


async def test_a_storm_of_logouts_comes_whole_in_few_answers() -> None:
    async with hearing(size=200) as ears:
        await ears.live()
        asked = ears.asked("cometd")
        with ears.wire.server.lock:
            users = [ears.log_out(number) for number in range(190)]
        await ears.until(lambda: len(ears.logouts) == len(users))
        assert ears.logouts == users
        assert ears.asked("cometd") - asked < 5


BAD_DAYS = [
    Reply(503, b"<html>busy</html>", HTML),
    Reply(502, b""),
    Reply(200, b"<html><body>Log in to the hotel's network</body></html>", HTML),
    Reply(200, b"[]"),
    Reply(200, b"{"),
    Reply(200, b'[{"channel":7}]'),
    Reply(200, b'[{"channel":"/meta/handshake","successful":true}]'),
    Reply(200, b"\xff\xfe"),
    Reply(404, b"[]"),
    Reply(429, b'[{"message":"too many","errorCode":"REQUEST_LIMIT_EXCEEDED"}]'),
]


@pytest.mark.parametrize("bad", BAD_DAYS, ids=lambda one: f"{one.status}-{one.body[:20]!r}")
async def test_whatever_answers_instead_of_the_org_the_hearing_lives_on(bad: Reply) -> None:
    async with hearing() as ears:
        await ears.live()
        ears.time.later(minutes=2)
        ears.faulty(lambda _: Fault(answer=bad))
        first = ears.log_out(0)
        await ears.until(lambda: "off" in ears.states)
        second = ears.log_out(1)
        ears.well()
        ears.time.later(seconds=2 * RARELY)
        await ears.until(lambda: len(ears.logouts) == 2)
        assert ears.logouts == [first, second]


async def test_an_event_that_cannot_be_read_keeps_no_other_away(caplog: pytest.LogCaptureFixture) -> None:
    def spoilt(reply: Reply) -> Reply:
        strange = (
            b'{"channel":"/event/LogoutEventStream","data":{"event":{"replayId":1},"payload":{"UserId":"nobody"}}}'
        )
        return Reply(200, reply.body.replace(b"[", b"[" + strange + b",", 1), headers=reply.headers)

    async with hearing() as ears:
        await ears.live()
        ears.faulty(lambda one: Fault(rewrite=spoilt) if b"/meta/connect" in one.body else None)
        users = [ears.log_out(0)]
        await ears.until(lambda: ears.logouts)
        users.append(ears.log_out(1))
        await ears.until(lambda: len(ears.logouts) == 2)
        assert ears.logouts == users
    assert "cannot be read" in caplog.text


async def test_whoever_goes_takes_leave_so_that_the_org_holds_nothing_for_them() -> None:
    async with hearing() as ears:
        await ears.live()
    assert ears.wire.server.cometd.listeners == 0


async def test_no_token_stands_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with hearing() as ears:
        await ears.live()
        token = ears.wire.server.access_token
        ears.wire.server.account.kill_token()
        ears.log_out()
        await ears.until(lambda: ears.logouts)
        renewed = ears.wire.server.access_token
        ears.faulty(lambda _: CUT)
        ears.log_out()
        await ears.until(lambda: ears.states[-1] == "off")
    assert token not in caplog.text
    assert renewed not in caplog.text


async def test_the_wire_uses_the_token_that_the_stream_renewed() -> None:
    async with hearing() as ears:
        await ears.live()
        ears.wire.server.account.kill_token()
        ears.log_out()
        await ears.until(lambda: ears.logouts)
        good = ears.wire.server.access_token
        await ears.org.usage()
        assert ears.wire.server.access_token == good
