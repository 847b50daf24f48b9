"""One user's latest logins: what is asked, what is told, and what an org may hide."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from tests.org.demo_org import MORNING, served
from tests.org.scripted import USER, Asked, Scripted, page
from tui.demo.options import Options
from tui.org.rows.logins import read_logins_of
from tui.org.wire.errors import MissingPermission, NotAnId, Rejected
from tui.presence.logins import PastLogin

LOGIN, SESSION = "0Ya5e0000000001CAA", "0Ak5e0000000001CAE"


def row(**more: object) -> dict[str, object]:
    return {
        "Id": LOGIN,
        "LoginTime": "2026-11-23T08:01:00.000+0000",
        "Status": "Success",
        "Browser": "Chrome 142",
        "Platform": "Windows 11",
        "Application": "Browser",
        "LoginType": "Saml2",
        "SourceIp": "203.0.113.7",
    } | more


def an_org(asked: Asked) -> object:
    if "AuthSession" in asked.soql:
        return page({"Id": SESSION, "LoginHistoryId": LOGIN[:15]}, {"Id": "0Ak5e0000000002CAE", "LoginHistoryId": None})
    if "LoginGeo" in asked.soql:
        return page(row(LoginGeo={"City": "Leeds", "Country": "United Kingdom"}))
    return page(row(CountryIso="GB"))


def test_a_login_is_told_with_browser_and_place_and_the_session_that_it_began() -> None:
    found = read_logins_of(Scripted(an_org), USER)
    at = datetime(2026, 11, 23, 8, 1, tzinfo=UTC)
    place = "Leeds, United Kingdom"
    login = PastLogin(LOGIN, at, "Success", "Chrome 142", "Windows 11", "Browser", "Saml2", "203.0.113.7", place)
    assert found.rows == (login,)
    assert found.by_session() == {SESSION: login}


def test_the_last_twenty_of_this_user_alone_are_asked_for() -> None:
    org = Scripted(an_org)
    read_logins_of(org, USER)
    assert org.asked[0].soql.endswith(f"WHERE UserId IN ('{USER}') ORDER BY LoginTime DESC LIMIT 20")
    with pytest.raises(NotAnId):
        read_logins_of(org, "' OR Id != '")


def test_where_places_are_hidden_the_country_takes_their_place_and_then_nothing() -> None:
    def hiding(*words: str) -> Scripted:
        refusal = Rejected("No", "No such column", code="INVALID_FIELD")
        return Scripted(lambda asked: refusal if any(one in asked.soql for one in words) else an_org(asked))

    assert read_logins_of(hiding("LoginGeo"), USER).rows[0].place == "GB"
    (login,) = read_logins_of(hiding("LoginGeo", "CountryIso,", "CountryIso "), USER).rows
    assert (login.browser, login.ip) == ("Chrome 142", "203.0.113.7")


def test_a_refusal_is_told_and_the_logins_stand_without_the_sessions() -> None:
    with pytest.raises(MissingPermission):
        read_logins_of(Scripted(lambda _: MissingPermission("No")), USER)
    refused = Rejected("No", "No such column", code="INVALID_FIELD")
    found = read_logins_of(Scripted(lambda asked: refused if "AuthSession" in asked.soql else an_org(asked)), USER)
    assert len(found.rows) == 1
    assert not found.of_sessions


def test_what_the_platform_does_not_know_is_left_out_and_an_untold_status_is_no_success() -> None:
    org = Scripted(lambda _: page(row(Browser="Unknown", Platform="N/A", Status=None, LoginType="Oauth2")))
    (login,) = read_logins_of(org, USER).rows
    assert (login.browser, login.platform, login.done, login.by_person) == ("", "", False, False)


def test_the_demo_org_tells_the_logins_of_a_user_newest_first() -> None:
    with served(Options(size="small")) as place:
        user = next(one for one in place.world.users if place.world.sessions.of(one))
        found = asyncio.run(place.org.logins_of(user))
        held = [one for one in place.world.sessions.logins if one.user.id == user]
    assert [one.at for one in found.rows] == sorted((one.at for one in held), reverse=True)[:20]
    assert all(one.at <= MORNING and one.place and one.ip for one in found.rows)
    assert found.by_session()
