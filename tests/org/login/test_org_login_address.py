from __future__ import annotations

import pytest

from tui.org.login.grant import Grant
from tui.org.login.login_address import answered_by, login_address
from tui.org.login.refusals import LoginRefused
from tui.org.wire.connection import Address
from tui.org.wire.errors import BadAddress
from tui.presence.saved_org import SavedOrg, Via

ACME = Address("acme.my.salesforce.com")


@pytest.mark.parametrize(
    "given",
    [
        "https://acme.my.salesforce.com",
        "https://acme.my.salesforce.com/lightning/page/home",
        "acme.my.salesforce.com",
        " https://ACME.my.salesforce.com/ ",
        "https://acme.lightning.force.com/lightning/setup/SetupOneHome/home",
        "https://acme.my.salesforce-setup.com/lightning/setup/",
    ],
)
@pytest.mark.parametrize("via", ["web", "jwt", "client-credentials"])
def test_whichever_address_of_the_org_is_given_the_login_goes_to_its_my_domain(given: str, via: Via) -> None:
    assert login_address(SavedOrg("acme", via, given)) == ACME


def test_a_sandbox_keeps_its_name() -> None:
    given = "https://acme--uat.sandbox.lightning.force.com/"
    assert login_address(SavedOrg("acme", "web", given)).host == "acme--uat.sandbox.my.salesforce.com"


def test_a_web_login_may_begin_where_everybodys_does() -> None:
    assert login_address(SavedOrg("acme", "web")).host == "login.salesforce.com"
    assert login_address(SavedOrg("acme", "web", "https://test.salesforce.com")).host == "test.salesforce.com"


@pytest.mark.parametrize("via", ["jwt", "client-credentials"])
@pytest.mark.parametrize("given", ["", "https://login.salesforce.com", "https://test.salesforce.com"])
def test_a_login_without_a_person_needs_the_orgs_own_address(via: Via, given: str) -> None:
    with pytest.raises(BadAddress) as failure:
        login_address(SavedOrg("acme", via, given))
    assert failure.value.exit_code == 3


@pytest.mark.parametrize("given", ["http://acme.my.salesforce.com", "https://kim:pw@acme.my.salesforce.com", "ftp://x"])
def test_an_unsafe_address_is_refused(given: str) -> None:
    with pytest.raises(BadAddress):
        login_address(SavedOrg("acme", "web", given))


@pytest.mark.parametrize("given", ["acme", "https://acme", "https://acme/lightning/page/home"])
def test_a_name_alone_is_no_address_and_nobody_is_sent_there(given: str) -> None:
    with pytest.raises(BadAddress) as failure:
        login_address(SavedOrg("acme", "web", given))
    assert "acme" in failure.value.problem.cause


def test_the_token_counts_where_it_was_asked_for() -> None:
    assert answered_by(Grant("t", "https://acme.my.salesforce.com"), ACME) == ACME
    assert answered_by(Grant("t"), ACME) == ACME


def test_a_token_for_another_host_is_refused() -> None:
    with pytest.raises(LoginRefused) as failure:
        answered_by(Grant("t", "https://evil.example"), ACME)
    assert "evil.example" in failure.value.problem.cause


def test_everybodys_page_may_lead_to_any_org_over_a_safe_address() -> None:
    asked = Address("login.salesforce.com")
    assert answered_by(Grant("t", "https://acme.my.salesforce.com"), asked) == ACME
    with pytest.raises(BadAddress):
        answered_by(Grant("t", "http://acme.my.salesforce.com"), asked)
