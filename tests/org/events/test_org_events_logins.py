"""Logins of a served org by its login history: each once, none missed, and gently."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.demo.served import served
from tests.org.events.ears import Ears, hearing, listening
from tests.org.scripted import NOON, Asked, Scripted, page
from tui.demo.http.server import Fault
from tui.org.events.history import MOST, History, Logins
from tui.org.events.history import Asked as Question
from tui.org.events.logins import OVERLAP, LoginMark, Whereabouts
from tui.org.events.pace import BESIDE_EVENTS, OFTEN, asking_pause, scarce
from tui.org.events.payloads import Login
from tui.org.wire.errors import MissingPermission, Rejected
from tui.presence.events import Happening
from tui.presence.model import ApiUse, Id

MORE = OFTEN * 6  # seconds after which the history is asked again, whatever the org's limit
USER = "0055e0000000001AAA"


def in_history(ears: Ears) -> int:
    return sum("query" in path for _, path, _ in ears.wire.server.requests)


def login(number: int, *, at: datetime = NOON, kind: str = "Application", done: bool = True, place: str = "") -> Login:
    return Login(f"0Ya5e00{number:08d}AAA", USER, at, kind, f"203.0.113.{number}", place, done)


async def told(ears: Ears, number: int) -> list[Id]:
    """Time goes on until so many logins were told."""
    await ears.time.rest_of(1)
    ears.time.later(seconds=MORE)
    await ears.until(lambda: len(ears.of("login")) >= number)
    return ears.of("login")


async def test_a_login_is_told_with_its_place() -> None:
    async with hearing() as ears:
        await ears.time.rest_of(1)
        user = ears.wire.user()
        ears.wire.world.log_in(user)
        assert await told(ears, 1) == [user]
        place = ears.wire.world.users[user].place
        event = next(one for one in ears.heard if isinstance(one, Happening))
        assert (event.place, event.source) == (f"{place.city}, {place.country}", "login history")
        assert event.at == (ears.wire.now - timedelta(seconds=MORE)).replace(microsecond=0)


async def test_logins_of_before_are_not_told() -> None:
    with served() as wire:
        wire.world.log_in(wire.user())
        async with listening(wire) as ears:
            await ears.time.rest_of(1)
            other = wire.world.population.staff[3].id
            wire.world.log_in(other)
            assert await told(ears, 1) == [other]


async def test_each_login_is_told_once_however_often_the_history_is_asked() -> None:
    async with hearing() as ears:
        await ears.time.rest_of(1)
        users = [one.id for one in ears.wire.world.population.staff[:3]]
        for number, user in enumerate(users, 1):
            ears.wire.world.log_in(user)
            await told(ears, number)
        assert ears.of("login") == users


async def test_what_happened_while_the_org_was_out_of_reach_is_told_afterwards() -> None:
    async with hearing() as ears:
        await ears.time.rest_of(1)
        asked = in_history(ears)
        ears.wire.server.interceptor = lambda one: Fault(cut="before") if "query" in one.path else None
        user = ears.wire.user()
        ears.wire.world.log_in(user)
        ears.time.later(seconds=MORE)
        await ears.time.rest_of(1)
        ears.time.later(minutes=30)
        await ears.time.rest_of(1)
        ears.well()
        assert in_history(ears) > asked
        assert await told(ears, 1) == [user]


async def test_programs_and_failed_logins_and_login_as_are_nobodys_arrival() -> None:
    async with hearing() as ears:
        world = ears.wire.world
        await ears.time.rest_of(1)
        for kind in ("Remote Access 2.0", "Other Apex API", "SysAdmin Switch"):
            world.log_in(ears.wire.user(), login_type=kind)
        with world.lock:
            world.sessions.refuse(world.population.staff[1], ears.wire.now)
        user = world.population.staff[2].id
        world.log_in(user, login_type="SAML Sfdc Initiated SSO")
        assert await told(ears, 1) == [user]


async def test_where_few_calls_are_left_nobody_asks() -> None:
    async with hearing() as ears:
        await ears.time.rest_of(1)
        ears.wire.server.account.used = 100_000
        await ears.org.usage()
        asked = in_history(ears)
        for _ in range(5):
            ears.time.later(seconds=MORE)
            await ears.time.rest_of(1)
        assert in_history(ears) == asked


@pytest.mark.parametrize(
    ("limit", "pause"), [(None, OFTEN), (5_000_000, OFTEN), (115_000, OFTEN), (15_000, 576.0), (0, OFTEN)]
)
def test_the_history_costs_a_small_share_of_the_orgs_calls(limit: int | None, pause: float) -> None:
    assert asking_pause(ApiUse(0, 10, limit)) == pytest.approx(pause)


def test_beside_events_the_history_is_asked_less() -> None:
    assert asking_pause(ApiUse(), beside_events=True) == BESIDE_EVENTS


@pytest.mark.parametrize(("used", "few"), [(None, False), (7_000, False), (12_000, True)])
def test_calls_are_scarce_from_four_fifths_on(used: int | None, few: bool) -> None:
    assert scarce(ApiUse(0, used, 15_000)) is few


def row(number: int, at: str = "2026-11-23T12:00:00.000+0000", **more: object) -> dict[str, object]:
    known = {"Id": f"0Ya5e00{number:08d}", "UserId": USER[:15], "LoginTime": at, "LoginType": "Application"}
    return {**known, "Status": "Success", "SourceIp": "203.0.113.7", "LoginGeo": None, **more}


def test_the_question_holds_the_time_and_leaves_programs_out() -> None:
    org = Scripted(lambda _: page())
    History().read(org, Question(datetime(2026, 11, 23, 9, 5, 7, 900_000, tzinfo=UTC)))
    [asked] = org.asked
    assert "LoginTime >= 2026-11-23T09:05:07Z" in asked.soql
    assert "LoginType NOT IN ('Oauth2','OtherApi','SysAdminSwitch')" in asked.soql
    assert asked.soql.endswith("ORDER BY LoginTime ASC LIMIT 2000")


def test_ids_of_fifteen_characters_are_made_whole() -> None:
    [one] = History().read(Scripted(lambda _: page(row(7))), Question(NOON)).rows
    assert (len(one.id), one.user_id) == (18, USER)


def test_an_org_that_hides_places_still_tells_logins_and_is_asked_for_them_once() -> None:
    def answer(asked: Asked) -> object:
        return Rejected("no", code="INVALID_FIELD") if "LoginGeo" in asked.soql else page(row(1))

    org, history = Scripted(answer), History()
    assert history.read(org, Question(NOON)).rows[0].place == ""
    history.read(org, Question(NOON))
    assert ["LoginGeo" in one.soql for one in org.asked] == [True, False, False]


def test_an_org_that_refuses_the_history_is_a_failure() -> None:
    with pytest.raises(MissingPermission):
        History().read(Scripted(lambda _: MissingPermission("no")), Question(NOON))


def test_a_full_answer_is_known_to_be_cut() -> None:
    rows = [row(number) for number in range(MOST)]
    assert History().read(Scripted(lambda _: page(*rows)), Question(NOON)).cut


def test_a_row_that_comes_late_is_told() -> None:
    mark = LoginMark(Whereabouts())
    mark.of_history(Logins(NOON, ()))
    late = login(1, at=NOON - OVERLAP / 2)
    assert mark.ask(NOON).since <= late.at
    assert mark.of_history(Logins(NOON + timedelta(minutes=1), (late,))) == [late]


def test_a_login_that_an_event_told_is_not_told_by_the_history_too() -> None:
    mark = LoginMark(Whereabouts())
    mark.of_history(Logins(NOON, ()))
    assert mark.new([login(1)]) == [login(1)]
    assert mark.of_history(Logins(NOON, (login(1),))) == []


def test_more_logins_than_an_answer_holds_are_asked_for_from_the_last_one_on() -> None:
    mark = LoginMark(Whereabouts())
    mark.of_history(Logins(NOON, ()))
    last = login(2, at=NOON + timedelta(seconds=20))
    mark.of_history(Logins(NOON + timedelta(hours=1), (login(1), last), cut=True))
    assert mark.ask(NOON).since == last.at


def test_an_answer_full_of_known_logins_does_not_hold_up_those_after_it() -> None:
    mark = LoginMark(Whereabouts())
    mark.of_history(Logins(NOON, (login(1),)))
    before = mark.ask(NOON).since
    mark.of_history(Logins(NOON, (login(1),), cut=True))
    assert mark.ask(NOON).since > before


def test_a_place_is_known_by_its_address_alone() -> None:
    where = Whereabouts()
    where.learn(login(7, place="Berlin, Germany"))
    assert where.of(USER, "203.0.113.7") == "Berlin, Germany"
    assert where.of(USER, "198.51.100.1") == "198.51.100.1"
    assert where.of(USER, "") == "Berlin, Germany"
    assert where.of("0055e0000000002AAA", "") == ""
