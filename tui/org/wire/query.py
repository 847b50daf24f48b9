"""SOQL over REST: page after page, each decoded straight from its bytes into the type that is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from tui.org.wire.calls import Calls, Reply, decoded
from tui.org.wire.errors import Misread
from tui.presence.model import Id

T = TypeVar("T")
IDS_A_QUERY = 200  # 27 bytes each in the URI, of the 8,000 that the documentation advises
_LOCATOR = re.compile(r"/services/data/v\d+\.\d+/(?:tooling/)?query(?:All)?/[\w-]+", re.ASCII)


class Page(Struct, Generic[T], rename="camel"):
    """One page of a query's result, as the org sends it."""

    total_size: int
    done: bool
    records: list[T]
    next_records_url: str | None = None


def pages(
    calls: Calls, soql: str, decoder: msgspec.json.Decoder[Page[T]], what: str
) -> Iterator[tuple[Page[T], Reply]]:
    """The pages of a query, each with the reply that brought it. ``what`` names the rows in a failure's words.

    Raises OrgFailure; the pages that came before it have then been given out.
    """
    reply = calls.get("query", {"q": soql})
    page = decoded(reply, decoder, what)
    yield page, reply
    seen: set[str] = set()
    while not page.done:
        locator = page.next_records_url or ""
        if not _LOCATOR.fullmatch(locator) or locator in seen:
            # An address from an answer is followed only where it stays in this org's data, and goes on.
            raise Misread(f"The org's answer about {what} broke off", "it has no proper next page", "Read again")
        seen.add(locator)
        reply = calls.get(locator)
        total, page = page.total_size, decoded(reply, decoder, what)
        if page.total_size != total:  # a locator holds one result, so its pages all tell the same number
            raise Misread(f"The org's answer about {what} does not hold together", "its pages disagree", "Read again")
        yield page, reply


def rows(calls: Calls, soql: str, decoder: msgspec.json.Decoder[Page[T]], what: str) -> list[T]:
    """All rows of a query. Raises OrgFailure where a page fails."""
    return [row for page, _ in pages(calls, soql, decoder, what) for row in page.records]


def in_chunks(ids: Iterable[Id]) -> Iterator[list[Id]]:
    """The ids in order, so many at a time as one query's address can hold."""
    waiting = sorted(ids)
    for start in range(0, len(waiting), IDS_A_QUERY):
        yield waiting[start : start + IDS_A_QUERY]
