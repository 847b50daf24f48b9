"""Words and numbers of a metadata file's elements, and the refusal of a file."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from tui.demo.http.metadata.elements import METADATA


class Broken(Exception):
    """A component that the org refuses, with the place in its file where one is known."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def words(root: Element, name: str) -> list[Element]:
    """The children of that name."""
    return root.findall(f"{{{METADATA}}}{name}")


def text(root: Element, name: str) -> str | None:
    """The text of the first child of that name; None for none and for an empty one."""
    found = root.findtext(f"{{{METADATA}}}{name}")
    return found.strip() or None if found is not None else None


def flag(root: Element, name: str) -> bool:
    """A Boolean, false where it is not told. Raises Broken for what is none."""
    told = text(root, name)
    if told not in {None, "true", "false"}:
        raise Broken(f"Error parsing file: '{told}' is not a valid value for the type xsd:boolean")
    return told == "true"


def number(root: Element, name: str) -> float | None:
    """A number, None where it is not told. Raises Broken for what is none."""
    told = text(root, name)
    try:
        return None if told is None else float(told)
    except ValueError:
        raise Broken(f"Error parsing file: '{told}' is not a valid value for the type xsd:int") from None
