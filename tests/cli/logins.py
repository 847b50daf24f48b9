"""Logins to a served org: its OAuth app, a person with a browser, a key file, and a keychain in memory."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.cli.stage import Ran, Stage
from tests.keychains import Memory
from tests.org.login.fake_sf import FakeSf
from tui.demo.http.oauth.app import App
from tui.demo.http.wire import Request

SECRET_FIELDS = ("code", "code_verifier", "refresh_token", "client_secret", "assertion", "token")
WAYS = ("sf", "web", "jwt", "client-credentials")


class Logins:
    """Command lines that log in to a stage's org, in each way. The person allows the app unless told otherwise."""

    def __init__(self, stage: Stage, keyring: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stage, self.keyring, self._monkeypatch = stage, keyring, monkeypatch
        self.port = _free_port()
        key = generate_private_key(public_exponent=65537, key_size=2048)
        self.key = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        self.key_file = stage.places / "keys/server.key"
        self.account = stage.server.account
        stage.server.app = App.random([f"http://localhost:{self.port}/OauthRedirect"], [key.public_key()])
        self.app = stage.server.app
        self.account.policy.approval = "allow"
        self.username = stage.world.users[stage.world.caller_id].username
        self.opened: list[str] = []
        self._sent: set[str] = set()
        stage.server.interceptor = self._listen
        monkeypatch.delenv("SF_ACCESS_TOKEN")
        monkeypatch.delenv("SF_ORG_INSTANCE_URL")
        monkeypatch.setenv("DISPLAY", ":0")
        monkeypatch.setattr("webbrowser.open", self._browse)

    def with_sf(self, alias: str = "dev") -> FakeSf:
        """The Salesforce CLI is installed and logged in to the org, its target org."""
        sf = FakeSf(self.stage.places / "sf")
        self._monkeypatch.setenv("PATH", sf.environment["PATH"])
        self._monkeypatch.setenv("FAKE_SF", sf.environment["FAKE_SF"])
        sf.log_in(alias, self.stage.server.url, self.stage.server.access_token, username=self.username)
        sf.play(target=self.username)
        return sf

    def options(self, via: str) -> list[str]:
        """What ``orgs add`` needs for this way."""
        url, key = ["--instance-url", self.stage.server.url], ["--consumer-key", self.app.consumer_key]
        if via == "sf":
            self.with_sf()
            return []
        if via == "web":
            return [*url, *key, "--callback-port", str(self.port)]
        if via == "jwt":
            self._write_key()
            return [*url, *key, "--username", self.username, "--key-file", str(self.key_file)]
        self.stage.typed(self.app.consumer_secret)
        return [*url, *key, "--secret-stdin"]

    def add(self, via: str, *more: str, name: str = "acme") -> Ran:
        """``orgs add``."""
        return self.stage.run("orgs", "add", name, "--via", via, *self.options(via), *more)

    def secrets(self) -> set[str]:
        """Everything secret that crossed the wire or was typed until now."""
        grants = self.account.grants.all
        tokens = {one.token for grant in grants for one in grant.access}
        refresh = {one for grant in grants for one in (grant.refresh, *grant.spent) if one}
        return {*tokens, *refresh, *self._sent, self.app.consumer_secret, *self.key.splitlines()[1:-1]}

    def _listen(self, request: Request) -> None:
        """Keep what is secret in a request."""
        fields = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        self._sent |= {fields[name] for name in SECRET_FIELDS if name in fields}
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        self._sent |= {token} if scheme.lower() in {"bearer", "oauth", "basic"} else set()

    def _browse(self, url: str) -> bool:
        """A browser that follows wherever it is sent."""
        self.opened.append(url)
        threading.Thread(target=_follow, args=(url,), daemon=True).start()
        return True

    def _write_key(self) -> None:
        self.key_file.parent.mkdir(exist_ok=True)
        self.key_file.write_text(self.key)
        self.key_file.chmod(0o600)


def _follow(url: str) -> None:
    with requests.Session() as http:
        http.trust_env = False
        http.get(url, timeout=20)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def files_below(folder: Path) -> dict[Path, bytes]:
    """Every file below, with its content."""
    return {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()}
