"""The kit for one org: its components filled with what that org has, as a zip file that can be deployed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from msgspec import Struct

from tui.org.kit.parts import Name, Part, manifest
from tui.org.kit.shares import TEST, Share, within
from tui.org.kit.stamp import KIT, stamp_of, stamped
from tui.org.routes.action import Action

PLACEHOLDER = re.compile(r"\{[a-z]+(?:_[a-z]+)*\}")
FILLED = frozenset({"Flow", "PlatformEventSubscriberConfig"})  # Apex has braces of its own
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same kit is the same zip file


class Found(Struct, frozen=True):
    """What the org has that the kit refers to: DE's action, and the username that the trigger on logouts runs as."""

    action: Action | None = None
    running_user: str | None = None

    @property
    def words(self) -> Mapping[str, str]:
        """What stands in place of each placeholder."""
        found = {} if self.running_user is None else {"{running_user}": self.running_user}
        if self.action is not None:
            found |= {"{action}": self.action.name, "{online_input}": self.action.online}
            found["{user_input}"] = self.action.user
        return found


class Bundle(Struct, frozen=True):
    """What would be deployed. ``left_out`` lack something that this org does not have."""

    version: str
    parts: tuple[Part, ...]
    left_out: tuple[Part, ...]

    @property
    def names(self) -> tuple[Name, ...]:
        """The components by name."""
        return self.names_in("all")

    def names_in(self, share: Share) -> tuple[Name, ...]:
        """The components of a share by name."""
        return tuple(one.name for one in self.parts if within(one.name, share))

    def tests(self, share: Share = "all") -> tuple[str, ...]:
        """The names of those of the kit's own test classes that cover a share."""
        names = tuple(one.name.name for one in self.parts if one.is_test)
        return tuple(one for one in names if one == TEST) if share == "trigger" else names

    def zip(self, kept: Iterable[Name] = (), gone: Iterable[Name] = (), share: Share = "all") -> bytes:
        """The package of a share. ``kept`` of an earlier kit go on standing in the stamp; ``gone`` are to be deleted.

        The core's stamp names the trigger before that is there: a removal deletes of it what it finds.
        """
        texts = {"package.xml": manifest(self.names_in(share))}
        gone = tuple(gone)
        if gone:
            texts["destructiveChangesPost.xml"] = manifest(gone)
        for part in self.stamped(kept):
            if within(part.name, share):
                texts.update(part.package_files)
        return zipped(texts)

    def stamped(self, kept: Iterable[Name] = ()) -> tuple[Part, ...]:
        """The components, with the stamp in its class."""
        others = [one for one in self.parts if one.name != KIT]
        return tuple(stamped(one, others, kept) if one.name == KIT else one for one in self.parts)


def bundle(parts: Iterable[Part], found: Found) -> Bundle:
    """The kit for an org that has this."""
    filled = [_filled(one, found.words) for one in parts]
    whole = tuple(one for one in filled if not _lacks(one))
    return Bundle(version_of(whole), whole, tuple(one for one in filled if _lacks(one)))


def version_of(parts: Iterable[Part]) -> str:
    """The version that the kit's own stamp tells."""
    told = next((stamp_of(one.text) for one in parts if one.name == KIT), None)
    if told is None:
        raise ValueError("the kit has no version")
    return told.version


def zipped(texts: Mapping[str, str]) -> bytes:
    """A zip file of these texts by their paths."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(texts.items()):
            archive.writestr(zipfile.ZipInfo(path, _LONG_AGO), text.encode(), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _filled(part: Part, words: Mapping[str, str]) -> Part:
    if part.name.kind not in FILLED:
        return part

    def fill(text: str) -> str:
        return PLACEHOLDER.sub(lambda one: escape(words.get(one[0], one[0])), text)

    return Part(part.name, tuple((path, fill(text)) for path, text in part.files))


def _lacks(part: Part) -> bool:
    return part.name.kind in FILLED and any(PLACEHOLDER.search(text) for _, text in part.files)
