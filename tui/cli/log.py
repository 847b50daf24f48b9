"""The log: a rotating file of our own, private to its owner, without secrets. Only our own messages go into it."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from tui.cli.discretion import without_secrets
from tui.store.places import platform_places, private_folder

LOGGER = logging.getLogger("tui")
LARGEST = 1_000_000  # bytes, times four files
DEFAULT_LEVEL = "warning"
LINE = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


class Discreet(logging.Formatter):
    """Takes everything that looks like a secret out of a line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """The line without secrets and without control characters other than line ends."""
        shown = without_secrets(super().format(record))
        return "".join(one if one.isprintable() or one == "\n" else f"\\x{ord(one):02x}" for one in shown)


def start_log(level: str | None) -> Path | None:
    """Write our messages to the log from now on; its place, or None where it cannot be written."""
    stop_log()
    place = platform_places().log
    try:
        private_folder(place.parent)
        place.touch(mode=0o600)
        handler = RotatingFileHandler(place, maxBytes=LARGEST, backupCount=3, encoding="utf-8", errors="replace")
    except OSError:
        LOGGER.addHandler(logging.NullHandler())
        return None
    handler.setFormatter(Discreet(LINE))
    LOGGER.addHandler(handler)
    LOGGER.setLevel((level or DEFAULT_LEVEL).upper())
    LOGGER.propagate = False  # nothing of ours on the terminal
    return place


def stop_log() -> None:
    """Close the log; our messages go where the host's own logging sends them again."""
    for handler in LOGGER.handlers[:]:
        LOGGER.removeHandler(handler)
        handler.close()
    LOGGER.propagate = True
    LOGGER.setLevel(logging.NOTSET)


def log_of_unforeseen(error: BaseException) -> Path | None:
    """Write an unforeseen error down with its traceback; the log's place, or None where that was not possible."""
    started = any(isinstance(one, RotatingFileHandler) for one in LOGGER.handlers)
    place = platform_places().log if started else start_log(None)
    LOGGER.error("Unforeseen", exc_info=error)
    return place
