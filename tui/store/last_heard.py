"""Where the hearing of one org's logouts goes on (implements ``Bookmark``): a small file that outlives the run."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from tui.presence.events import LastHeard
from tui.store.places import private_folder

logger = logging.getLogger(__name__)
_LAST: msgspec.json.Decoder[LastHeard] = msgspec.json.Decoder(LastHeard)


class LastHeardFile:
    """Holds a number of the org's and a time, and nobody's name.

    Where it cannot be used, the log says so and this run remembers for itself: no more than a gap between runs is lost.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last: LastHeard | None = None
        self._failed = False

    def last(self) -> LastHeard | None:
        """The last event that was heard, by whichever run of this machine."""
        try:
            kept = _LAST.decode(self._path.read_bytes())
        except FileNotFoundError:
            return self._last
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            self._warn(error)
            return self._last
        return kept if kept.at.tzinfo is not None else self._last

    def keep(self, last: LastHeard) -> None:
        """Keep it, whole or not at all."""
        self._last = last
        beside = self._path.with_suffix(".new")
        try:
            private_folder(self._path.parent)
            beside.touch(mode=0o600)
            beside.write_bytes(msgspec.json.encode(last))
            beside.replace(self._path)
        except OSError as error:
            self._warn(error)

    def _warn(self, error: Exception) -> None:
        if not self._failed:
            logger.warning("%s cannot be used: %s", self._path, error)
        self._failed = True
