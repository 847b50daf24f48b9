"""Which org a command line means, and how it says that there is none."""

from __future__ import annotations

import pytest

from tui.cli.failures import NotConnected, WrongUsage
from tui.cli.given import Given
from tui.cli.target import DemoTarget, TokenTarget, target_of

BOTH = {"SF_ACCESS_TOKEN": "00Dsecret!canary", "SF_ORG_INSTANCE_URL": "https://acme.example"}


def test_the_demo_counts_over_the_variables() -> None:
    assert target_of(Given(demo="small"), BOTH) == DemoTarget("small")


def test_the_two_variables_name_an_org() -> None:
    assert target_of(Given(), BOTH) == TokenTarget("https://acme.example", "00Dsecret!canary")


def test_a_target_never_shows_its_token() -> None:
    assert "canary" not in repr(target_of(Given(), BOTH))


def test_a_saved_org_is_not_known_yet_and_the_message_says_what_works() -> None:
    with pytest.raises(NotConnected) as caught:
        target_of(Given(org="acme"), BOTH)
    assert "--demo" in caught.value.problem.next
    assert "SF_ACCESS_TOKEN" in caught.value.problem.next


@pytest.mark.parametrize("there", list(BOTH))
def test_one_variable_alone_is_no_connection_and_the_other_is_named(there: str) -> None:
    (missing,) = set(BOTH) - {there}
    with pytest.raises(NotConnected) as caught:
        target_of(Given(), {there: BOTH[there], missing: ""})
    assert caught.value.problem.next == f"Set {missing}"


def test_nothing_at_all_is_no_connection() -> None:
    with pytest.raises(NotConnected):
        target_of(Given(), {})


def test_the_demo_and_a_saved_org_exclude_each_other() -> None:
    with pytest.raises(WrongUsage):
        target_of(Given(demo="small", org="acme"), {})
