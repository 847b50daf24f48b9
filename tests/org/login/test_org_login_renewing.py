"""A login that is renewed while the org is in use: in the middle of a page, of a toggle, of a long run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.org.demo_org import WANTED
from tests.org.login.logins import CALM, Stage, stage
from tests.org.scripted import Still, Watch
from tui.demo.http.org_account import Allowance
from tui.demo.http.server import Fault
from tui.demo.http.wire import Request
from tui.org.org import SalesforceOrg
from tui.org.wire.calls import Kind
from tui.org.wire.client import Client
from tui.org.wire.connection import Connection
from tui.org.wire.errors import LoginExpired, Unreachable
from tui.presence.model import Session, Snapshot
from tui.presence.ports import Clock, Toggle


@pytest.fixture
def web() -> Iterator[Stage]:
    with stage("web") as one:
        one.log_in()
        yield one


def client(web: Stage) -> Client:
    return Client(web.connect(), Still(), CALM)


def opened(connection: Connection, clock: Clock) -> Client:
    return Client(connection, clock, CALM)


def seen(web: Stage, headers: list[dict[str, str]], path: str) -> None:
    """Remember what the org is asked there."""

    def look(request: Request) -> Fault | None:
        if path in request.path:
            headers.append(dict(request.headers))
        return None

    web.wire.server.interceptor = look


def test_a_token_that_dies_is_renewed_and_the_call_repeated_with_all_its_headers(web: Stage) -> None:
    org = client(web)
    headers: list[dict[str, str]] = []
    seen(web, headers, "/query")
    org.get("query", {"q": "SELECT Id FROM User"})
    web.wire.server.account.end_sessions()
    reply = org.get("query", {"q": "SELECT Id FROM User"})
    assert b'"totalSize"' in reply.body
    first, _, repeated = headers
    assert repeated.pop("authorization") != first.pop("authorization")
    assert repeated == first


@pytest.mark.parametrize("calls", range(10))
def test_a_token_that_dies_in_the_middle_of_a_reading_costs_one_renewal_and_no_row(calls: int) -> None:
    with stage("web", Allowance(rows=5)) as web:
        web.log_in()
        org = SalesforceOrg(web.connect(), Still(), opened)
        whole = asyncio.run(org.read(WANTED, Watch()))
        renewals = len(web.asked())
        web.wire.server.account.end_sessions_after(calls)
        again = asyncio.run(org.read(WANTED, Watch()))
        asyncio.run(org.close())
        assert again.users == whole.users
        assert again.teams == whole.teams
        assert people(again) == people(whole)
        assert len(web.asked()) == renewals + 1


def people(snapshot: Snapshot) -> list[Session]:
    """The sessions of others: one more of our own comes with each login."""
    return [one for one in snapshot.sessions.rows if one.user_id != snapshot.org.caller_id]


def test_a_toggle_that_met_a_dead_token_takes_effect_once(web: Stage) -> None:
    org = SalesforceOrg(web.connect(), Still(), opened)
    user = web.wire.user()
    asyncio.run(org.read(WANTED, Watch()))
    web.wire.server.account.end_sessions()
    [outcome] = asyncio.run(org.toggle([Toggle(user, False, "gone home")], Watch()))
    asyncio.run(org.close())
    assert outcome.ok
    assert [one.user_id for one in web.wire.world.received] == [user]


def test_a_week_of_tokens_that_live_two_hours_needs_nobody(web: Stage) -> None:
    org = client(web)
    web.wire.server.account.lifetime = timedelta(hours=2)
    for _ in range(7 * 24):
        web.wire.later(hours=1)
        org.get("limits")
    assert set(web.asked()) == {200}
    assert len(web.asked()) >= 7 * 12


def test_a_login_that_was_revoked_is_told_and_not_hammered(web: Stage) -> None:
    org = client(web)
    web.wire.server.account.grants.revoke(web.secrets.kept["acme", "refresh-token"])
    for _ in range(10):
        with pytest.raises(LoginExpired):
            org.get("limits")
    assert web.asked().count(400) == 1


def test_the_client_goes_on_after_a_login_in_another_terminal(web: Stage) -> None:
    org = client(web)
    web.wire.server.account.grants.revoke(web.secrets.kept["acme", "refresh-token"])
    with pytest.raises(LoginExpired):
        org.get("limits")
    web.log_in()
    assert org.get("limits").body


def test_a_write_whose_renewal_fails_was_not_sent_twice_and_is_not_said_to_be_lost(web: Stage) -> None:
    org = client(web)
    web.wire.server.account.end_sessions()
    web.wire.server.interceptor = lambda request: Fault(cut="before") if "oauth2" in request.path else None
    with pytest.raises(Unreachable):
        org.get("tooling/executeAnonymous", {"anonymousBody": "System.debug(1);"}, kind=Kind.WRITE)
    assert not web.wire.world.received
