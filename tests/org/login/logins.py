"""A served org with an app of ours, a keychain in memory, and a person whose browser does as a test says."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from pathlib import Path

import msgspec
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from msgspec.structs import replace

from tests.demo.oauth_client import key
from tests.demo.served import Wire, served
from tui.demo.http.org_account import Allowance
from tui.demo.http.server import Fault, Interceptor
from tui.demo.http.wire import Reply
from tui.org.login.callback_address import callback_url
from tui.org.login.connecting import connect
from tui.org.login.logging_in import log_in
from tui.org.login.logging_out import log_out
from tui.org.login.means import Means
from tui.org.wire.adapter import Patience
from tui.org.wire.connection import Connection
from tui.presence.problems import NoKeychain
from tui.presence.saved_org import SavedOrg, Via

CALM = Patience(sleep=lambda _: None)


class MemorySecrets:
    """Secrets of this process. ``refuses`` says which calls the keychain refuses; ``puts`` are what was written."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.puts: list[str] = []
        self.refuses: Callable[[str, str], bool] = lambda doing, what: False
        self.inside = 0
        self._lock = threading.Lock()

    def get(self, org: str, what: str) -> str | None:
        self._check("get", what)
        return self.kept.get((org, what))

    def put(self, org: str, what: str, secret: str) -> None:
        self._check("put", what)
        self.puts.append(what)
        self.kept[org, what] = secret

    def forget(self, org: str, what: str) -> None:
        self._check("forget", what)
        self.kept.pop((org, what), None)

    @contextmanager
    def alone(self, org: str) -> Iterator[None]:
        self._check("alone", org)
        with self._lock:
            self.inside += 1
            yield

    def _check(self, doing: str, what: str) -> None:
        if self.refuses(doing, what):
            raise NoKeychain("The keychain is locked", "nobody unlocked it", "Unlock it")


@dataclass
class Somebody:
    """A person. ``browser`` is what opening an address does, False for no browser; ``pastes`` are what they paste."""

    browser: Callable[[str], bool] = lambda url: False
    pastes: list[str | None] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def tell(self, line: str) -> None:
        self.told.append(line)

    def open(self, url: str) -> bool:
        return self.browser(url)

    def paste(self, question: str) -> str | None:
        self.asked.append(question)
        return self.pastes.pop(0) if self.pastes else None


def visit(url: str) -> bool:
    """A browser: it goes where it is sent."""
    with requests.Session() as http:
        http.trust_env = False
        http.get(url, timeout=20)
    return True


def landing(url: str) -> str:
    """The address that a browser would be sent to from there, without going."""
    with requests.Session() as http:
        http.trust_env = False
        return http.get(url, timeout=20, allow_redirects=False).headers["Location"]


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Stage:
    """The served org and our login to it."""

    wire: Wire
    saved: SavedOrg
    secrets: MemorySecrets
    person: Somebody
    means: Means

    def log_in(self, secret: str | None = None) -> SavedOrg:
        self.saved = log_in(self.saved, self.secrets, self.person, secret, self.means)
        return self.saved

    def connect(self) -> Connection:
        return connect(self.saved, self.secrets, self.means)

    def log_out(self) -> tuple[str, ...]:
        return log_out(self.saved, self.secrets, self.means)

    def works(self, token: str) -> bool:
        """Whether the org takes this access token."""
        header = {"Authorization": f"Bearer {token}"}
        url = f"{self.wire.server.url}/services/data/v67.0/limits"
        return self.wire.http.get(url, headers=header, timeout=20).status_code == 200

    def asked(self, what: str = "token") -> list[int]:
        """The statuses of the requests for tokens so far."""
        return [status for _, path, status in self.wire.server.requests if path.endswith(f"/oauth2/{what}")]


def _seconds(wire: Wire) -> float:
    return wire.now.timestamp()


@contextmanager
def stage(via: Via, allowance: Allowance | None = None, **changes: object) -> Iterator[Stage]:
    """A served org whose app knows our callback and our key, and a person who allows everything."""
    with served(allowance=allowance) as wire:
        port = free_port()
        app = wire.server.app
        callbacks = app.callbacks | {callback_url(port)}
        wire.server.app = replaced(app, callbacks=callbacks, public_keys=(key("ours").public_key(),))
        wire.server.account.policy.approval = "allow"
        saved = SavedOrg("acme", via, wire.server.url, consumer_key=app.consumer_key, callback_port=port)
        means = Means(patience=CALM, now=lambda: _seconds(wire), wait=20)
        yield Stage(wire, replace(saved, **changes), MemorySecrets(), Somebody(visit), means)


def key_file(folder: Path, private: RSAPrivateKey | None = None) -> Path:
    """A private key in a file of its owner's alone."""
    path = folder / "server.key"
    path.write_bytes((private or key("ours")).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    return path


def canary() -> str:
    """A secret like no other."""
    return f"canary{secrets.token_hex(12)}"


def elsewhere() -> Interceptor:
    """Every token's answer says that it counts at another address."""

    def rewritten(reply: Reply) -> Reply:
        told = msgspec.json.decode(reply.body)
        return Reply(reply.status, msgspec.json.encode({**told, "instance_url": "https://evil.example"}))

    return lambda request: Fault(rewrite=rewritten) if request.path.endswith("/token") else None
