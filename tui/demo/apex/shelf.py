"""The platform's methods on a shelf: signatures as text, what they do as functions. Nothing is recognised by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tui.demo.apex.types import Type

_SIGNATURE = re.compile(r"(static )?(.+) (\w+)\((.*)\)")
_NAME = re.compile(r"[\w.]+")


@dataclass(frozen=True)
class WithRun:
    """A function that takes the run as its first argument: the log, the world, the limits."""

    do: Callable[..., Any]


@dataclass(frozen=True)
class Signature:
    """One method. ``type`` is what it gives; a constructor is called ``<init>``."""

    owner: str
    name: str
    static: bool
    parameters: tuple[Type, ...]
    type: Type
    do: Callable[..., Any] | WithRun


class Shelf:
    """Methods by owner and name, in lower case, with their overloads. ``managed`` are a package's own classes."""

    def __init__(self, signatures: Iterable[Signature] = (), managed: frozenset[str] = frozenset()) -> None:
        self._methods: dict[tuple[str, str], list[Signature]] = {}
        self.owners: dict[str, str] = {}
        self.managed = managed
        for one in signatures:
            self._methods.setdefault((one.owner.lower(), one.name.lower()), []).append(one)
            self.owners[one.owner.lower()] = one.owner

    def overloads(self, owner: str, name: str) -> list[Signature]:
        """All methods of that owner and name."""
        return self._methods.get((owner.lower(), name.lower()), [])


def methods(owner: str, table: Mapping[str, Callable[..., Any] | WithRun]) -> list[Signature]:
    """Signatures from a table of ``"static String join(Iterable<Object>, String)"`` to functions."""
    return [_signature(owner, text, do) for text, do in table.items()]


def read_type(text: str) -> Type:
    """The type that a text such as ``Map<Id, Map<Id, Boolean>>`` says."""
    found, rest = _read(text.replace(" ", ""))
    if rest:
        raise ValueError(f"not a type: {text}")
    return found


def _signature(owner: str, text: str, do: Callable[..., Any] | WithRun) -> Signature:
    match = _SIGNATURE.fullmatch(text)
    if match is None:
        raise ValueError(f"not a signature: {text}")
    static, result, name, parameters = match.groups()
    kinds = tuple(read_type(one) for one in _split(parameters))
    return Signature(owner, name, static is not None, kinds, read_type(result), do)


def _split(parameters: str) -> list[str]:
    parts, depth = [""], 0
    for one in parameters:
        depth += (one == "<") - (one == ">")
        if one == "," and not depth:
            parts.append("")
        else:
            parts[-1] += one
    return [one for one in parts if one.strip()]


def _read(text: str) -> tuple[Type, str]:
    match = _NAME.match(text)
    if match is None:
        raise ValueError(f"not a type: {text}")
    name, rest = match[0], text[match.end() :]
    if not rest.startswith("<"):
        return Type(name), rest
    args: list[Type] = []
    while rest[:1] in {"<", ","}:
        one, rest = _read(rest[1:])
        args.append(one)
    return Type(name, tuple(args)), rest[1:]
