"""``/services/oauth2/authorize``: the page on which a person lets the app in, and where the browser goes from there.

What is wrong with the app or the callback is told to the browser, which stays; all else goes to the callback.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

from tui.demo.http.oauth.app import SCOPES, App
from tui.demo.http.oauth.codes import CHALLENGE, Asked, Codes
from tui.demo.http.oauth.wire import form, redirect, refused_page
from tui.demo.http.org_account import Account
from tui.demo.http.routes import Call, Route, route
from tui.demo.http.wire import HTML, Reply

PATH = "/services/oauth2/authorize"
ERROR_PAGE = "/setup/secur/RemoteAccessErrorPage.apexp"
_NOT_INSTALLED = {"error": "invalid_client", "error_description": "app must be installed into org"}
_BLOCKED = (
    "<p>We can't authorize you because of an OAuth error. For more information, contact your Salesforce administrator."
    "</p><p>OAUTH_APPROVAL_ERROR_GENERIC : An unexpected error has occured during authentication. Please try again.</p>"
)
_STYLE = (
    "<style>body{font:16px system-ui,sans-serif;max-width:30rem;margin:4rem auto;padding:0 1rem}"
    "button{font:inherit;padding:.5rem 1.5rem;margin-right:1rem}li{margin:.2rem 0}</style>"
)


class Authorize:
    """The authorize endpoint, and the org's page of what went wrong there."""

    def __init__(self, account: Account, codes: Codes, now: Callable[[], datetime], caller: str) -> None:
        self._account = account
        self._codes = codes
        self._now = now
        self._caller = caller

    def routes(self) -> list[Route]:
        """The resources; the person at the browser is taken to be the caller."""
        return [
            route("GET", PATH, self._ask, authenticated=False),
            route("POST", PATH, self._answer, authenticated=False),
            route("GET", ERROR_PAGE, self._error_page, authenticated=False),
        ]

    def _ask(self, call: Call) -> Reply:
        query, app = call.request.query, self._account.app
        callback = query.get("redirect_uri", "")
        if query.get("client_id") != app.consumer_key:
            return refused_page("invalid_client_id", "client identifier invalid")
        if callback not in app.callbacks:
            return refused_page("redirect_uri_mismatch", "redirect_uri must match configuration")
        scope = query.get("scope", " ".join(SCOPES))
        asked = Asked(callback, query.get("code_challenge", ""), scope, query.get("state"), self._now())
        if not self._account.policy.installed:
            return self._blocked(asked)
        if wrong := _wrong(asked, query.get("response_type"), query.get("code_challenge_method")):
            return redirect(callback, **asked.answered(error=wrong[0], error_description=wrong[1]))
        return self._decided(asked, query.get("prompt", ""))

    def _decided(self, asked: Asked, prompt: str) -> Reply:
        """The person's answer where it is known before; the page that asks for it where not."""
        approval = self._account.policy.approval
        if approval != "ask":
            return self._back(asked, allowed=approval == "allow")
        if self._approved_before() and "consent" not in prompt.split():
            return self._back(asked, allowed=True)
        return _page(self._account.app, self._caller, asked.scope, self._codes.question(asked))

    def _blocked(self, asked: Asked) -> Reply:
        if self._account.policy.errors_call_back:
            return redirect(asked.redirect_uri, **asked.answered(**_NOT_INSTALLED))
        return redirect(ERROR_PAGE, **_NOT_INSTALLED)

    def _answer(self, call: Call) -> Reply:
        fields = form(call.request)
        asked = self._codes.answered(fields.get("question", ""))
        if asked is None:  # wording unverified
            return refused_page("invalid_request", "this approval is no longer valid")
        return self._back(asked, allowed=fields.get("decision") == "allow")

    def _back(self, asked: Asked, *, allowed: bool) -> Reply:
        if not allowed:
            denied = {"error": "access_denied", "error_description": "end-user denied authorization"}
            return redirect(asked.redirect_uri, **asked.answered(**denied))
        return redirect(asked.redirect_uri, **asked.answered(code=self._codes.make(asked)))

    def _approved_before(self) -> bool:
        return any(one.live and one.via == "web" for one in self._account.grants.all)

    def _error_page(self, _call: Call) -> Reply:
        return _html("OAuth Error", f"<h1>OAuth Error</h1>{_BLOCKED}")


def _wrong(asked: Asked, response_type: str | None, method: str | None) -> tuple[str, str] | None:
    """What is wrong with a request whose callback can be trusted: an OAuth error and its description."""
    if response_type != "code":
        return "unsupported_response_type", "response type not supported"  # wording unverified
    if not asked.challenge:
        return "invalid_request", "missing required code challenge"
    if method not in {None, "S256"} or CHALLENGE.fullmatch(asked.challenge) is None:
        return "invalid_request", "invalid code challenge"  # wording unverified
    if not asked.scope or not set(asked.scope.split()) <= set(SCOPES):
        return "invalid_scope", "the requested scope is invalid, unknown, or malformed"
    return None


def _page(app: App, caller: str, scope: str, question: str) -> Reply:
    wanted = "".join(f"<li>{escape(one)}</li>" for one in scope.split())
    return _html(
        "Allow Access?",
        f"<h1>Allow Access?</h1><p><b>{escape(app.name)}</b> is asking to:</p><ul>{wanted}</ul>"
        f"<p>as {escape(caller)} of the simulated org.</p>"
        f'<form method="post" action="{PATH}"><input type="hidden" name="question" value="{escape(question)}">'
        '<button name="decision" value="allow">Allow</button><button name="decision" value="deny">Deny</button></form>',
    )


def _html(title: str, inside: str) -> Reply:
    page = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{_STYLE}</head>'
    return Reply(200, f"{page}<body>{inside}</body></html>".encode(), HTML.replace("iso-8859-1", "utf-8"))
