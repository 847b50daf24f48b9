"""A plain OAuth client of the served org: its verifier, its browser, and what the endpoints answer it."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from tests.demo.served import V, Wire
from tui.demo.http.oauth.app import CALLBACK
from tui.demo.http.oauth.token import JWT_BEARER

AUTHORIZE = "/services/oauth2/authorize"
TOKEN = "/services/oauth2/token"
REVOKE = "/services/oauth2/revoke"


class Client:
    """One client. ``verifier`` is its PKCE secret; without one it asks for no challenge."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.url = wire.server.url
        self.app = wire.server.app
        self.policy = wire.server.account.policy
        self.verifier = secrets.token_urlsafe(48)
        self.http = requests.Session()
        self.http.trust_env = False

    @property
    def challenge(self) -> str:
        """The challenge of its verifier."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    def ask(self, **changes: str | None) -> requests.Response:
        """GET the authorize endpoint; a change of None leaves that parameter out."""
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.app.consumer_key,
            "redirect_uri": CALLBACK,
            "scope": "api refresh_token",
            "state": "our own state",
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
            **changes,
        }
        given = {name: value for name, value in asked.items() if value is not None}
        return self.http.get(self.url + AUTHORIZE, params=given, allow_redirects=False, timeout=20)

    def decide(self, page: requests.Response, decision: str) -> requests.Response:
        """Press a button of the page."""
        question = re.search(r'name="question" value="([^"]+)"', page.text)
        assert question is not None
        body = {"question": question[1], "decision": decision}
        return self.http.post(self.url + AUTHORIZE, data=body, allow_redirects=False, timeout=20)

    def code(self, **changes: str | None) -> str:
        """A code that the person approved."""
        self.policy.approval = "allow"
        return called_back(self.ask(**changes))["code"]

    def token(
        self, grant_type: str, fields: Mapping[str, str | None], auth: tuple[str, str] | None = None
    ) -> requests.Response:
        """POST the token endpoint."""
        body = {"grant_type": grant_type, **{name: value for name, value in fields.items() if value is not None}}
        return self.http.post(self.url + TOKEN, data=body, auth=auth, timeout=20)

    def exchange(self, code: str, **changes: str | None) -> requests.Response:
        """Turn a code into tokens."""
        fields: dict[str, str | None] = {
            "code": code,
            "client_id": self.app.consumer_key,
            "redirect_uri": CALLBACK,
            "code_verifier": self.verifier,
            **changes,
        }
        return self.token("authorization_code", fields)

    def log_in(self) -> dict[str, Any]:
        """The whole web login; what the token endpoint says at its end."""
        answer = self.exchange(self.code())
        assert answer.status_code == 200
        return dict(answer.json())

    def refresh(self, token: str, **changes: str | None) -> requests.Response:
        """Use a refresh token."""
        return self.token("refresh_token", {"refresh_token": token, "client_id": self.app.consumer_key, **changes})

    def revoke(self, token: str) -> requests.Response:
        """POST the revoke endpoint."""
        return self.http.post(self.url + REVOKE, data={"token": token}, timeout=20)

    def works(self, access_token: str) -> bool:
        """Whether the REST API takes that access token."""
        header = {"Authorization": f"Bearer {access_token}"}
        return self.http.get(f"{self.url}{V}/limits", headers=header, timeout=20).status_code == 200

    def assertion(self, key: RSAPrivateKey, **changes: object) -> str:
        """A JWT of the bearer flow, good for three minutes unless changed; ``alg`` is its algorithm."""
        algorithm = str(changes.pop("alg", "RS256"))
        claims = {
            "iss": self.app.consumer_key,
            "sub": self.wire.world.caller_username,
            "aud": self.url,
            "exp": soon(self.wire.now, 180),
            **changes,
        }
        return jwt.encode({name: value for name, value in claims.items() if value is not None}, key, algorithm)

    def bear(self, assertion: str) -> requests.Response:
        """Log in with a JWT."""
        return self.token(JWT_BEARER, {"assertion": assertion})


def called_back(answer: requests.Response) -> dict[str, str]:
    """What the callback is told by a redirect to it."""
    assert answer.status_code == 302
    to = urlsplit(answer.headers["Location"])
    assert to._replace(query="").geturl() == CALLBACK
    return dict(parse_qsl(to.query))


def said(answer: requests.Response) -> tuple[int, str, str]:
    """The status of a refusal, its error and its description; it says nothing else."""
    told = answer.json()
    assert sorted(told) == ["error", "error_description"]
    return answer.status_code, told["error"], told["error_description"]


def soon(now: datetime, seconds: int) -> int:
    """A moment as JWTs have it."""
    return int(now.timestamp()) + seconds


@cache
def key(name: str) -> RSAPrivateKey:
    """The private key of that name, made when it is first asked for: RSA keys take their time."""
    assert name
    return generate_private_key(public_exponent=65_537, key_size=2_048)


def in_pieces(body: str) -> Iterator[bytes]:
    """A body that is sent chunked, as jsforce sends it."""
    for start in range(0, len(body), 20):
        yield body[start : start + 20].encode()
