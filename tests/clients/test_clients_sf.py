"""The demo org satisfies the Salesforce CLI itself (``python -m tests.clients.install`` brings it)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.sf_desk import SfDesk, desk
from tests.clients.tier import needs
from tests.demo.served import Wire, served

pytestmark = needs("@salesforce/cli")
USERS = "SELECT Id, Profile.Name FROM User"


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with served(2_500) as one:
        yield one


@pytest.fixture(scope="module")
def sf(wire: Wire, tmp_path_factory: pytest.TempPathFactory) -> SfDesk:
    one = desk(tmp_path_factory.mktemp("sf"))
    assert one.log_in(wire)["status"] == 0
    return one


def code(folder: Path, source: str) -> str:
    """A file with Apex in it."""
    file = folder / "code.apex"
    file.write_text(source)
    return str(file)


def test_it_logs_in_with_an_access_token(wire: Wire, tmp_path: Path) -> None:
    result = desk(tmp_path).log_in(wire)["result"]
    assert (result["orgId"], result["username"]) == (wire.world.org_id, wire.world.caller_username)


def test_it_finds_the_org_connected(wire: Wire, sf: SfDesk) -> None:
    assert sf.sf("org", "display")["result"]["connectedStatus"] == "Connected"


def test_it_reads_all_pages_of_a_query(wire: Wire, sf: SfDesk) -> None:
    result = sf.sf("data", "query", "--query", USERS)["result"]
    assert len(result["records"]) == result["totalSize"] > 2_000


def test_it_shows_the_columns_of_a_query(wire: Wire, sf: SfDesk) -> None:
    printed = sf.run("sf", "data", "query", "--query", USERS, "--result-format", "csv").stdout
    head, *rows = csv.reader(io.StringIO(printed))
    assert (head, len(rows) > 2_000) == (["Id", "Profile.Name"], True)


def test_it_runs_apex_and_prints_its_log(wire: Wire, sf: SfDesk, tmp_path: Path) -> None:
    file = code(tmp_path, "System.debug('hello <&> ' + UserInfo.getUserName());")
    logs = sf.sf("apex", "run", "--file", file)["result"]["logs"]
    assert f"|USER_DEBUG|[1]|DEBUG|hello <&> {wire.world.caller_username}\n" in logs


@pytest.mark.parametrize(
    ("source", "name"), [("Integer x = 1 / 0;", "executeRuntimeFailure"), ("Integer x = ;", "executeCompileFailure")]
)
def test_it_tells_apex_that_fails(wire: Wire, sf: SfDesk, tmp_path: Path, source: str, name: str) -> None:
    assert sf.sf("apex", "run", "--file", code(tmp_path, source))["name"] == name


def test_it_lists_the_limits(wire: Wire, sf: SfDesk) -> None:
    [calls] = [one for one in sf.sf("org", "list", "limits")["result"] if one["name"] == "DailyApiRequests"]
    assert (calls["max"], calls["remaining"]) == (115_000, 115_000 - wire.server.account.used)


def test_it_tells_a_session_that_is_over(tmp_path: Path) -> None:
    with served() as wire:
        one = desk(tmp_path)
        one.log_in(wire)
        wire.server.account.kill_token()
        assert one.sf("data", "query", "--query", USERS)["name"] == "INVALID_SESSION_ID"
