"""``/services/oauth2/token``: codes, refresh tokens, JWTs and client credentials become access tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping

from tui.demo.http.oauth.app import SCOPES
from tui.demo.http.oauth.assertion import subject
from tui.demo.http.oauth.codes import Codes
from tui.demo.http.oauth.grants import Access, Grant, Via
from tui.demo.http.oauth.wire import OAuthError, app_not_found, client, form, invalid_grant
from tui.demo.http.org_account import Account
from tui.demo.http.routes import Call, Route, route
from tui.demo.http.wire import Reply, Request, json_reply
from tui.demo.world.world import World

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_OFFLINE = frozenset({"refresh_token", "offline_access"})
_SHARED_HOSTS = frozenset({"login.salesforce.com", "test.salesforce.com"})
_MACHINE_SCOPE = " ".join(one for one in SCOPES if one not in _OFFLINE)

Fields = Mapping[str, str]


class Token:
    """The token endpoint of one org."""

    def __init__(self, world: World, account: Account, codes: Codes, base_url: Callable[[], str]) -> None:
        self._world = world
        self._account = account
        self._codes = codes
        self._base_url = base_url
        self._ways: dict[str, Callable[[Request, Fields], dict[str, str]]] = {
            "authorization_code": self._by_code,
            "refresh_token": self._by_refresh_token,
            JWT_BEARER: self._by_jwt,
            "client_credentials": self._by_credentials,
        }

    def routes(self) -> list[Route]:
        """The resource."""
        return [
            route("POST", "/services/oauth2/token", self._token, authenticated=False),
            route("GET", "/services/oauth2/token", self._only_post, authenticated=False),
        ]

    def _token(self, call: Call) -> Reply:
        fields, policy = form(call.request), self._account.policy
        try:
            way = self._ways.get(fields.get("grant_type", ""))
            if way is None:
                raise OAuthError("unsupported_grant_type", "grant type not supported")
            if policy.logins_exhausted:  # 3,600 logins an hour for one user (help 000312767); shape unverified
                raise invalid_grant("login rate exceeded")
            return json_reply(way(call.request, fields))
        except OAuthError as error:
            return error.reply()

    @staticmethod
    def _only_post(_call: Call) -> Reply:
        return OAuthError("invalid_request", "must use HTTP POST").reply()

    def _by_code(self, request: Request, fields: Fields) -> dict[str, str]:
        client(request, fields, self._account.app, needs_secret=self._account.policy.secret_for_web)
        asked = self._codes.redeem(fields)
        self._check_standing()
        refreshable = bool(_OFFLINE & set(asked.scope.split()))
        grant, access = self._log_in("web", asked.scope, refreshable=refreshable)
        refresh = {"refresh_token": grant.refresh} if grant.refresh else {}
        return {**self._told(grant, access), **refresh}

    def _by_refresh_token(self, request: Request, fields: Fields) -> dict[str, str]:
        policy, grants = self._account.policy, self._account.grants
        client(request, fields, self._account.app, needs_secret=policy.secret_for_refresh)
        token = fields.get("refresh_token", "")
        grant = grants.of_refresh(token)
        if grant is not None and token in grant.spent:  # reuse ends the current one too (help 005316711)
            self._end(grant.end())
            grant = None
        if grant is None:
            raise invalid_grant("expired access/refresh token")
        self._check_standing()
        access = self._account.renew(grant, self._world.sign_in(self._account.app.name))
        if not policy.rotation:
            return self._told(grant, access)
        grants.rotate(grant)
        return {**self._told(grant, access), "refresh_token": grant.refresh or ""}

    def _by_jwt(self, _request: Request, fields: Fields) -> dict[str, str]:
        policy = self._account.policy
        username = subject(fields.get("assertion", ""), self._account.app, self._base_url(), self._world.now)
        if username != self._world.caller_username or not policy.preauthorised:
            raise invalid_grant("user hasn't approved this consumer")
        self._check_standing()
        told = self._told(*self._log_in("jwt", _MACHINE_SCOPE))
        return {name: told[name] for name in ("access_token", "scope", "instance_url", "id", "token_type")}

    def _by_credentials(self, request: Request, fields: Fields) -> dict[str, str]:
        if request.headers.get("host") in _SHARED_HOSTS:  # pub-sub-api-node-client#58
            raise invalid_grant("request not supported on this domain")
        client(request, fields, self._account.app, needs_secret=True)
        if not self._account.policy.run_as:
            raise invalid_grant("no client credentials user enabled")
        self._check_standing()
        return self._told(*self._log_in("client-credentials", _MACHINE_SCOPE))

    def _check_standing(self) -> None:
        if not self._account.policy.installed:
            raise app_not_found()
        if not self._account.policy.active_user:
            raise invalid_grant("inactive user")

    def _log_in(self, via: Via, scope: str, *, refreshable: bool = False) -> tuple[Grant, Access]:
        session = self._world.sign_in(self._account.app.name)
        return self._account.log_in(via, scope, session, refreshable=refreshable)

    def _end(self, ended: list[Access]) -> None:
        for one in ended:
            if one.session is not None:
                self._world.sign_out(one.session)

    def _told(self, grant: Grant, access: Access) -> dict[str, str]:
        """The answer of the code and refresh flows; ``issued_at`` is in milliseconds, as text."""
        identity = f"{self._base_url()}/id/{self._world.org_id}/{self._world.caller_id}"
        issued = str(int(access.issued.timestamp() * 1_000))
        secret = self._account.app.consumer_secret.encode()
        signature = hmac.new(secret, f"{identity}{issued}".encode(), hashlib.sha256).digest()
        return {
            "access_token": access.token,
            "signature": base64.b64encode(signature).decode(),
            "scope": grant.scope,
            "instance_url": self._base_url(),
            "id": identity,
            "token_type": "Bearer",
            "issued_at": issued,
        }
