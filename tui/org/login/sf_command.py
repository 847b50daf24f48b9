"""Runs the Salesforce CLI: one command, no shell, nothing to type into, and an end to it in any case."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from tui.presence.problems import OrgFailure

PATIENCE = 30.0  # seconds; a command takes about one (clients.md, section 2.1), a refresh over a slow line a few more
ANOTHER_WAY = "log in without it: de-presence orgs add NAME --via web"

# No telemetry, no update in the middle of a run, no colours in what is read, no warnings of Node's before the JSON.
_QUIET = {
    "FORCE_COLOR": "0",
    "NODE_NO_WARNINGS": "1",
    "NO_COLOR": "1",
    "SFDX_DISABLE_TELEMETRY": "true",
    "SF_AUTOUPDATE_DISABLE": "true",
    "SF_DISABLE_TELEMETRY": "true",
    "SF_HIDE_RELEASE_NOTES": "true",
    "SF_JSON_TO_STDERR": "false",
    "SF_SKIP_NEW_VERSION_CHECK": "true",
}
if sys.platform == "win32":
    _WINDOWS_GROUP = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
else:
    _WINDOWS_GROUP = 0
log = logging.getLogger(__name__)


class SfUnusable(OrgFailure):
    """The Salesforce CLI is missing, too old, hangs, crashes or answers what nobody can read."""

    exit_code = 3


class SfSlow(SfUnusable):
    """The Salesforce CLI did not answer in time; it was ended with all that it had started."""

    exit_code = 3


@dataclass(frozen=True)
class Printed:
    """What a command left behind. Either stream may hold a token, so neither shows in a representation."""

    out: bytes = field(repr=False)
    err: str = field(repr=False)
    code: int


class SfCommand:
    """The ``sf`` of this environment's PATH; ``patience`` is in seconds."""

    def __init__(self, environment: Mapping[str, str], patience: float = PATIENCE) -> None:
        self._environment = environment
        self._patience = patience

    def path(self) -> str | None:
        """Where ``sf`` is, or None."""
        return shutil.which("sf", path=self._environment.get("PATH", os.defpath))

    def run(self, *words: str, share: float = 1.0) -> Printed:
        """Run ``sf`` with these words; ``share`` of the patience. Raises SfUnusable, or SfSlow when time is up."""
        path = self.path()
        if path is None:
            raise SfUnusable(
                "The Salesforce CLI was not found", "there is no sf on the PATH", f"Install it, or {ANOTHER_WAY}"
            )
        try:
            process = _started([path, *words], {**self._environment, **_QUIET})
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise SfUnusable(
                "The Salesforce CLI cannot be started", f"{path}: {why}", f"Reinstall it, or {ANOTHER_WAY}"
            ) from None
        try:
            out, err = process.communicate(timeout=self._patience * share)
        except subprocess.TimeoutExpired:
            raise SfSlow(
                "The Salesforce CLI does not answer",
                f"it was ended after {self._patience * share:.0f} s; it may be waiting for the org",
                f"Try sf org display in a terminal, or {ANOTHER_WAY}",
            ) from None
        finally:
            _end(process)
        log.debug("sf %s: %s", " ".join(words[:3]), process.returncode)
        return Printed(out, err.decode("utf-8", "replace"), process.returncode)


def _started(words: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """The process, leader of a group of its own, so that Node's children can be ended with it."""
    return subprocess.Popen(  # noqa: S603  no shell; the words are ours, but for a name that was checked
        words,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        creationflags=_WINDOWS_GROUP,
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the group unless its leader has come to its end, and let go of the pipes."""
    if process.returncode is None:
        if sys.platform == "win32":
            process.kill()
        else:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
