"""A whole file of Apex, a class or a trigger: read by the grammar of anonymous blocks and what a file has besides.

The demo org does not execute such a file. It reads it as the compiler does, so that a broken one is refused with its
line and column, and so that what it declares and names can be checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.parse import problem_of
from tui.demo.apex.tree import At
from tui.demo.apex.unit_declared import Declared, declared

LONGEST = 1_000_000  # characters of a class or a trigger (Apex Developer Guide, limits)


@dataclass(frozen=True)
class ApexFile:
    """What a file holds: its one declaration, and the tree that it was read from."""

    declared: Declared
    tree: Tree[Token]


@lru_cache(maxsize=256)
def read_file(source: str) -> ApexFile:
    """The file as a tree. Raises CompileProblem for the first thing that no Apex begins or goes on with."""
    if len(source) > LONGEST:
        raise CompileProblem("Maximum size of Apex code exceeded: 1000000 characters", At(1, 1))  # wording unverified
    try:
        tree = _grammar().parse(source)
    except UnexpectedInput as error:
        raise problem_of(error, source) from error
    except RecursionError:
        raise CompileProblem("Code is nested too deeply", At(1, 1)) from None  # wording unverified
    top = tree.children[0]
    if not isinstance(top, Tree):
        raise TypeError("the grammar's start rule holds one declaration")
    return ApexFile(declared(top), top)


@cache
def _grammar() -> Lark:
    """The parser; building its tables takes a moment, so it is kept."""
    room = files("tui.demo.apex")
    text = "\n".join(room.joinpath(name).read_text("utf-8") for name in ("apex.lark", "unit.lark"))
    return Lark(text, parser="lalr", maybe_placeholders=True, propagate_positions=True)
