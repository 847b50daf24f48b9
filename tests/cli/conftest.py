"""Every test of the door has its own places, and no org but the one that it serves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.stage import Serve, Stage
from tui.cli.log import stop_log


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Settings, journals and log below here."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.delenv("SF_ACCESS_TOKEN", raising=False)
    monkeypatch.delenv("SF_ORG_INSTANCE_URL", raising=False)
    yield tmp_path
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
