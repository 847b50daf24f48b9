"""The tier of clients that nobody here wrote: where they are, why they cannot be run, and how they are run.

``python -m tests.clients.install`` brings them. Each runs with a home of its own, without telemetry and updates,
against a demo org on loopback, and has a minute at most.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs
import pytest

PROGRAMS = "Scripts" if sys.platform == "win32" else "bin"
PATIENCE = 60.0  # seconds for a command that takes one
_OLDEST_NODE = 22
_QUIET = {
    "FORCE_COLOR": "0",
    "NODE_NO_WARNINGS": "1",
    "SF_AUTOUPDATE_DISABLE": "true",
    "SF_DISABLE_TELEMETRY": "true",
    "SF_SKIP_NEW_VERSION_CHECK": "true",
    "SF_USE_GENERIC_UNIX_KEYCHAIN": "true",  # no keychain of this machine's
}


def folder() -> Path:
    """Where the clients are installed."""
    return Path(os.environ.get("DE_PRESENCE_CLIENTS") or platformdirs.user_cache_path("de-presence") / "clients")


def path() -> str:
    """The PATH on which their programs are, before this machine's own."""
    ours = (folder() / "node_modules" / ".bin", folder() / "node" / PROGRAMS)
    return os.pathsep.join([*map(str, ours), os.environ.get("PATH", os.defpath)])


def why_none(package: str) -> str:
    """Why this client cannot be run, or nothing."""
    how = "python -m tests.clients.install brings it"
    if not (folder() / "node_modules" / package).is_dir():
        return f"{package} is not installed: {how}"
    node = shutil.which("node", path=path())
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout if node else ""
    version = re.match(r"v(\d+)", told)
    if version is None or int(version[1]) < _OLDEST_NODE:
        return f"{package} needs Node {_OLDEST_NODE}, here is {told.strip() or 'none'}: {how}"
    return ""


def needs(package: str) -> pytest.MarkDecorator:
    """Skips, and says why, where this client cannot be run."""
    why = why_none(package)
    return pytest.mark.skipif(bool(why), reason=why)


@dataclass(frozen=True)
class Desk:
    """One user's desk: a home folder in which the clients keep what they want to keep."""

    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """All that a client is told of this machine."""
        return {"PATH": path(), "HOME": str(self.home), "TMPDIR": str(self.home), "LANG": "C.UTF-8", **_QUIET}

    def run(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run one of their programs to its end."""
        program = shutil.which(words[0], path=path())
        assert program is not None
        environment = {**self.environment, **variables}
        return subprocess.run(
            [program, *words[1:]],
            env=environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
