"""What the doctor finds on this machine: keychain, files, terminal, versions. Nothing is asked of an org."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from tui import __version__
from tui.presence.checks import Check
from tui.presence.model import Problem
from tui.presence.problems import BadSettings
from tui.store.keychain import OTHER_WAYS, keychain_name, why_none

KEYCHAIN, SETTINGS, JOURNAL, LOG, TERMINAL, VERSIONS = (
    "keychain", "settings", "journal", "log", "terminal", "versions",
)  # fmt: skip
SMALLEST = (80, 24)
LIBRARIES = ("textual", "simple-salesforce", "keyring")


def keychain() -> Check:
    """Whether logins that have a secret can be kept."""
    why = "Logins by the web and by client credentials keep a secret there, and nowhere else"
    missing = why_none()
    if missing is None:
        return Check(KEYCHAIN, True, keychain_name(), why)
    return Check(KEYCHAIN, None, f"there is none to use: {missing}", why, OTHER_WAYS)


def settings(path: Path, wrong: BadSettings | None) -> Check:
    """The settings file that counts, and what is wrong in it."""
    if wrong is not None:
        return Check(SETTINGS, False, str(wrong.problem), "Nothing starts with settings in doubt", wrong.problem.next)
    if path.exists():
        return Check(SETTINGS, True, str(path))
    return Check(SETTINGS, True, f"all as they come: there is no {path}")


def journal(path: Path, problem: Problem | None = None) -> Check:
    """The org's journal, or the folder of them where no org answered; ``problem`` is a file that was set aside."""
    why = "Without a journal that can be written the loop does not toggle (R19)"
    if not _writable(path):
        return Check(JOURNAL, False, f"{path} cannot be written", why, "Give yourself the right to write there")
    if problem is not None:
        return Check(JOURNAL, None, str(problem), why, problem.next)
    return Check(JOURNAL, True, f"{path}, {_size(path)}", why)


def log(path: Path) -> Check:
    """The log file."""
    if _writable(path):
        return Check(LOG, True, f"{path}, {_size(path)}", "--log-level debug says more, and never a secret")
    why = "An internal error could not be written down"
    return Check(LOG, None, f"{path} cannot be written", why, "Give yourself the right to write there")


def terminal(environment: Mapping[str, str]) -> Check:
    """Size, colours, signs and clipboard of the terminal in front of this process."""
    out = sys.__stdout__
    if out is None or not out.isatty():
        return Check(TERMINAL, None, "standard output is no terminal", "The monitor opens in a terminal alone")
    size = shutil.get_terminal_size(SMALLEST)
    unicode = (out.encoding or "").lower().startswith("utf")
    signs = "Unicode" if unicode else f"ASCII signs, as its encoding is {out.encoding}"
    found = f"{size.columns} × {size.lines}, {colours(environment)}, {signs}, {clipboard(environment)}"
    if size.columns < SMALLEST[0] or size.lines < SMALLEST[1]:
        todo = f"Make it {SMALLEST[0]} × {SMALLEST[1]} or larger"
        return Check(TERMINAL, None, found, "Below that, columns and lines give way", todo)
    return Check(TERMINAL, True, found)


def colours(environment: Mapping[str, str]) -> str:
    """How many colours the terminal says it has (de facto standards: NO_COLOR, COLORTERM, TERM)."""
    if environment.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    if environment.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return "16 million colours"
    kind = environment.get("TERM", "")
    if kind in {"", "dumb"}:
        return "no colours"
    return "256 colours" if "256" in kind else "16 colours"


def clipboard(environment: Mapping[str, str]) -> str:
    """Whether what is copied may arrive: it travels by OSC 52, which terminals need not take and never acknowledge."""
    if environment.get("TMUX"):
        return "copies through tmux if it has set-clipboard on"
    if environment.get("STY"):
        return "copies nothing, as screen keeps that back"
    if environment.get("TERM_PROGRAM") == "Apple_Terminal":
        return "copies nothing, as Apple's Terminal does not take it"
    return "copies if the terminal takes OSC 52"


def versions() -> Check:
    """What runs here."""
    others = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    found = f"de-presence {__version__}, Python {platform.python_version()}, {others}, {platform.system()}"
    return Check(VERSIONS, True, found)


def _writable(path: Path) -> bool:
    """Whether the file can be written, or made where the first folder that exists lets us."""
    there = next(one for one in (path, *path.parents) if one.exists())
    if there != path and not there.is_dir():
        return False
    return os.access(there, os.W_OK)


def _size(path: Path) -> str:
    if not path.is_file():
        return "which is made when it is needed" if not path.exists() else "one file an org"
    size = path.stat().st_size
    return f"{size / 1_000_000:,.1f} MB" if size >= 100_000 else f"{max(1, size // 1000)} kB"
