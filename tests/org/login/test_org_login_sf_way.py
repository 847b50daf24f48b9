from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as replaced
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.org.login.fake_sf import FakeSf
from tests.org.login.logins import Stage, stage
from tui.org.login.sf import SalesforceCli
from tui.org.wire.errors import OrgFailure


@pytest.fixture
def sf(tmp_path: Path) -> Iterator[Stage]:
    """The login of a Salesforce CLI that knows the served org as ``dev``."""
    with stage("sf") as one:
        fake = FakeSf(tmp_path / "sf")
        fake.log_in("dev", one.wire.server.url, one.wire.server.access_token, username="kim@acme.example")
        one.means = replaced(one.means, sf=lambda: SalesforceCli(fake.environment))
        one.saved = replace(one.saved, instance_url="", username="dev")
        yield one


def test_the_address_and_the_user_are_the_clis_and_no_keychain_is_needed(sf: Stage) -> None:
    sf.secrets.refuses = lambda doing, what: True
    saved = sf.log_in()
    assert (saved.instance_url, saved.username) == (sf.wire.server.url, "kim@acme.example")
    connection = sf.connect()
    assert connection.login == "Salesforce CLI"
    assert sf.works(connection.token)


def test_logging_out_leaves_the_clis_login_and_names_its_command(sf: Stage) -> None:
    sf.log_in()
    assert "sf org logout --target-org kim@acme.example" in sf.log_out()[-1]
    assert sf.works(sf.connect().token)


def test_an_org_that_the_cli_does_not_know_is_refused(sf: Stage) -> None:
    sf.saved = replace(sf.saved, username="nobody")
    with pytest.raises(OrgFailure) as failure:
        sf.log_in()
    assert "Near" not in failure.value.problem.cause


def test_an_org_that_the_cli_knows_by_a_name_that_comes_near_is_named(sf: Stage) -> None:
    sf.saved = replace(sf.saved, username="kim@acme.exampel")
    with pytest.raises(OrgFailure) as failure:
        sf.log_in()
    assert failure.value.problem.cause == "Near: kim@acme.example"
