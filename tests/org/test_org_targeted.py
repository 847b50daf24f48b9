"""The sessions of a few users after an event of theirs, as the loop asks for them (R16)."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.org.demo_org import WANTED, Place, served
from tests.org.scripted import NOON, Asked, Scripted, Watch, page
from tui.demo.options import Options
from tui.org.rows.targeted import MOST_USERS, read_sessions_of_users
from tui.org.wire.errors import NotAnId, Unreachable
from tui.org.wire.steps import Steps
from tui.presence.model import Id, Snapshot
from tui.presence.settings import PRESETS

DEFAULT = PRESETS["default"]
CALLER = "0055e00zzzzzzzzAAA"


def user(number: int) -> Id:
    return f"0055e00{number:08d}AAA"


def people(number: int) -> frozenset[Id]:
    return frozenset(user(one) for one in range(number))


def of(place: Place, *users: Id) -> Snapshot:
    return asyncio.run(place.org.read_users(frozenset(users), WANTED, Watch()))


def staff(place: Place) -> list[Id]:
    return [one.id for one in place.world.population.staff]


def row(number: int, of_user: Id, *, current: bool = False) -> dict[str, object]:
    return {
        "Id": f"0Ak5e00{number:08d}AAA",
        "UsersId": of_user,
        "SessionType": "Oauth2" if current else "UI",
        "LoginType": "Application",
        "LastModifiedDate": "2026-11-23T11:59:00.000+0000",
        "NumSecondsValid": 7200,
        "ParentId": None,
        "IsCurrent": current,
    }


def answering(asked: Asked) -> object:
    """One session of each user who is asked for, and the caller's own where it is."""
    told = [row(n, one) for n, one in enumerate(re.findall(r"'(005\w{15})'", asked.soql))]
    own = [row(99_999_999, CALLER, current=True)] if "IsCurrent = TRUE" in asked.soql else []
    return page(*own, *[{**one, "Id": f"0Ak{str(one['UsersId'])[3:]}"} for one in told])


def test_the_sessions_of_these_users_and_the_callers_own_come_and_nobody_elses() -> None:
    with served(Options(size=12)) as place:
        one, other, *_ = staff(place)
        for each in (one, other):
            place.world.log_out(each)
        at_work = place.world.log_in(one)
        place.world.log_in(other)
        rows = of(place, one).sessions.rows
    assert at_work in {row.id for row in rows}
    assert {row.user_id for row in rows if not row.is_current} <= {one}
    assert [row.user_id for row in rows if row.is_current] == [place.world.caller_id]


def test_it_is_complete_and_tells_nothing_of_de() -> None:
    with served(Options(size=12)) as place:
        read = of(place, *staff(place)[:3])
    assert read.sessions.finished
    assert read.sessions.total == len(read.sessions.rows)
    assert (read.answer, dict(read.users), dict(read.teams), read.problems) == (None, {}, {}, ())


def test_two_hundred_users_are_one_call() -> None:
    with served(Options(size=200)) as place:
        assert of(place, *staff(place)[:200]).api.calls == 1


@pytest.mark.parametrize("extra", [frozenset[str](), frozenset({"companion"})])
def test_it_sees_what_a_full_reading_sees_of_them(extra: frozenset[str]) -> None:
    with served(Options(size=20, extra=extra)) as place:
        some = frozenset(staff(place)[:5])
        everybody = {row for row in place.read().sessions.rows if row.user_id in some}
        assert {row for row in of(place, *some).sessions.rows if row.user_id in some} == everybody


def test_every_session_comes_once_though_the_caller_is_among_many() -> None:
    calls = Scripted(answering)
    wanted = people(450) | {CALLER}
    read = read_sessions_of_users(calls, wanted, CALLER, DEFAULT, Steps(Watch()))
    assert [asked.soql.count("IsCurrent = TRUE") for asked in calls.asked] == [1, 0, 0]
    assert CALLER in calls.asked[0].soql
    assert (read.pages.finished, read.pages.total) == (True, 452)
    assert len({one.id for one in read.pages.rows}) == len(read.pages.rows) == 452


def test_the_clock_is_that_of_the_first_question() -> None:
    read = read_sessions_of_users(Scripted(answering), people(450), CALLER, DEFAULT, Steps(Watch()))
    assert read.at == NOON


def test_nobody_is_asked_for_the_callers_own_session_alone() -> None:
    calls = Scripted(answering)
    read_sessions_of_users(calls, frozenset(), CALLER, DEFAULT, Steps(Watch()))
    assert [asked.soql.partition(" WHERE ")[2] for asked in calls.asked] == ["IsCurrent = TRUE"]


def test_very_many_users_are_a_full_reading() -> None:
    calls = Scripted(answering)
    read_sessions_of_users(calls, people(MOST_USERS + 1), CALLER, DEFAULT, Steps(Watch()))
    assert ["UsersId IN" in asked.soql for asked in calls.asked] == [False]


def test_an_org_that_goes_away_between_two_questions_leaves_an_incomplete_reading() -> None:
    def answer(asked: Asked) -> object:
        return answering(asked) if "IsCurrent = TRUE" in asked.soql else Unreachable("gone")

    read = read_sessions_of_users(Scripted(answer), people(450), CALLER, DEFAULT, Steps(Watch()))
    assert (read.pages.finished, len(read.pages.rows)) == (False, 201)
    assert read.broken is not None


def test_what_is_no_id_is_not_asked_for() -> None:
    calls = Scripted(answering)
    with pytest.raises(NotAnId):
        read_sessions_of_users(calls, frozenset({"' OR Id != '"}), CALLER, DEFAULT, Steps(Watch()))
    assert calls.asked == []


def test_an_org_out_of_reach_is_a_failure() -> None:
    calls = Scripted(lambda _: Unreachable("gone"))
    with pytest.raises(Unreachable):
        read_sessions_of_users(calls, people(3), CALLER, DEFAULT, Steps(Watch()))
