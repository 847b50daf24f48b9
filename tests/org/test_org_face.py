from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from tests.org.scripted import QUEUE, TEAM, USER, Asked, Scripted, Still, Watch, page
from tests.org.test_org_availability import DE, uncompiled
from tests.org.test_org_sessions import row
from tests.org.test_org_toggles import RAN
from tui.org.org import SalesforceOrg
from tui.org.wire.connection import Connection
from tui.org.wire.errors import LoginExpired, MissingPermission, NoDE, Rejected, Unreachable
from tui.presence.model import Routes
from tui.presence.ports import Org, Toggle, Wanted
from tui.presence.problems import Aborted
from tui.presence.settings import PRESETS

WANTED = Wanted(PRESETS["default"])
ALL = ("ManageUsers", "AuthorApex", "CustomizeApplication", "ViewSetup")


class Whole:
    """An org that answers everything; ``instead`` may answer first."""

    def __init__(self, instead: Callable[[Asked], object] = lambda _: None, *, without: tuple[str, ...] = ()) -> None:
        self.instead, self.without = instead, without
        self.de = DE({TEAM: {USER: True, QUEUE: False}})

    def __call__(self, asked: Asked) -> object:
        said = self.instead(asked)
        if said is not None:
            return said
        if asked.apex:
            return self.de(asked) if "getUserAvailabilityAllTeams" in asked.apex else RAN
        return self.query(asked.soql) if asked.soql else self.rest(asked.path)

    def query(self, soql: str) -> object:
        rows = {
            "UserPermissionAccess": {f"Permissions{one}": one not in self.without for one in ALL},
            "Organization": {"Id": "00D5e000000abcDEAQ", "Name": "Acme", "IsSandbox": True},
            "AuthSession": row(1, IsCurrent=True),
            "User": {"Id": USER, "Name": "Anna", "IsActive": True, "UserType": "Standard", "Profile": None},
            "Group": {"Id": QUEUE, "Name": "Leads"},
        }
        sobject = soql.split(" FROM ")[1].split(" ", maxsplit=1)[0]
        return page(rows[sobject]) if sobject in rows else page()

    @staticmethod
    def rest(path: str) -> object:
        if path == "":
            return {"identity": f"https://login.salesforce.com/id/00D5e000000abcDEAQ/{USER}"}
        if path == "sobjects":
            return {"sobjects": []}
        return {"actions": []}


def org_of(answer: Callable[[Asked], object]) -> tuple[SalesforceOrg, Scripted]:
    calls = Scripted(answer)
    org: Org = SalesforceOrg(Connection("https://acme.my.salesforce.com", "token"), Still(), lambda *_: calls)
    assert isinstance(org, SalesforceOrg)
    return org, calls


async def test_nothing_is_asked_before_the_first_question() -> None:
    org, calls = org_of(Whole())
    assert org.routes() == Routes()
    assert org.write_route(None) is None
    assert not calls.asked


async def test_a_reading_brings_sessions_answer_users_and_teams() -> None:
    org, _ = org_of(Whole())
    snapshot = await org.read(WANTED, Watch())
    assert snapshot.answer == {TEAM: {USER: True, QUEUE: False}}
    assert (snapshot.users[USER].name, snapshot.users[QUEUE].name) == ("Anna", "Leads")
    assert snapshot.teams[TEAM].name == TEAM
    assert snapshot.sessions.finished
    assert snapshot.problems == ()
    assert not snapshot.own_teams_only


async def test_users_whom_de_no_longer_answers_are_named_where_asked_for() -> None:
    org, _ = org_of(Whole())
    gone = "0055e0000000009AAA"
    snapshot = await org.read(Wanted(PRESETS["default"], also=frozenset({gone})), Watch())
    assert gone in snapshot.users


async def test_the_calls_of_one_reading_are_counted() -> None:
    org, calls = org_of(Whole())
    await org.read(WANTED, Watch())
    before = len(calls.asked)
    snapshot = await org.read(WANTED, Watch())
    assert snapshot.api.calls == len(calls.asked) - before == 2
    assert (snapshot.api.used, snapshot.api.limit) == (10, 15_000)


async def test_the_routes_are_known_after_a_reading() -> None:
    org, _ = org_of(Whole())
    await org.read(WANTED, Watch())
    assert org.routes() == Routes("soql", "throw", "anonymous")


async def test_de_that_fails_this_time_leaves_the_sessions_and_tells_the_problem() -> None:
    org, _ = org_of(Whole(lambda asked: Rejected("DE could not answer") if asked.apex else None))
    snapshot = await org.read(WANTED, Watch())
    assert snapshot.answer is None
    assert [one.title for one in snapshot.problems] == ["DE could not answer"]
    assert snapshot.sessions.finished


async def test_without_the_package_a_reading_says_so_and_exits_5() -> None:
    org, _ = org_of(Whole(lambda asked: uncompiled("Variable does not exist: n2de") if asked.apex else None))
    with pytest.raises(NoDE) as failure:
        await org.read(WANTED, Watch())
    assert failure.value.exit_code == 5


async def test_without_author_apex_a_reading_names_it_and_exits_5() -> None:
    refuse = Whole(
        lambda asked: uncompiled("Variable does not exist: n2de") if asked.apex else None, without=("AuthorApex",)
    )
    org, _ = org_of(refuse)
    with pytest.raises(MissingPermission) as failure:
        await org.read(WANTED, Watch())
    assert failure.value.exit_code == 5


async def test_a_dead_token_is_raised_and_the_next_question_connects_anew() -> None:
    dead = [True]
    org, calls = org_of(Whole(lambda _: LoginExpired("dead") if dead[0] else None))
    with pytest.raises(LoginExpired):
        await org.facts()
    assert calls.closed
    dead.clear()
    dead.append(False)
    assert (await org.facts()).name == "Acme"


async def test_permissions_are_read_again_only_where_asked_for() -> None:
    org, calls = org_of(Whole())
    await org.read(WANTED, Watch())
    calls.asked.clear()
    await org.read(WANTED, Watch())
    assert not any("UserPermissionAccess" in asked.soql for asked in calls.asked)
    await org.read(Wanted(PRESETS["default"], permissions_anew=True), Watch())
    assert any("UserPermissionAccess" in asked.soql for asked in calls.asked)


async def test_names_are_read_again_every_ten_readings() -> None:
    org, calls = org_of(Whole())
    for _ in range(10):
        await org.read(WANTED, Watch())
    calls.asked.clear()
    await org.read(WANTED, Watch())
    assert any("FROM User " in asked.soql for asked in calls.asked)


async def test_a_gone_org_in_the_middle_is_not_asked_for_everything_else() -> None:
    def instead(asked: Asked) -> object:
        if "FROM AuthSession" in asked.soql:
            return page(row(1), total=9, more="/services/data/v67.0/query/01g-1")
        return Unreachable("gone") if "/query/" in asked.path else None

    org, calls = org_of(Whole(instead))
    snapshot = await org.read(Wanted(PRESETS["default"], also=frozenset({USER})), Watch())
    assert not snapshot.sessions.finished
    assert "/query/" in calls.asked[-1].path
    assert snapshot.answer is None
    assert [one.title for one in snapshot.problems] == ["gone"]
    assert not any(asked.apex for asked in calls.asked)


async def test_a_toggle_by_apex_is_sent_and_told() -> None:
    org, _ = org_of(Whole())
    outcomes = await org.toggle([Toggle(USER, False, "Lunch")], Watch())
    assert [(one.ok, one.route, one.reason_sent) for one in outcomes] == [(True, "anonymous", True)]


async def test_a_reading_that_a_person_stopped_is_aborted() -> None:
    org, _ = org_of(Whole())
    with pytest.raises(Aborted):
        await org.read(WANTED, Watch(stop_after=0))


async def test_a_reading_whose_caller_went_away_sends_nothing_more() -> None:
    inside, go = threading.Event(), threading.Event()

    def instead(asked: Asked) -> None:
        if "FROM AuthSession" in asked.soql:
            inside.set()
            go.wait(5)

    org, calls = org_of(Whole(instead))
    reading = asyncio.create_task(org.read(WANTED, Watch()))
    await asyncio.to_thread(inside.wait, 5)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    go.set()
    await org.facts()
    assert not any(asked.apex for asked in calls.asked)


async def test_closing_does_not_wait_for_what_is_in_flight() -> None:
    inside, go = threading.Event(), threading.Event()

    def instead(_: Asked) -> None:
        inside.set()
        go.wait(5)

    org, calls = org_of(Whole(instead))
    asking = asyncio.create_task(org.facts())
    await asyncio.to_thread(inside.wait, 5)
    await org.close()
    assert not asking.done()
    go.set()
    await asyncio.gather(asking, return_exceptions=True)
    assert calls.closed


async def test_a_closed_org_answers_that_it_is_closed() -> None:
    org, _ = org_of(Whole())
    await org.close()
    with pytest.raises(Unreachable):
        await org.facts()


def test_the_wire_of_a_reading_and_of_events_loads_no_zeep_and_no_cryptography() -> None:
    mine = "import sys, tui.org.wire.client, tui.org.link, tui.org.events.live, tui.org.events.wire"
    heavy = "{'simple_salesforce', 'zeep', 'lxml', 'cryptography', 'jwt'}"
    done = subprocess.run(
        [sys.executable, "-c", f"{mine}; print(sorted({heavy} & set(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_importing_the_face_loads_neither_requests_nor_simple_salesforce() -> None:
    code = "import sys, tui.org.org; print(sorted({'requests', 'simple_salesforce', 'urllib3'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
