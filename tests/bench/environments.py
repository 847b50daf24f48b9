"""Peers that are programs of their own: each in an environment of its own, made once in the user's cache folder."""

from __future__ import annotations

import subprocess
import venv
from collections.abc import Callable
from pathlib import Path

from platformdirs import user_cache_path

PACKAGES = {"toolong": "toolong==1.5.0", "dolphie": "dolphie==6.18.0", "memray": "memray==1.20.0"}
_LONGEST_INSTALL = 600  # seconds


class Missing(Exception):
    """A peer cannot be had here; the message says why."""


class Environments:
    """The environments, in ``peers`` in this program's cache of the user. To be rid of them, delete it."""

    def __init__(self, say: Callable[[str], None], folder: Path | None = None) -> None:
        self._folder = folder or user_cache_path("de-presence", appauthor=False) / "peers"
        self._say = say
        self._failed: dict[str, str] = {}

    def programs(self, name: str) -> Path:
        """The folder of a peer's programs; installed now where it was not. Raises Missing."""
        if name in self._failed:
            raise Missing(self._failed[name])
        home = self._folder / PACKAGES[name]
        if not (home / "ready").exists():
            try:
                self._install(PACKAGES[name], home)
            except (OSError, subprocess.SubprocessError) as error:
                self._failed[name] = f"{name} could not be installed: {_why(error)}"
                raise Missing(self._failed[name]) from error
        return home / "bin"

    def _install(self, package: str, home: Path) -> None:
        self._say(f"installing {package} into {home}")
        venv.create(home, with_pip=True, clear=True)
        command = [
            str(home / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            package,
        ]
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=_LONGEST_INSTALL)
        (home / "ready").touch()


def _why(error: Exception) -> str:
    said = error.stderr if isinstance(error, subprocess.CalledProcessError) and error.stderr else str(error)
    lines = [line.strip() for line in str(said).splitlines() if line.strip()]
    return lines[-1][:120] if lines else type(error).__name__
