"""The login of the Salesforce CLI, against a stand-in that answers as its versions do."""

from __future__ import annotations

import fcntl
import logging
import threading
import traceback
from pathlib import Path

import pytest

from tests.org.demo_org import MORNING
from tests.org.login.fake_sf import FakeSf
from tests.org.login.sf_reading import failure, read
from tui.demo.http.server import DemoServer
from tui.demo.options import Options
from tui.demo.world.world import World
from tui.org.login.sf import NoTargetOrg, SalesforceCli, SfOrg, SfSlow, SfUnusable, UnknownToSf
from tui.org.wire.connection import Connection
from tui.org.wire.errors import BadAddress, LoginExpired

URL = "https://acme.my.salesforce.com/"
TOKEN = "00D5e000000abcD!first.of.two"
NEWER = "00D5e000000abcD!second.of.two"
CANARY = "canary.of.a.token"
VERSIONS = pytest.mark.parametrize("version", ["2.150", "2.100"])


@pytest.fixture
def sf(tmp_path: Path) -> FakeSf:
    fake = FakeSf(tmp_path / "sf")
    fake.log_in("acme", URL, TOKEN)
    return fake


def cli(sf: FakeSf, patience: float = 60.0) -> SalesforceCli:
    return SalesforceCli(sf.environment, patience)


def renewed(connection: Connection) -> str:
    assert connection.renew is not None
    return connection.renew()


@VERSIONS
def test_the_token_is_had_of_newer_and_older_versions(tmp_path: Path, version: str) -> None:
    sf = FakeSf(tmp_path, version)
    sf.log_in("acme", URL, TOKEN)
    connection = cli(sf).connection("acme")
    assert (connection.token, connection.instance_url) == (TOKEN, "https://acme.my.salesforce.com")
    assert connection.login == "Salesforce CLI"


def test_an_org_is_found_by_its_username_too(sf: FakeSf) -> None:
    assert cli(sf).connection("acme@acme.example").token == TOKEN


def test_without_a_name_the_target_org_is_meant(sf: FakeSf) -> None:
    sf.play(target="acme")
    assert cli(sf).connection().token == TOKEN
    assert sf.calls()[0] == ["org", "display", "--json"]


def test_without_a_target_org_it_says_how_to_set_one(sf: FakeSf) -> None:
    failed = failure(cli(sf).connection)
    assert isinstance(failed, NoTargetOrg)
    assert "sf config set target-org" in failed.problem.next


def test_an_unknown_name_is_told(sf: FakeSf) -> None:
    failed = failure(lambda: cli(sf).connection("nobody"))
    assert isinstance(failed, UnknownToSf)
    assert failed.problem.title == 'The Salesforce CLI knows no org "nobody"'
    assert "Parsing" not in failed.problem.cause
    assert "sf org list" in failed.problem.next
    assert "sf org login web" in failed.problem.next


def test_an_unknown_username_is_told_whole(sf: FakeSf) -> None:
    assert '"ada@acme.example"' in failure(lambda: cli(sf).connection("ada@acme.example")).problem.title


@pytest.mark.parametrize("name", ["-o", "--flags-dir=/tmp", "a\nb", "\x00"])
def test_a_name_that_sf_could_take_for_something_else_is_not_passed_on(sf: FakeSf, name: str) -> None:
    assert isinstance(failure(lambda: cli(sf).connection(name)), UnknownToSf)
    assert sf.calls() == []


def test_a_session_that_has_expired_is_told_by_the_fields_though_sf_ends_well(sf: FakeSf) -> None:
    sf.log_in("acme", URL, TOKEN, connected="Session expired or invalid")
    failed = failure(lambda: cli(sf).connection("acme"))
    assert isinstance(failed, LoginExpired)
    assert failed.problem.next == "Run sf org login web --instance-url https://acme.my.salesforce.com --alias acme"


def test_an_org_that_sf_cannot_reach_just_now_is_left_to_our_own_try(sf: FakeSf) -> None:
    sf.log_in("acme", URL, TOKEN, connected="ENOTFOUND")
    assert cli(sf).connection("acme").token == TOKEN


def test_a_dead_refresh_token_is_a_login_that_has_expired(sf: FakeSf) -> None:
    sf.play("dead-refresh show-access-token")
    assert isinstance(failure(lambda: cli(sf).connection("acme")), LoginExpired)


def test_plain_http_to_another_machine_is_refused_before_the_token_is_asked_for(sf: FakeSf) -> None:
    sf.log_in("acme", "http://acme.my.salesforce.com", TOKEN)
    assert isinstance(failure(lambda: cli(sf).connection("acme")), BadAddress)
    assert [one[:2] for one in sf.calls()] == [["org", "display"]]


@VERSIONS
def test_renewal_asks_sf_again(tmp_path: Path, version: str) -> None:
    sf = FakeSf(tmp_path, version)
    sf.log_in("acme", URL, TOKEN)
    connection = cli(sf).connection("acme")
    sf.log_in("acme", URL, NEWER)
    assert renewed(connection) == NEWER


@VERSIONS
def test_renewal_that_brings_the_dead_token_again_says_how_to_log_in(tmp_path: Path, version: str) -> None:
    sf = FakeSf(tmp_path, version)
    sf.log_in("acme", URL, TOKEN)
    connection = cli(sf).connection("acme")
    sf.log_in("acme", URL, TOKEN, connected="Session expired or invalid")
    failed = failure(lambda: renewed(connection))
    assert isinstance(failed, LoginExpired)
    assert "--alias acme" in failed.problem.next


def test_renewal_for_a_second_connection_gets_the_same_good_token(sf: FakeSf) -> None:
    connection = cli(sf).connection("acme")
    sf.log_in("acme", URL, NEWER)
    assert (renewed(connection), renewed(connection)) == (NEWER, NEWER)


def test_renewal_stays_with_the_user_when_the_alias_is_given_to_another_org(sf: FakeSf) -> None:
    sf.log_in("work", URL, TOKEN, username="me@acme.example")
    connection = cli(sf).connection("work")
    sf.log_in("old", URL, NEWER, username="me@acme.example")
    sf.log_in("work", "https://other.my.salesforce.com", "00D5e000000zzzZ!elsewhere")
    assert renewed(connection) == NEWER


def test_the_list_has_each_org_once_with_the_target_first(sf: FakeSf) -> None:
    sf.log_in("hub", URL, TOKEN, kind="Dev Hub", connected="Session expired or invalid")
    sf.log_in("box", URL, TOKEN, kind="sandbox")
    sf.play(target="box@acme.example")
    url, org = URL.rstrip("/"), "00D5e000002kMSjEAM"
    assert cli(sf).orgs() == (
        SfOrg("box", "box@acme.example", url, org, "sandbox", True, "Connected"),
        SfOrg("acme", "acme@acme.example", url, org, "org", False, "Connected"),
        SfOrg("hub", "hub@acme.example", url, org, "Dev Hub", False, "Session expired or invalid"),
    )


def test_an_older_list_lacks_some_of_its_parts(tmp_path: Path) -> None:
    sf = FakeSf(tmp_path, "2.100")
    sf.log_in("box", URL, TOKEN, kind="sandbox")
    assert [(one.alias, one.kind) for one in cli(sf).orgs()] == [("box", "sandbox")]


def test_a_list_that_waits_for_a_dead_org_is_made_without_asking_the_orgs(sf: FakeSf) -> None:
    sf.play("hang list")
    assert [(one.alias, one.connected) for one in cli(sf, patience=6).orgs()] == [("acme", "")]


def test_one_org_is_described_without_its_token(sf: FakeSf) -> None:
    found = cli(sf).org("acme")
    assert (found.username, found.instance_url) == ("acme@acme.example", URL.rstrip("/"))
    assert TOKEN not in repr(found)


def test_what_comes_before_the_json_is_passed_over(sf: FakeSf) -> None:
    sf.play("noise")
    assert cli(sf).connection("acme").token == TOKEN


def test_no_sf_on_the_path_is_told_with_another_way(tmp_path: Path) -> None:
    nowhere = SalesforceCli({"PATH": str(tmp_path)})
    assert nowhere.why_none() == "the Salesforce CLI (sf) is not on the PATH"
    assert "--via web" in failure(nowhere.orgs).problem.next


def test_an_sf_that_is_there_can_be_used(sf: FakeSf) -> None:
    assert cli(sf).why_none() is None


def test_an_sf_that_is_no_program_is_told(sf: FakeSf) -> None:
    sf.program.write_bytes(b"\x7fELF and no more")
    failed = failure(lambda: cli(sf).connection("acme"))
    assert failed.problem.title == "The Salesforce CLI cannot be started"


def test_an_sf_that_nobody_may_run_is_not_there(sf: FakeSf) -> None:
    sf.program.chmod(0o644)
    assert cli(sf).why_none() is not None


def test_an_sf_that_hangs_is_ended_with_all_that_it_started(sf: FakeSf) -> None:
    sf.play("hang")
    assert isinstance(failure(lambda: cli(sf, patience=2).connection("acme")), SfSlow)
    with sf.lock.open("a") as lock:
        waiting = threading.Thread(target=lambda: fcntl.flock(lock, fcntl.LOCK_EX), daemon=True)
        waiting.start()
        waiting.join(20)
        assert not waiting.is_alive()


def test_a_version_that_hides_the_token_and_cannot_give_it_is_too_old(tmp_path: Path) -> None:
    sf = FakeSf(tmp_path, "7.0.2")
    sf.log_in("acme", URL, TOKEN)
    failed = failure(lambda: cli(sf).connection("acme"))
    assert (failed.problem.title, "sf update" in failed.problem.next) == ("The Salesforce CLI is too old", True)


def test_a_crash_is_told_by_the_line_of_its_error(sf: FakeSf) -> None:
    sf.play("crash")
    failed = failure(lambda: cli(sf).connection("acme"))
    assert failed.problem.title == "The Salesforce CLI crashed"
    assert failed.problem.cause.startswith("TypeError: Cannot read properties of undefined (reading 'bind')")
    assert "Node 22" in failed.problem.next


def test_a_refusal_is_told_in_its_own_words(sf: FakeSf) -> None:
    sf.play("refuse")
    assert failure(lambda: cli(sf).connection("acme")).problem.cause.startswith("Failed to decipher auth data")


@pytest.mark.parametrize("mode", ["crash", "garbage", "refuse", "other-shape", "other-shape show-access-token"])
def test_no_failure_tells_what_sf_printed(sf: FakeSf, mode: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sf.play(mode)
    failed = failure(lambda: cli(sf).connection("acme"))
    frames = traceback.TracebackException.from_exception(failed, capture_locals=True)
    assert isinstance(failed, SfUnusable)
    assert CANARY not in "".join(frames.format()) + repr(failed.problem) + caplog.text


def test_no_renewal_that_fails_tells_the_token(sf: FakeSf) -> None:
    connection = cli(sf).connection("acme")
    sf.log_in("acme", URL, TOKEN, connected="Session expired or invalid")
    failed = failure(lambda: renewed(connection))
    frames = traceback.TracebackException.from_exception(failed, capture_locals=True)
    assert TOKEN not in "".join(frames.format()) + repr(connection)


def test_sf_is_asked_to_be_quiet_and_told_no_token(sf: FakeSf) -> None:
    renewed(cli(sf).connection("acme"))
    given = sf.environment_of_last_call()
    assert (given["SF_DISABLE_TELEMETRY"], given["SF_AUTOUPDATE_DISABLE"], given["FORCE_COLOR"]) == (
        "true",
        "true",
        "0",
    )
    assert TOKEN not in repr((given, sf.calls()))


def test_a_whole_reading_goes_through_though_the_token_dies_on_the_way(sf: FakeSf) -> None:
    world = World(Options(size="small"), lambda: MORNING)
    world.quiet()
    with DemoServer(world) as server:
        sf.log_in("demo", f"{server.url}/", server.access_token)
        connection = cli(sf).connection("demo")
        sf.log_in("demo", f"{server.url}/", server.account.renew_token())
        assert len(read(connection).users) > 10
    assert [status for *_, status in server.requests].count(401) == 1
