"""Our login by the Salesforce CLI, with the CLI itself and the demo org (``python -m tests.clients.install``)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.sf_desk import SfDesk, desk
from tests.clients.tier import PATIENCE, needs
from tests.demo.served import Wire, served
from tests.org.login.sf_reading import failure, read
from tui.org.login.sf import NoTargetOrg, SalesforceCli, UnknownToSf
from tui.org.wire.errors import LoginExpired

pytestmark = needs("@salesforce/cli")


@pytest.fixture
def wire() -> Iterator[Wire]:
    with served() as one:
        yield one


@pytest.fixture
def sf(wire: Wire, tmp_path: Path) -> SfDesk:
    one = desk(tmp_path / "home")
    one.log_in(wire)
    return one


def cli(sf: SfDesk) -> SalesforceCli:
    return SalesforceCli(sf.environment, PATIENCE)


def test_an_org_is_read_by_its_alias(wire: Wire, sf: SfDesk) -> None:
    connection = cli(sf).connection("demo")
    assert (connection.instance_url, connection.token) == (wire.server.url, wire.server.access_token)
    assert len(read(connection).users) > 10


def test_the_target_org_is_meant_without_a_name(wire: Wire, sf: SfDesk) -> None:
    assert cli(sf).connection().instance_url == wire.server.url


def test_the_picker_has_the_org(wire: Wire, sf: SfDesk) -> None:
    [org] = cli(sf).orgs()
    assert (org.alias, org.username, org.org_id) == ("demo", wire.world.caller_username, wire.world.org_id)
    assert (org.instance_url, org.is_default, org.connected) == (wire.server.url, True, "Connected")


def test_a_token_that_sf_has_renewed_is_used(wire: Wire, sf: SfDesk) -> None:
    connection = cli(sf).connection("demo")
    wire.server.account.renew_token()
    sf.log_in(wire)
    assert len(read(connection).users) > 10


def test_a_session_that_is_over_says_how_to_log_in(wire: Wire, sf: SfDesk) -> None:
    wire.server.account.kill_token()
    failed = failure(lambda: cli(sf).connection("demo"))
    assert isinstance(failed, LoginExpired)
    assert failed.problem.next == f"Run sf org login web --instance-url {wire.server.url} --alias demo"


def test_a_session_that_ends_on_the_way_says_how_to_log_in(wire: Wire, sf: SfDesk) -> None:
    connection = cli(sf).connection("demo")
    wire.server.account.kill_token()
    failed = failure(lambda: read(connection))
    assert isinstance(failed, LoginExpired)
    assert "--alias demo" in failed.problem.next


def test_an_unknown_alias_is_told(sf: SfDesk) -> None:
    assert isinstance(failure(lambda: cli(sf).connection("nobody")), UnknownToSf)


def test_no_target_org_is_told(tmp_path: Path) -> None:
    assert isinstance(failure(cli(desk(tmp_path)).connection), NoTargetOrg)


def test_no_file_of_ours_holds_the_token(wire: Wire, sf: SfDesk, tmp_path: Path) -> None:
    """The CLI encrypts its own; we write none."""
    read(cli(sf).connection("demo"))
    token = wire.server.access_token.encode()
    files = [Path(folder) / name for folder, _, names in os.walk(tmp_path) for name in names]
    assert [one.name for one in files if token in one.read_bytes()] == []
