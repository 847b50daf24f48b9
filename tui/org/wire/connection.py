"""Where an org is and how we are let in."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tui.org.wire.errors import BadAddress, LoginExpired

Renew = Callable[[], str]


@dataclass(frozen=True)
class Connection:
    """The org's address and a token for it; neither representation nor equality shows or compares the token.

    ``renew`` gets a new token in the login's own way when the org answers 401, or is None where there is no way. It
    is called in the wire's thread and raises OrgFailure where it cannot. ``login`` says in words how we got in.
    """

    instance_url: str
    token: str = field(repr=False, compare=False)
    renew: Renew | None = field(default=None, repr=False, compare=False)
    login: str = "an access token that was given"


@dataclass(frozen=True)
class Address:
    """``host`` with its port where that is not the usual one, brackets included; ``plain_http`` for loopback only."""

    host: str
    plain_http: bool = False

    @property
    def url(self) -> str:
        """The address as people know it, without a path."""
        return f"{'http' if self.plain_http else 'https'}://{self.host}"


def address_of(instance_url: str) -> Address:
    """The address that an instance URL names. Raises BadAddress: plain http is for this machine alone."""
    try:
        parts = urlsplit(instance_url.strip())
        name, port = parts.hostname, parts.port
    except ValueError:
        name, port, parts = None, None, urlsplit("")
    if not name or parts.scheme not in {"http", "https"} or parts.username or parts.password:
        raise BadAddress(
            "The org's address cannot be used",
            "it is not of the form https://your-domain.my.salesforce.com",
            "Give the instance URL of the org, without user name or path",
        )
    if parts.scheme == "http" and not is_loopback(name):
        raise BadAddress(
            "The org's address is not safe",
            f"plain http would show the token to everyone between here and {name}",
            "Use https://",
        )
    shown = f"[{name}]" if ":" in name else name
    usual = {"http": 80, "https": 443}[parts.scheme]
    return Address(shown if port in (None, usual) else f"{shown}:{port}", parts.scheme == "http")


def checked_token(token: str) -> str:
    """The token without what stands around it. Raises LoginExpired where it could not stand in a header."""
    token = token.strip()
    if not (token.isascii() and token.isprintable() and token and " " not in token):
        raise LoginExpired("The token cannot be used", "it holds characters that no token has", "Log in again")
    return token


def is_loopback(host: str) -> bool:
    """Whether this host is the machine we run on: localhost, 127.0.0.0/8 or ::1."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
