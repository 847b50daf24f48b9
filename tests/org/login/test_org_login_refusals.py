from __future__ import annotations

import pytest

from tui.org.login.no_password import no_password
from tui.org.login.refusals import REFUSALS, LoginRefused, NotApproved, refused
from tui.org.wire.errors import GONE, LimitReached, LoginExpired, OrgFailure
from tui.presence.saved_org import SavedOrg, Via


def org(via: Via) -> SavedOrg:
    return SavedOrg("acme", via, "https://acme.my.salesforce.com", callback_port=1718)


@pytest.mark.parametrize(
    ("via", "code", "words", "kind", "remedy"),
    [
        ("web", "invalid_grant", "expired access/refresh token", LoginExpired, "de-presence login acme"),
        ("web", "invalid_grant", "token revoked", LoginExpired, "de-presence login acme"),
        ("web", "invalid_grant", "something new", LoginExpired, "de-presence login acme"),
        ("jwt", "invalid_grant", "something new", LoginRefused, "Login History"),
        ("web", "invalid_grant", "expired authorization code", LoginRefused, "the same command again"),
        ("jwt", "invalid_grant", "expired authorization code", LoginRefused, "clock"),
        ("jwt", "invalid_grant", "invalid assertion", LoginRefused, "certificate"),
        ("jwt", "invalid_grant", "user hasn't approved this consumer", NotApproved, "policies"),
        ("jwt", "invalid_app_access", "user is not admin approved to access this app", NotApproved, "policies"),
        ("web", "OAUTH_APP_ACCESS_DENIED", "user is not admin approved to access this app", NotApproved, "policies"),
        ("jwt", "invalid_grant", "audience is invalid", LoginRefused, "My Domain"),
        ("client-credentials", "invalid_grant", "request not supported on this domain", LoginRefused, "My Domain"),
        ("client-credentials", "invalid_grant", "no client credentials user enabled", LoginRefused, "run as"),
        ("web", "invalid_grant", "inactive user", LoginRefused, "activate"),
        ("web", "invalid_grant", "authentication failure", LoginRefused, "IP ranges"),
        ("web", "invalid_grant", "ip restricted or invalid login hours", LoginRefused, "login hours"),
        ("web", "invalid_grant", "login rate exceeded", LimitReached, "Wait"),
        ("web", "invalid_client_id", "client identifier invalid", LoginRefused, "consumer key|app's OAuth settings"),
        ("web", "invalid_client", "invalid client credentials", LoginRefused, "--secret-stdin"),
        ("client-credentials", "invalid_client", "invalid client credentials", LoginRefused, "Copy both"),
        ("web", "redirect_uri_mismatch", "redirect_uri must match configuration", LoginRefused, "localhost:1718"),
        ("web", "OAUTH_APPROVAL_ERROR_GENERIC", "An unexpected error has occured", NotApproved, "Approve Uninstalled"),
        ("web", "invalid_client", "app must be installed into org", NotApproved, "Approve Uninstalled"),
        ("jwt", "app_not_found", "External client app is not installed in this org", NotApproved, "Install it"),
        ("web", "OAUTH_EC_APP_NOT_FOUND", "", NotApproved, "Install it"),
        (
            "client-credentials",
            "unsupported_grant_type",
            "grant type not supported",
            LoginRefused,
            "client credentials",
        ),
        ("web", "invalid_scope", "the requested scope is invalid", LoginRefused, "refresh_token"),
        ("web", "access_denied", "end-user denied authorization", LoginRefused, "Allow"),
        ("web", "invalid_request", "missing required code challenge", LoginRefused, "the same command again"),
        ("web", "API_DISABLED_FOR_ORG", "API is not enabled for this Organization", NotApproved, "API Enabled"),
        ("web", "inactive_org", "organization is not active", LoginRefused, "owner"),
        ("web", "brand_new", "nobody has seen this", LoginRefused, "report"),
    ],
)
def test_each_refusal_has_its_kind_and_its_remedy(
    via: Via, code: str, words: str, kind: type[OrgFailure], remedy: str
) -> None:
    failure = refused(code, words, org(via))
    assert type(failure) is kind
    assert any(one in failure.problem.next for one in remedy.split("|"))
    assert failure.problem.cause == (f"{words} ({code})" if words else code)


def test_every_remedy_can_be_filled_in() -> None:
    for one in REFUSALS:
        failure = refused("", one.words[0], org("web" if not one.via else one.via))  # type: ignore[arg-type]  # a Via
        assert "{" not in failure.problem.next


def test_what_an_administrator_must_allow_exits_with_5_and_other_refusals_with_3() -> None:
    assert NotApproved.exit_code == 5
    assert LoginRefused.exit_code == LimitReached.exit_code == 3


def test_a_refused_renewal_means_that_the_org_is_out_of_reach_and_not_that_one_question_was() -> None:
    assert all(issubclass(one, GONE) for one in (LoginRefused, NotApproved, LimitReached))


def test_a_login_by_password_is_refused_with_why_and_with_what_to_use() -> None:
    problem = no_password()
    assert "Summer '27" in problem.cause
    assert "--via web" in problem.next
