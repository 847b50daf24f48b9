"""Where settings, journals and the log live on this platform; ``XDG_*`` variables move them on Linux."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from platformdirs import PlatformDirs

APP = "de-presence"


class Places(Struct, frozen=True):
    """``settings``, ``orgs`` and ``log`` are files, ``journals`` is a folder with one file an org.

    ``locks`` is a folder of files that a login keeps locked while it changes a secret.
    """

    settings: Path
    journals: Path
    log: Path
    orgs: Path
    locks: Path

    def journal(self, org: str) -> Path:
        """The journal of an org, by its 18-character Id."""
        return self.journals / f"{org}.db"

    def debug_calls(self, org: str) -> Path:
        """The file that counts our calls for debug logs to this org."""
        return self.journals / f"{org}.debug-calls.json"

    def last_heard(self, org: str) -> Path:
        """The file that holds where the hearing of this org's logouts goes on."""
        return self.journals / f"{org}.last-heard.json"

    def desk(self, org: str) -> Path:
        """The file that tells how the desk of this org was left."""
        return self.journals / f"{org}.desk.json"

    def loop_lock(self, org: str) -> Path:
        """The file that a running loop of this org keeps locked."""
        return self.journals / f"{org}.loop-lock"


def platform_places() -> Places:
    """The platform's own places; nothing is created yet."""
    dirs = PlatformDirs(APP, appauthor=False)
    return Places(
        settings=dirs.user_config_path / "settings.toml",
        journals=dirs.user_state_path / "journals",
        log=dirs.user_log_path / f"{APP}.log",
        orgs=dirs.user_config_path / "orgs.json",
        locks=dirs.user_state_path / "locks",
    )


def private_folder(folder: Path) -> None:
    """Create a folder and its missing parents for this user alone; existing ones stay as they are.

    ``Path.mkdir`` gives its mode to the last folder only, hence the walk. Raises OSError.
    """
    for one in reversed([folder, *folder.parents]):
        one.mkdir(mode=0o700, exist_ok=True)
