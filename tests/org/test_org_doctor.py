"""The doctor of an org, against the demo org: what it finds in words, and that it changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.org.demo_org import MORNING, Place, WorldTime, served
from tui.demo.http.org_account import Allowance
from tui.demo.http.server import Fault
from tui.demo.http.wire import Reply, json_reply
from tui.demo.options import Options
from tui.org.doctor import names
from tui.org.doctor.examination import LOOKS
from tui.org.org import SalesforceOrg
from tui.org.wire.connection import Connection
from tui.presence.checks import Check
from tui.presence.settings import LoopSettings, PresenceSettings, Settings

ARTICLE = Settings(presence=PresenceSettings(preset="article"))
POLLING = "ToggleDEUserBasedOnSession"
DEAD = json_reply([{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}], 401)


def examined(place: Place, settings: Settings | None = None, read_only: str | None = None) -> Mapping[str, Check]:
    found = asyncio.run(place.org.examine(settings or Settings(), read_only))
    return {one.name: one for one in found}


def options(*without: str, extra: str = "", size: str | int = 8, production: bool = False) -> Options:
    return Options(size, without=frozenset(without), extra=frozenset(filter(None, [extra])), production=production)


def says(word: str, reply: Reply, place: Place) -> None:
    """From now on requests whose path or query has this word are answered so."""
    place.server.interceptor = lambda request: (
        Fault(answer=reply) if word in f"{request.path} {request.query.get('q', '')}" else None
    )


def test_every_check_is_there_in_a_fixed_order_and_nothing_needed_is_missing_in_a_sound_org() -> None:
    with served(options()) as place:
        found = examined(place)
    assert list(found) == list(LOOKS)
    assert [one.name for one in found.values() if one.ok is False] == []


def test_nothing_is_written_and_nobody_toggled() -> None:
    with served(options(extra="companion")) as place:
        examined(place)
        assert place.world.received == []
        assert {method for method, _, _ in place.server.requests} == {"GET"}


def test_no_call_with_a_debug_log_is_spent() -> None:
    with served(options()) as place:
        assert "not tried" in examined(place)[names.READING].found
        assert place.server.account.debug_used == 0


def test_a_log_route_in_use_is_told_with_the_calls_that_it_has_used() -> None:
    with served(options(), allowance=Allowance(longest_message=50)) as place:
        place.read()
        found = examined(place)
    assert "log works, and is in use" in found[names.READING].found
    assert found[names.DEBUG_LOG].ok is None
    assert found[names.DEBUG_LOG].found.startswith("1 of 500")


def test_the_login_tells_how_as_whom_until_when_and_whether_it_renews_itself() -> None:
    with served(options(), renews=True) as place:
        login = examined(place)[names.LOGIN]
    assert login.found.startswith("an access token that was given, as admin@acme.example; its session ends in ")
    assert login.found.endswith("renewed by itself then")
    with served(options()) as place:
        assert "cannot renew itself" in examined(place)[names.LOGIN].next


def test_the_org_is_told_with_its_kind_and_why_nothing_may_be_written() -> None:
    with served(options(production=True)) as place:
        org = examined(place, read_only="you said so")[names.ORG]
    assert "PRODUCTION, read-only" in org.found
    assert "you said so" in org.why


def test_only_own_sessions_are_a_missing_permission_and_their_kinds_are_not_concluded_from() -> None:
    with served(options("manage-users")) as place:
        found = examined(place)
    assert (found[names.ALL_SESSIONS].ok, found[names.ALL_SESSIONS].permission) == (False, True)
    assert "Manage Users" in found[names.ALL_SESSIONS].next
    assert found[names.KINDS].ok is None


def test_without_author_apex_the_action_is_open_but_nobody_is_known_to_toggle() -> None:
    with served(options("author-apex")) as place:
        found = examined(place)
    assert (found[names.READING].ok, found[names.READING].permission) == (False, True)
    assert found[names.TOGGLING].ok is None
    assert "nobody is toggled while it cannot be read" in found[names.TOGGLING].why
    assert "action works" in found[names.TOGGLING].found
    assert "anonymous closed: Author Apex is missing" in found[names.TOGGLING].found


def test_the_companion_takes_the_place_of_author_apex() -> None:
    with served(options("author-apex", extra="companion")) as place:
        found = examined(place)
    assert "companion works (sessions and DE in 1 call)" in found[names.READING].found
    assert (found[names.READING].ok, found[names.AUTHOR_APEX].ok) == (True, None)
    assert "not needed" in found[names.AUTHOR_APEX].found
    assert "1 call a reading" in found[names.API_USE].found


def test_a_companion_that_this_user_may_not_call_is_told_so() -> None:
    with served(options("class-access", extra="companion")) as place:
        found = examined(place)
    assert "companion closed (your user has no access to it" in found[names.CLASS_ACCESS].found


def test_an_action_that_carries_a_reason_is_told_so() -> None:
    with served(options(extra="action-reason")) as place:
        assert "action works, carries a reason" in examined(place)[names.TOGGLING].found
    with served(options()) as place:
        assert "action works, carries no reason" in examined(place)[names.TOGGLING].found


def test_without_the_package_nothing_reads_and_nothing_toggles() -> None:
    with served(options("package")) as place:
        found = examined(place)
    for name in (names.PACKAGE, names.READING, names.TOGGLING):
        assert (found[name].ok, found[name].permission) == (False, True)
    assert "Install the package" in found[names.PACKAGE].next


def test_an_installed_package_tells_its_version() -> None:
    with served(options()) as place:
        assert examined(place)[names.PACKAGE].found.startswith("installed, version ")


def test_a_refused_list_of_packages_leaves_the_version_unknown_and_the_package_installed() -> None:
    no = json_reply([{"message": "sObject type is not supported.", "errorCode": "INVALID_TYPE"}], 400)
    with served(options()) as place:
        examined(place)
        says("tooling/query", no, place)
        package = examined(place)[names.PACKAGE]
    assert package.ok is True
    assert "as its objects show" in package.found
    assert "Download AppExchange Packages" in package.found


def test_without_list_and_objects_the_answer_itself_shows_the_package() -> None:
    no = json_reply([{"message": "no", "errorCode": "INVALID_TYPE"}], 400)
    with served(options()) as place:
        examined(place)
        place.server.interceptor = lambda request: (
            Fault(answer=no) if "tooling/query" in request.path or request.path.endswith("/sobjects") else None
        )
        assert "as it answers" in examined(place)[names.PACKAGE].found


def test_a_team_managers_view_is_told() -> None:
    with served(options()) as place:
        examined(place)
        more = json_reply({"totalSize": 99, "done": True, "records": []})
        says("SELECT COUNT()", more, place)
        teams = examined(place)[names.TEAMS]
    assert teams.ok is None
    assert "the org has 99 teams" in teams.found
    assert "only your own teams" in teams.why


def test_preset_article_is_told_whom_it_calls_absent_and_by_which_login() -> None:
    with served(options(size=20)) as place:
        people = [one.id for one in place.world.users.values() if one.works and one.id != place.world.caller_id][:2]
        before = examined(place, ARTICLE)[names.KINDS].found
        for one in people:
            place.world.log_out(one)
            place.world.log_in(one, "UI", "Lightning Login")
        kinds = examined(place, ARTICLE)[names.KINDS]
    assert kinds.ok is None
    assert "login Lightning Login" in kinds.found
    assert kinds.found != before
    assert "preset `article` does not count" in kinds.found
    assert 'preset = "default"' in kinds.next


def test_the_default_preset_tells_what_article_would_make_of_them() -> None:
    with served(options(size=20)) as place:
        one = next(one.id for one in place.world.users.values() if one.works and one.id != place.world.caller_id)
        place.world.log_in(one, "UI", "SAML Sfdc Initiated SSO")
        kinds = examined(place)[names.KINDS]
    assert kinds.ok is True
    assert "Preset `article` would call" in kinds.found
    assert "login SAML Sfdc Initiated SSO" in kinds.found


def test_expired_rows_and_programs_are_nobodys_sessions() -> None:
    with served(options()) as place:
        for person in place.world.users.values():
            place.world.log_out(person.id)
        one = next(one.id for one in place.world.users.values() if one.works and one.id != place.world.caller_id)
        place.world.log_in(one, "Oauth2", "Remote Access 2.0")
        place.world.log_in(one, "UI", "Application")
        place.world.expire(one)
        types = examined(place)[names.KINDS].found.partition("Types: ")[2].partition(".")[0]
    assert "UI" not in types
    assert "Oauth2" not in types


@pytest.mark.parametrize(("calls", "ok"), [(115_000, True), (10_000, None), (3_000, False)])
def test_the_share_of_the_orgs_calls_that_a_day_would_take_is_judged(calls: int, ok: bool | None) -> None:
    with served(options(), allowance=Allowance(calls=calls)) as place:
        use = examined(place)[names.API_USE]
    assert use.ok is ok
    assert "2 calls a reading, every 1 min: about 3,600 a day" in use.found


@pytest.mark.parametrize(("calls", "words"), [(115_000, "and 720 for logins"), (10_000, "and 100 for logins")])
def test_what_logins_cost_is_told_and_is_little_where_calls_are_few(calls: int, words: str) -> None:
    with served(options(), allowance=Allowance(calls=calls)) as place:
        assert words in examined(place)[names.API_USE].found


def test_a_slower_pace_takes_fewer_calls() -> None:
    slow = Settings(loop=LoopSettings(refresh=300))
    with served(options()) as place:
        assert "every 5 min: about 720 a day" in examined(place, slow)[names.API_USE].found


def test_the_orgs_own_job_is_told_with_its_owner_and_what_to_do() -> None:
    with served(options()) as place:
        place.world.enqueue(POLLING)
        job = examined(place)[names.OWN_JOB]
        owner = place.world.caller.name
    assert job.ok is None
    assert job.found == f"runs: {POLLING}, Queued, as {owner}"
    assert "Abort it" in job.next


@pytest.mark.parametrize(
    ("behind", "ok", "words"),
    [(0, True, "agree"), (20, True, "20 s ahead of"), (300, None, "5 min ahead of"), (-300, None, "4 min behind")],
)
def test_how_far_the_clocks_are_apart_is_told(behind: float, ok: bool | None, words: str) -> None:
    with served(options()) as place:
        ours = WorldTime(lambda: MORNING - timedelta(seconds=behind))
        org = SalesforceOrg(Connection(place.server.url, place.server.access_token), ours)
        clock = next(one for one in asyncio.run(org.examine(Settings())) if one.name == names.CLOCK)
        asyncio.run(org.close())
    assert clock.ok is ok
    assert words in clock.found


def test_a_check_that_fails_stops_no_other() -> None:
    no = json_reply([{"message": "not today", "errorCode": "UNKNOWN_EXCEPTION"}], 500)
    with served(options()) as place:
        examined(place)
        says("AsyncApexJob", no, place)
        found = examined(place)
    assert list(found) == list(LOOKS)
    assert found[names.READING].ok is True
    assert found[names.WIDGET].found != names.NOT_LOOKED_AT


def test_a_login_that_dies_on_the_way_is_told_and_the_rest_is_not_looked_at() -> None:
    with served(options()) as place:
        examined(place)
        says("UserPermissionAccess", DEAD, place)
        found = examined(place)
    assert list(found) == list(LOOKS)
    assert (found[names.LOGIN].ok, found[names.REACHABLE].ok) == (False, True)
    assert found[names.READING].found == names.NOT_LOOKED_AT


def test_an_org_that_falls_silent_on_the_way_is_told() -> None:
    with served(options()) as place:
        examined(place)
        place.server.interceptor = lambda request: (
            Fault(cut="before") if "UserPermission" in str(request.query) else None
        )
        found = examined(place)
    assert found[names.REACHABLE].ok is False
    assert "lost on the way" in found[names.REACHABLE].found


def test_what_was_granted_meanwhile_is_seen_at_once() -> None:
    with served(options("author-apex")) as place:
        assert examined(place)[names.READING].ok is False
        place.world.grant("author-apex")
        assert examined(place)[names.READING].ok is True
