"""Source to tree, by lark's LALR parser, which builds the tree while it reads."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError

from tui.demo.apex.build import Build
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.tree import At
from tui.demo.apex.tree_statements import Script

LONGEST = 32_000  # characters (salesforce.md, section 3)


@lru_cache(maxsize=32)
def parse(source: str) -> Script:
    """The block as a tree, kept as clients send the same few blocks again and again. Raises CompileProblem."""
    if len(source) > LONGEST:
        raise CompileProblem("Script too large", At(-1, -1))
    try:
        script = grammar().parse(source)
    except UnexpectedInput as error:
        raise problem_of(error, source) from error
    except VisitError as error:
        if isinstance(error.orig_exc, CompileProblem):
            raise error.orig_exc from error
        raise
    if not isinstance(script, Script):
        raise TypeError("the grammar's start rule builds a Script")
    return script


@cache
def grammar() -> Lark:
    """The parser; building its tables takes a moment, so it is kept."""
    text = files("tui.demo.apex").joinpath("apex.lark").read_text("utf-8")
    return Lark(text, parser="lalr", maybe_placeholders=True, transformer=Build())


def problem_of(error: UnexpectedInput, source: str) -> CompileProblem:
    """What the parser stumbled over, in the platform's words."""
    if isinstance(error, UnexpectedToken):
        return _unexpected(error, error.token, source)
    if isinstance(error, UnexpectedCharacters):
        at = At(error.line, error.column)
        if error.char == "'":
            return CompileProblem("Line breaks not allowed in string literals", at)
        return CompileProblem(f"Unrecognized symbol '{error.char}', which is not a valid Apex identifier.", at)
    return CompileProblem("Unexpected token '<EOF>'.", At(1, 1))


def _unexpected(error: UnexpectedToken, token: Token, source: str) -> CompileProblem:
    at_end = token.type == "$END"
    lines = source.split("\n")
    at = At(len(lines), len(lines[-1]) + 1) if at_end else At(token.line or 1, token.column or 1)
    found = "<EOF>" if at_end else str(token)
    wanted = set(error.accepts or error.expected)
    if "SEMICOLON" in wanted and not wanted & {"NAME", "RBRACE"}:
        return CompileProblem(f"Missing ';' at '{found}'", at)
    return CompileProblem(f"Unexpected token '{found}'.", at)
