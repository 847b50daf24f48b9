"""The person at this terminal, as a login needs them: lines on standard error, their browser, and what they paste."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Mapping

import click

from tui.cli.discretion import without_secrets
from tui.ui.plain import plain

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


class TerminalPerson:
    """Implements ``org.login.person.Person``."""

    def __init__(self, environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> None:
        self._environment = os.environ if environment is None else environment
        self._platform = platform

    def tell(self, line: str) -> None:
        """Say one line, never cut: an address has to be whole."""
        click.echo(plain(without_secrets(line)), err=True)

    def open(self, url: str) -> bool:
        """Open this address in the person's browser; False where there is none, or where it is on another machine."""
        if not self._has_browser():
            return False
        try:
            return webbrowser.open(url)
        except webbrowser.Error:
            return False

    def paste(self, question: str) -> str | None:
        """Ask for a pasted line, without echo; None where nobody can answer. Raises click.Abort on Ctrl-C."""
        if not sys.stdin.isatty():
            return None
        return str(click.prompt(question, default="", hide_input=True, show_default=False, err=True))

    def _has_browser(self) -> bool:
        """Whether a browser that opens here would open before the person's eyes, and not in this very terminal."""
        if any(self._environment.get(one) for one in (*SCREENS, "BROWSER")):
            return True
        far = any(self._environment.get(one) for one in ("SSH_CONNECTION", "SSH_TTY"))
        return not far and self._platform in {"darwin", "win32"}
