"""The kit's files as this program brings them: a source project's ``force-app/main/default``, as package data."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from tui.org.kit.parts import KINDS, META, Name, Part

DEFAULT = "force-app/main/default"


def read_parts(root: Traversable | None = None) -> tuple[Part, ...]:
    """All components, by type and name. ``root`` stands in for the package data in tests."""
    root = root or files("tui.org.kit").joinpath("source")
    found: dict[Name, list[tuple[str, str]]] = {}
    for path, text in _texts(root.joinpath(DEFAULT)):
        found.setdefault(name_of(path), []).append((path, text))
    return tuple(Part(name, tuple(sorted(found[name]))) for name in sorted(found))


def name_of(path: str) -> Name:
    """The component that a file of a source project belongs to. Raises ValueError for one that belongs to none."""
    folder, _, rest = path.partition("/")
    kind = next((one for one in KINDS.values() if one.folder == folder), None)
    if kind is None:
        raise ValueError(f"no component known to the kit: {path}")
    if kind.name == "CustomObject":
        return Name(kind.name, rest.partition("/")[0])
    return Name(kind.name, rest.removesuffix(META).removesuffix(f".{kind.suffix}"))


def _texts(folder: Traversable, above: str = "") -> Iterator[tuple[str, str]]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from _texts(one, f"{above}{one.name}/")
        elif not one.name.startswith("."):
            yield f"{above}{one.name}", one.read_text("utf-8")
