"""Why an org refuses a login, and what to do about each: its OAuth errors with their remedies.

The words are Salesforce's own, as far as its documentation and its users' reports tell them. They are looked for in
code and description together, because the same trouble comes under several codes.
"""

from __future__ import annotations

from dataclasses import dataclass

from tui.org.login.callback_address import callback_url
from tui.org.wire.errors import LimitReached, LoginExpired, OrgFailure
from tui.presence.saved_org import SavedOrg


class LoginRefused(LoginExpired):
    """The org refused the login, and the same login would be refused again until somebody changes something."""


class NotApproved(LoginRefused):
    """The user, the app or the org may not log in this way before an administrator allows it."""

    exit_code = 5


@dataclass(frozen=True)
class Refusal:
    """One kind of refusal: the words that tell it, its failure, and the remedy. ``via`` limits it to one login."""

    words: tuple[str, ...]
    failure: type[OrgFailure]
    title: str
    todo: str
    via: str = ""


# The first whose words are found counts, so the particular stands before the general.
REFUSALS = (
    Refusal(
        ("login rate exceeded", "rate limit", "limit_exceeded", "limit exceeded"),
        LimitReached,
        "The org takes no more logins now",
        "Wait some minutes; a program that logs in without end is named in Login History",
    ),
    Refusal(
        ("must be installed", "oauth_approval_error_generic", "oauth_ec_app_not_found", "app_not_found"),
        NotApproved,
        "The app is not installed in this org",
        "Install it (Setup, External Client App Manager), or ask for the permission Approve Uninstalled Connected Apps",
    ),
    Refusal(
        ("approved this consumer", "admin approved", "invalid_app_access", "oauth_app_access_denied", "app_blocked"),
        NotApproved,
        "The app is not approved for this user",
        "In the app's policies choose admin approved users, and add the user's profile or a permission set",
    ),
    Refusal(
        ("access_denied", "end-user denied"),
        LoginRefused,
        "The login was denied in the browser",
        "Log in again and choose Allow",
    ),
    Refusal(
        ("api_disabled", "api_currently_disabled", "api is not enabled", "api is disabled"),
        NotApproved,
        "The API is not enabled for this org or user",
        "It takes an edition with API access and the permission API Enabled",
    ),
    Refusal(
        ("redirect_uri",),
        LoginRefused,
        "The app does not know our callback address",
        "Register exactly {callback} in the app's OAuth settings; a change takes up to 10 minutes",
    ),
    Refusal(
        ("audience", "not supported on this domain", "my domain"),
        LoginRefused,
        "The org takes no login at this address",
        "Use the org's My Domain address as instance URL",
    ),
    Refusal(
        ("no client credentials user",),
        LoginRefused,
        "The app has no user to run as",
        "In the app's policies, under client credentials flow, choose the user to run as",
    ),
    Refusal(
        ("inactive user", "user is inactive", "user is frozen"),
        LoginRefused,
        "The user is inactive or frozen",
        "Ask an administrator to activate the user, or log in as another",
    ),
    Refusal(
        ("inactive_org", "inactive org", "org is locked"),
        LoginRefused,
        "The org is closed or locked",
        "Ask its owner, or use another org",
    ),
    Refusal(
        ("ip restricted", "login hours", "authentication failure"),
        LoginRefused,
        "The org did not let the user in",
        "Setup, Login History names the reason: often the profile's IP ranges or login hours",
    ),
    Refusal(
        ("code challenge", "code verifier", "code_challenge", "code_verifier"),
        LoginRefused,
        "The org did not accept the proof of this login (PKCE)",
        "Run the same command again, and use the page that it opens",
    ),
    Refusal(
        (
            "assertion",
            "authorization code",
        ),  # "expired authorization code" is what it says of a late JWT (salesforce.stackexchange.com/q/282513)
        LoginRefused,
        "The org did not accept the signed login",
        "The app must hold the certificate of exactly this key; then check consumer key, user name and our clock",
        via="jwt",
    ),
    Refusal(
        ("authorization code",),
        LoginRefused,
        "The login took too long, or its code was used before",
        "Run the same command again",
    ),
    Refusal(
        ("invalid_client_id", "client identifier"),
        LoginRefused,
        "The org does not know the consumer key",
        "Copy it from the app's OAuth settings; a new app takes up to 10 minutes",
    ),
    Refusal(
        ("invalid_client", "client secret", "client credentials"),
        LoginRefused,
        "The org wants the app's consumer secret",
        "Switch off that the app requires a secret (web server and refresh token flow), or give it by --secret-stdin",
        via="web",
    ),
    Refusal(
        ("invalid_client", "client secret", "client credentials"),
        LoginRefused,
        "The consumer key or the consumer secret is wrong",
        "Copy both from the app's OAuth settings",
    ),
    Refusal(
        ("unsupported_grant_type", "grant type", "unauthorized_client", "unsupported_response_type"),
        LoginRefused,
        "The app does not allow this kind of login",
        "In the app's OAuth settings enable the {flow} flow",
    ),
    Refusal(
        ("invalid_scope", "scope"),
        LoginRefused,
        "The app does not allow what we ask for",
        "Add the scopes api and refresh_token to the app's OAuth settings",
    ),
    Refusal(
        ("invalid_grant", "invalid_token"),
        LoginExpired,
        "The login has expired or was revoked",
        "Log in again: de-presence login {name}",
        via="web",
    ),
)

_FLOWS = {"web": "authorization code (web server)", "jwt": "JWT bearer", "client-credentials": "client credentials"}


def refused(code: str, words: str, saved: SavedOrg, *, retry_after: float | None = None) -> OrgFailure:
    """The failure for an OAuth error; ``words`` are the org's description, already fit to be shown."""
    said = f"{code} {words}".lower()
    cause = f"{words} ({code})" if words and code else words or code
    for one in REFUSALS:
        if one.via in ("", saved.via) and any(word in said for word in one.words):
            return one.failure(one.title, cause, _todo(one.todo, saved), retry_after=retry_after)
    todo = "Setup, Login History may say more; if it stays, report it with this message"
    return LoginRefused("The org refused the login", cause, todo, retry_after=retry_after)


def _todo(todo: str, saved: SavedOrg) -> str:
    return todo.format(name=saved.name, callback=callback_url(saved.callback_port), flow=_FLOWS.get(saved.via, ""))
