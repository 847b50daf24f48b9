"""The External Client App that the org has registered, and the policies that its admin has set."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate

CALLBACK = "http://localhost:1717/OauthRedirect"  # the Salesforce CLI's own, which most apps register (clients.md)
SCOPES = ("api", "id", "openid", "web", "refresh_token", "offline_access")


@dataclass(frozen=True)
class App:
    """One app. ``callbacks`` are matched to the letter; ``public_keys`` prove the signatures of JWTs."""

    consumer_key: str
    consumer_secret: str = field(repr=False)
    callbacks: frozenset[str] = frozenset({CALLBACK})
    public_keys: tuple[RSAPublicKey, ...] = field(default=(), repr=False)
    name: str = "de-presence"

    @classmethod
    def random(cls, callbacks: Iterable[str] = (), public_keys: Iterable[RSAPublicKey] = ()) -> Self:
        """An app with a key and a secret that nobody can guess; the usual callback is always registered."""
        key = "3MVG9" + secrets.token_urlsafe(80).replace("-", ".")[:80]
        return cls(key, secrets.token_hex(32).upper(), frozenset({CALLBACK, *callbacks}), tuple(public_keys))


@dataclass
class Policy:
    """What the org's admin allows the app; tests turn these while the org is served.

    ``approval`` answers for the person where it is not ``ask``. ``installed`` off blocks the app; a browser then ends
    on the org's own error page (seen in vendors' help pages), or at the callback where ``errors_call_back``.
    ``rotation`` makes every refresh token good for one use. The secrets are demanded of apps that can keep one.
    ``run_as`` is whether client credentials have a user, ``preauthorised`` whether the caller may come with a JWT.
    """

    approval: Literal["ask", "allow", "deny"] = "ask"
    installed: bool = True
    errors_call_back: bool = False
    rotation: bool = True
    secret_for_web: bool = False
    secret_for_refresh: bool = False
    preauthorised: bool = True
    run_as: bool = True
    active_user: bool = True
    logins_exhausted: bool = False


def read_public_key(pem: bytes) -> RSAPublicKey:
    """The public key of a PEM file that holds one, or an X.509 certificate. Raises ValueError for anything else."""
    certificate = b"BEGIN CERTIFICATE" in pem
    try:
        key = load_pem_x509_certificate(pem).public_key() if certificate else load_pem_public_key(pem)
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from error
    if isinstance(key, RSAPublicKey):
        return key
    raise ValueError("not an RSA key, and JWTs are signed with RS256")
