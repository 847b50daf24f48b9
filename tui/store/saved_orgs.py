"""Saved connections: a file of names and ways to log in, without any secret. It lies beside the settings."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tui.presence.problems import BadSettings, JournalFailure
from tui.presence.saved_org import SavedOrg
from tui.store.lock import FileLock
from tui.store.places import Places, private_folder

# Names stand in file names and in keychains, some of which know no capitals.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)
NAME_WORDS = "1 to 40 letters, digits, dots, dashes and underscores, the first a letter or a digit"
PATIENCE = 5.0  # seconds; others hold the file for a few milliseconds


class Book(Struct, frozen=True, forbid_unknown_fields=True):
    """What the file says: the orgs, and the name of the one that is meant where none is named."""

    default: str = ""
    orgs: tuple[SavedOrg, ...] = ()

    def find(self, name: str) -> SavedOrg | None:
        """The org of this name, whatever its capitals."""
        return next((one for one in self.orgs if one.name.casefold() == name.casefold()), None)

    def with_org(self, org: SavedOrg) -> Book:
        """The book with this org in place of the one of its name, or added at the end."""
        kept = tuple(org if _same(one, org) else one for one in self.orgs)
        return replace(self, orgs=kept if org in kept else (*kept, org), default=self.default or org.name)

    def without(self, org: SavedOrg) -> Book:
        """The book without this org; another one has to be made the default by a person."""
        default = "" if self.default.casefold() == org.name.casefold() else self.default
        return Book(default, tuple(one for one in self.orgs if not _same(one, org)))


class SavedOrgs:
    """The saved orgs of this person. Every method reads the file anew; others may have changed it. Raises BadSettings.

    A name means the same org whatever its capitals.
    """

    def __init__(self, places: Places) -> None:
        self._path = places.orgs
        self._lock = places.locks / "orgs.lock"

    def read(self) -> Book:
        """All that the file says."""
        try:
            book = msgspec.json.decode(self._path.read_bytes(), type=Book)
        except FileNotFoundError:
            return Book()
        except OSError as error:
            raise self._unusable(error.strerror or type(error).__name__, "Make it a file that you may read") from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._unusable(str(error), "Mend it, or move it away and add the orgs again") from error
        self._refuse_names(book)
        return book

    def list(self) -> tuple[SavedOrg, ...]:
        """All, in the order they were added."""
        return self.read().orgs

    def find(self, name: str) -> SavedOrg | None:
        """The org of this name."""
        return self.read().find(name)

    def default(self) -> SavedOrg | None:
        """The org that is meant where none is named."""
        book = self.read()
        return book.find(book.default) if book.default else None

    def add(self, org: SavedOrg) -> None:
        """Save one that is new; the first becomes the default. Raises BadSettings for a name that is taken or none."""
        refuse_name(org.name)
        with self._alone():
            book = self.read()
            if (there := book.find(org.name)) is not None:
                raise taken_name(there)
            self._write(book.with_org(org))

    def keep(self, org: SavedOrg) -> None:
        """Save what has become known of one that is there; nothing happens where it was removed meanwhile."""
        with self._alone():
            book = self.read()
            if book.find(org.name) is not None:
                self._write(book.with_org(org))

    def remove(self, org: SavedOrg) -> None:
        """Forget it."""
        with self._alone():
            self._write(self.read().without(org))

    def use(self, org: SavedOrg) -> None:
        """Make it the default."""
        with self._alone():
            self._write(replace(self.read(), default=org.name))

    def _write(self, book: Book) -> None:
        """Write it whole or not at all, for this person alone, to where a link leads."""
        place = self._path.resolve()
        try:
            private_folder(place.parent)
            handle, name = mkstemp(dir=place.parent, prefix=f".{place.name}-")  # mode 0600
            new = Path(name)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(msgspec.json.format(msgspec.json.encode(book), indent=2) + b"\n")
                    file.flush()
                    os.fsync(file.fileno())
                new.replace(place)
            finally:
                new.unlink(missing_ok=True)
        except OSError as error:
            cause = error.strerror or type(error).__name__
            raise self._unusable(cause, "Make its folder writable for you", "written") from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While inside, no other process of ours changes the file."""
        lock = FileLock(self._lock, patience=PATIENCE)
        try:
            taken = lock.take()
        except JournalFailure as failure:
            raise self._unusable(failure.problem.cause, "Make its folder writable for you", "written") from failure
        if not taken:
            raise self._unusable("another de-presence is changing it", "Try again", "written")
        try:
            yield
        finally:
            lock.release()

    def _refuse_names(self, book: Book) -> None:
        seen: set[str] = set()
        for name in (one.name for one in book.orgs):
            if not NAME.fullmatch(name):
                raise self._unusable(f'"{name}" is no name', f"A name is {NAME_WORDS}")
            if name.casefold() in seen:
                why = f'two orgs have the name "{name}" (capitals do not count)'
                raise self._unusable(why, "Give one of them another name in this file, or take it out")
            seen.add(name.casefold())

    def _unusable(self, cause: str, todo: str, doing: str = "read") -> BadSettings:
        return BadSettings(f"The saved orgs cannot be {doing}", f"{self._path}: {cause}", todo)


def refuse_name(name: str) -> None:
    """Raises BadSettings for what cannot be the name of a saved org."""
    if not NAME.fullmatch(name):
        raise BadSettings(f'"{name}" cannot be the name of a saved org', f"a name is {NAME_WORDS}", "Give another name")


def taken_name(there: SavedOrg) -> BadSettings:
    """The failure of a name that is taken."""
    return BadSettings(
        f'There is a saved org "{there.name}" already',
        "",
        f"de-presence login {there.name} logs in to it again; orgs remove {there.name} makes room for another",
    )


def _same(one: SavedOrg, other: SavedOrg) -> bool:
    return one.name.casefold() == other.name.casefold()
