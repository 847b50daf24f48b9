"""Where no org is named: what is said differs by whether any is saved at all."""

from __future__ import annotations

import pytest

from tests.cli.stage import Serve
from tui.cli.connections.connecting import sf_connection
from tui.cli.connections.saved_names import saved_named
from tui.cli.connections.target import SfTarget
from tui.cli.failures import WrongUsage
from tui.org.login.sf import NoTargetOrg
from tui.presence.problems import NothingGiven
from tui.store.places import platform_places
from tui.store.saved_orgs import SavedOrgs


class NoTarget:
    """A Salesforce CLI without a target org."""

    def orgs(self) -> tuple[()]:
        return ()

    def connection(self, name: str = "") -> None:
        raise NoTargetOrg("The Salesforce CLI has no target org", "none was named", "")


def test_where_none_is_saved_nothing_is_said_of_a_default(places: object) -> None:
    with pytest.raises(WrongUsage) as refused:
        saved_named(None, SavedOrgs(platform_places()))
    said = f"{refused.value.problem} {refused.value.problem.next}"
    assert "default" not in said
    assert "None is saved yet: de-presence orgs add NAME" in said


@pytest.mark.parametrize(
    ("saved", "words"), [((), "nothing is saved, and"), (("acme",), "none of the saved ones is the default, and")]
)
def test_without_a_target_org_it_is_said_whether_any_is_saved(saved: tuple[str, ...], words: str) -> None:
    with pytest.raises(NothingGiven) as refused:
        sf_connection(SfTarget("", saved), NoTarget())  # type: ignore[arg-type]  # never gives a connection
    assert (refused.value.problem.cause or "").startswith(words)


def test_a_headless_toggle_without_manage_users_says_who_may_toggle(serve: Serve) -> None:
    ran = serve(without=frozenset({"manage-users"})).run("toggle", "off", "nobody@acme.example", "--yes")
    assert ran.code == 5
    assert "only a person at the monitor may toggle" in ran.err
