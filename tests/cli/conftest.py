"""Every test of the door has its own places, and no org but the one that it serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.core import load_keyring

from tests.cli.logins import Logins
from tests.cli.stage import Serve, Stage
from tests.keychains import Memory
from tui.cli.log import stop_log


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Home, settings, journals and log below here; no Salesforce CLI and no keychain of this machine's."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("SF_ACCESS_TOKEN", "SF_ORG_INSTANCE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    before = keyring.get_keyring()
    keyring.set_keyring(load_keyring("keyring.backends.null.Keyring"))
    yield tmp_path
    keyring.set_keyring(before)
    stop_log()


@pytest.fixture
def serve(places: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Serve]:
    """Serves a demo org and points the two variables at it."""
    staged: list[Stage] = []

    def serving(**options: object) -> Stage:
        staged.append(Stage(places, monkeypatch, capfd, options))
        return staged[-1]

    yield serving
    for stage in staged:
        stage.server.stop()


@pytest.fixture
def keychain(places: Path) -> Memory:
    """A keychain that is there and unlocked."""
    mine = Memory()
    keyring.set_keyring(mine)  # ``places`` puts another in its place
    return mine


@pytest.fixture
def logins(serve: Serve, keychain: Memory, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Logins]:
    """Serves a demo org with an OAuth app, and people who log in to it."""
    return lambda **options: Logins(serve(**options), keychain, monkeypatch)
