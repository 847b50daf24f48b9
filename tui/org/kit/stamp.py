"""The stamp of a kit in an org: its version, and which components it put there with the check sum of each text.

It stands as comments below the class ``DePresenceKit``. By it a later kit, older or newer, can tell what was changed by
hand, and ``kit remove`` takes away exactly what was put there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from msgspec import Struct

from tui.org.kit.parts import Name, Part

KIT = Name("ApexClass", "DePresenceKit")
HEAD = "// What the kit of de-presence put into this org, with the check sum of each text of Apex:"
UNSUMMED = "-"  # the org tells XML in words of its own, so that no sum of it would stay the same
_VERSION = re.compile(r"\bVERSION\s*=\s*'([^'\n]{1,40})'")
_LINE = re.compile(r"^// (\w+) ([\w.-]+) ([0-9a-f]{12}|-)$", re.MULTILINE | re.ASCII)


class Stamp(Struct, frozen=True):
    """What an org's kit says of itself. ``sums`` has an entry for each component that it put there."""

    version: str
    sums: Mapping[Name, str]

    def untouched(self, name: Name, text: str) -> bool:
        """Whether this text of Apex is as that kit deployed it."""
        return self.sums.get(name) == check_sum(text)


def stamp_of(body: str) -> Stamp | None:
    """The stamp in the class's text; None where it is no kit's."""
    version = _VERSION.search(body)
    if version is None:
        return None
    return Stamp(version[1], {Name(kind, name): told for kind, name, told in _LINE.findall(body)})


def stamped(part: Part, others: Iterable[Part], kept: Iterable[Name] = ()) -> Part:
    """The class with the stamp below it, of itself, the others, and what an earlier kit put there and is ``kept``."""
    sums = dict.fromkeys(kept, UNSUMMED)
    for one in (part, *others):
        sums[one.name] = check_sum(one.text) if one.name.kind.startswith("Apex") else UNSUMMED
    lines = [HEAD, *(f"// {name} {sums[name]}" for name in sorted(sums))]
    path = f"classes/{part.name.name}.cls"
    texts = {**dict(part.files), path: f"{part.text.rstrip()}\n" + "\n".join(lines) + "\n"}
    return Part(part.name, tuple(texts.items()))


def check_sum(text: str) -> str:
    """Twelve digits that tell texts apart, whatever became of line ends and of the stamp below."""
    bare = text.partition(HEAD)[0].replace("\r\n", "\n").rstrip()
    return sha256("\n".join(line.rstrip() for line in bare.split("\n")).encode()).hexdigest()[:12]


def numbers(version: str) -> tuple[int, ...]:
    """A version to compare by: its numbers."""
    return tuple(int(one) for one in re.findall(r"\d+", version)[:4])
