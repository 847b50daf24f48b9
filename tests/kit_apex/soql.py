"""What the kit's Apex asks of objects: the fields of its queries, static ones and those put together from text."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_LITERAL = re.compile(r"'((?:[^'\\]|\\.)*)'")
_STATIC = re.compile(r"\[\s*(SELECT\b[^\[\]]*(?:\[\w*\][^\[\]]*)*)\]", re.DOTALL | re.IGNORECASE)
_QUERY = re.compile(r"SELECT\s+(?P<fields>.*?)\s+FROM\s+(?P<object>\w+)(?P<rest>.*)", re.DOTALL | re.IGNORECASE)
_COMPARED = re.compile(r"([A-Za-z_][\w.]*)\s*(?:=|!=|<=|>=|<|>|\bNOT\s+IN\b|\bIN\b|\bLIKE\b)", re.IGNORECASE)
_ORDERED = re.compile(r"ORDER\s+BY\s+([\w.,\s]+?)(?:\bLIMIT\b|$)", re.IGNORECASE)
_BIND = re.compile(r":\s*[\w.\[\]()]+")


def asked(source: str) -> set[tuple[str, str]]:
    """Object and field of everything that this class asks for."""
    code = _COMMENT.sub("", source)
    queries = [_LITERAL.sub("''", query) for query in _STATIC.findall(code)]
    texts = _texts(code)
    about = {found["object"] for text in texts if (found := _QUERY.search(text))}
    if about:
        # A filter that is put together from pieces is about the one object that its class asks dynamically.
        (only,) = about
        pieces = " ".join(text for text in texts if _COMPARED.search(text) or _QUERY.search(text))
        queries.append(f"SELECT Id FROM {only} WHERE {_LITERAL.sub('', pieces)}")
        queries += [text for text in texts if _QUERY.search(text)]
    return {pair for query in queries for pair in _of(query)}


def _texts(code: str) -> list[str]:
    joined = re.sub(r"'\s*\+\s*'", "", code)
    return [text for text in _LITERAL.findall(joined) if text.strip()]


def _of(query: str) -> set[tuple[str, str]]:
    found = _QUERY.search(query)
    assert found is not None, query
    rest = _BIND.sub("", found["rest"])
    fields = {field.strip() for field in found["fields"].split(",")} - {"COUNT()"}
    fields |= {field for field in _COMPARED.findall(rest) if field.upper() not in {"NOT", "NULL"}}
    for ordered in _ORDERED.findall(rest):
        fields |= {field.split()[0] for field in ordered.split(",") if field.strip()}
    return {(found["object"], field) for field in fields}
