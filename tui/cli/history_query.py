"""What was asked of ``history``, checked before anything is opened."""

from __future__ import annotations

from collections.abc import Mapping

import click
import msgspec
from msgspec import Struct

from tui.cli.history_pages import Form


class Query(Struct, frozen=True):
    """The options of ``history`` as they were given."""

    user: str | None = None
    kinds: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    at: str | None = None
    totals: bool = False
    forget: str | None = None
    as_json: bool = False
    as_csv: bool = False

    @property
    def form(self) -> Form:
        """How to print."""
        return "json" if self.as_json else "csv" if self.as_csv else "table"


def query_of(words: Mapping[str, object]) -> Query:
    """The options, where they go together. Raises click.UsageError."""
    query = msgspec.convert(words, Query)
    if query.as_json and query.as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    span = query.since is not None or query.until is not None
    others = (query.user, query.kinds, query.at, query.totals, query.as_csv)
    if query.forget is not None and (span or any(others)):
        raise click.UsageError("--forget stands alone.")
    if query.at is not None and (span or query.kinds or query.totals):
        raise click.UsageError("--at is one moment: of the others only --user goes with it.")
    if query.totals and query.kinds:
        raise click.UsageError("--totals counts everything: --kind makes no sense with it.")
    return query
