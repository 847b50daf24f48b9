"""The org as an OAuth provider: authorize, token and revoke over one account (salesforce.md, section 7)."""

from __future__ import annotations

from collections.abc import Callable

from tui.demo.http.oauth.authorize import Authorize
from tui.demo.http.oauth.codes import Codes
from tui.demo.http.oauth.token import Token
from tui.demo.http.oauth.wire import OAuthError, form
from tui.demo.http.org_account import Account
from tui.demo.http.routes import Call, Route, route
from tui.demo.http.wire import Reply
from tui.demo.world.world import World


class OAuth:
    """All of it. None of these calls counts as an API call."""

    def __init__(self, world: World, account: Account, base_url: Callable[[], str]) -> None:
        self._world = world
        self._account = account
        codes = Codes(lambda: world.now)
        self._authorize = Authorize(account, codes, lambda: world.now, world.caller_username)
        self._token = Token(world, account, codes, base_url)

    def routes(self) -> list[Route]:
        """The resources."""
        revoke = route("GET,POST", "/services/oauth2/revoke", self._revoke, authenticated=False)
        return [*self._authorize.routes(), *self._token.routes(), revoke]

    def _revoke(self, call: Call) -> Reply:
        """200 without a body, or 400 for what is no token now (Mobile SDK guide, "Revoking OAuth Tokens")."""
        token = form(call.request).get("token") or call.request.query.get("token", "")
        ended = self._account.grants.revoke(token)
        if ended is None:
            return OAuthError("invalid_token", "invalid token").reply()
        for one in ended:
            if one.session is not None:
                self._world.sign_out(one.session)
        return Reply(200)
