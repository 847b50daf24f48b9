"""The stand-in for the Salesforce CLI on a PATH of its own, for whoever tests a login by it."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("sf_script.py")


class FakeSf:
    """An ``sf`` in a folder, with the orgs that it is logged in to. ``environment`` has nothing else on its PATH."""

    def __init__(self, folder: Path, version: str = "2.150") -> None:
        self._folder = folder
        self._state = {"version": version, "mode": "", "target": "", "orgs": []}
        self._orgs: list[dict[str, str]] = []
        folder.mkdir(parents=True, exist_ok=True)
        program = folder / "bin" / "sf"
        program.parent.mkdir(exist_ok=True)
        # Without -I and -S each call would cost three times as much.
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -I -S {shlex.quote(str(SCRIPT))} "$@"\n')
        program.chmod(0o755)
        self.program = program
        self.environment = {"PATH": str(program.parent), "FAKE_SF": str(folder), "HOME": str(folder)}
        self.play()

    def play(self, mode: str = "", *, target: str | None = None) -> None:
        """From now on behave like this; a mode may name the one command that it is for: ``hang list``."""
        self._state["mode"] = mode
        if target is not None:
            self._state["target"] = target
        self._write()

    def log_in(
        self, alias: str, url: str, token: str, *, username: str = "", kind: str = "org", connected: str = "Connected"
    ) -> None:
        """Have, or have anew, a login of this alias."""
        row = {"alias": alias, "url": url, "token": token, "username": username or f"{alias}@acme.example"}
        others = [one for one in self._orgs if one["alias"] != alias]
        self._orgs = [*others, {**row, "id": "00D5e000002kMSjEAM", "kind": kind, "connected": connected}]
        self._write()

    def calls(self) -> list[list[str]]:
        """The words of every call, oldest first."""
        written = self._folder / "calls"
        return [json.loads(line) for line in written.read_text().splitlines()] if written.exists() else []

    def environment_of_last_call(self) -> dict[str, str]:
        """What the last call was given."""
        found: dict[str, str] = json.loads((self._folder / "environment").read_text())
        return found

    @property
    def lock(self) -> Path:
        """Locked for as long as any process of a hanging call lives."""
        return self._folder / "lock"

    def _write(self) -> None:
        (self._folder / "state.json").write_text(json.dumps({**self._state, "orgs": self._orgs}))
