"""How the desk of one org was left, in a small file beside its journal: sort, filters, columns, whom to watch."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from tempfile import mkstemp

import msgspec
from msgspec.structs import replace

from tui.presence.model import Id
from tui.presence.remembered import Remembered
from tui.store.places import private_folder

logger = logging.getLogger(__name__)
_REMEMBERED: msgspec.json.Decoder[Remembered] = msgspec.json.Decoder(Remembered)


class DeskMemory:
    """Holds no secret, but names that a person typed; it is for this person alone.

    Without ``path``, or where the file cannot be used, this run remembers for itself; the log says so.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._last = Remembered()
        self._failed = False

    def recall(self) -> Remembered:
        """How it was left, by whichever run of this machine; as it is by default where nothing is known."""
        if self._path is not None:
            try:
                self._last = _REMEMBERED.decode(self._path.read_bytes())
            except FileNotFoundError:
                return self._last
            except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
                self._warn(error)
        return self._last

    def remember(self, desk: Remembered) -> None:
        """Keep it, whole or not at all."""
        if self._path is None or desk == self.recall():
            self._last = desk
            return
        self._last = desk
        try:
            self._write(self._path, msgspec.json.format(msgspec.json.encode(desk), indent=1))
        except OSError as error:
            self._warn(error)

    def forget(self, user: Id, *names: str) -> None:
        """Erase a user: watched no more, and no filter holds their Id or one of their names."""
        last, words = self.recall(), [one.casefold() for one in (user, *names) if one]

        def tells(text: str) -> bool:
            return any(word in text.casefold() for word in words)

        self.remember(
            replace(
                last,
                filter="" if tells(last.filter) else last.filter,
                filters={name: text for name, text in last.filters.items() if not (tells(name) or tells(text))},
                watched=last.watched - {user},
                watched_filters=tuple(one for one in last.watched_filters if not tells(one)),
            )
        )

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        private_folder(path.parent)
        handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mode 0600, and another's is not met
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content + b"\n")
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)

    def _warn(self, error: Exception) -> None:
        if not self._failed:
            logger.warning("%s cannot be used: %s", self._path, error)
        self._failed = True
