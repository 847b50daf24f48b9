"""``/query``, ``/queryAll`` and ``/tooling/query``: pages of 2,000 rows, and locators that hold a snapshot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from tui.demo.http.routes import Call, Route, data
from tui.demo.http.wire import ApiError, Reply, json_reply
from tui.demo.soql.columns import column_metadata
from tui.demo.soql.run import Result, Soql
from tui.demo.soql.written import Written
from tui.demo.world.ids import numbering
from tui.demo.world.schema import Schema
from tui.demo.world.world import World

_PAGE = range(200, 2_001)  # rows a page, which Sforce-Query-Options may ask for (salesforce.md, section 2)
_OPEN = 10  # cursors that one user keeps; the oldest goes when one more is opened
_IDLE = timedelta(minutes=15)
_LOCATOR = re.compile(r"(01g\w{12}(?:\w{3})?)-(\d+)")
_BATCH = re.compile(r"\bbatchSize\s*=\s*(\d+)", re.IGNORECASE)


@dataclass
class _Cursor:
    """A result that is read page by page: where its records are, its page size, and when it was last read."""

    root: str
    result: Result
    batch: int
    read_at: datetime


class Queries:
    """The query resources over one world, with the cursors that are open.

    ``most_rows`` is what the org makes of any wish for longer pages, as it does where rows are wide.
    """

    def __init__(self, world: World, most_rows: int = _PAGE.stop - 1) -> None:
        self._world = world
        self._most_rows = most_rows
        self._cursors: dict[str, _Cursor] = {}
        self._written = Written()
        self._new_id = numbering("01g", 1)

    def routes(self) -> list[Route]:
        """The resources."""
        return [
            data("GET,HEAD", "/query", self._query),
            data("GET,HEAD", "/queryAll", self._query),
            data("GET,HEAD", "/tooling/query", self._tooling_query),
            data("GET,HEAD", "/tooling/query/{locator}", self._more),
            data("GET,HEAD", "/query/{locator}", self._more),
            data("GET,HEAD", "/queryAll/{locator}", self._more),
        ]

    def _query(self, call: Call) -> Reply:
        result = self._run(call, self._world.schema)
        if _wants_columns(call):
            return json_reply(column_metadata(result))
        return json_reply(self._page(_Cursor(call.root, result, self._batch(call), self._world.now), 0, None))

    def _tooling_query(self, call: Call) -> Reply:
        result = self._run(call, self._world.tooling)
        if _wants_columns(call):
            return json_reply(column_metadata(result))
        cursor = _Cursor(f"{call.root}/tooling", result, self._batch(call), self._world.now)
        page = self._page(cursor, 0, None)
        about = {"size": min(cursor.batch, result.total), "queryLocator": None, "entityTypeName": result.source.name}
        return json_reply({**about, **page})

    def _run(self, call: Call, schema: Schema) -> Result:
        text = call.request.query.get("q")
        if text is None:
            raise ApiError(400, "MALFORMED_QUERY", "A query string has to be specified")
        return Soql(schema, self._world.records, self._world.now).run(text)

    def _more(self, call: Call) -> Reply:
        match = _LOCATOR.fullmatch(call.parts["locator"])
        cursor = self._cursors.get(match[1]) if match else None
        if match is None or cursor is None or self._world.now - cursor.read_at > _IDLE:
            raise ApiError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        if int(match[2]) >= len(cursor.result.rows):
            raise ApiError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        cursor.read_at = self._world.now
        return json_reply(self._page(cursor, int(match[2]), match[1]))

    def _page(self, cursor: _Cursor, start: int, locator: str | None) -> dict[str, object]:
        result, stop = cursor.result, start + cursor.batch
        page: dict[str, object] = {"totalSize": result.total, "done": stop >= len(result.rows)}
        if stop < len(result.rows):
            page["nextRecordsUrl"] = f"{cursor.root}/query/{locator or self._open(cursor)}-{stop}"
        if not start:
            self._written.begin(result, cursor.root)
        page["records"] = self._written.records(result, cursor.root, start, stop)
        return page

    def _batch(self, call: Call) -> int:
        asked = _BATCH.search(call.request.headers.get("sforce-query-options", ""))
        wanted = min(max(int(asked[1]), _PAGE.start), _PAGE.stop - 1) if asked else _PAGE.stop - 1
        return min(wanted, self._most_rows)

    def _open(self, cursor: _Cursor) -> str:
        if len(self._cursors) >= _OPEN:
            del self._cursors[min(self._cursors, key=lambda one: self._cursors[one].read_at)]
        locator = self._new_id()
        self._cursors[locator] = cursor
        return locator


def _wants_columns(call: Call) -> bool:
    return call.request.query.get("columns", "").lower() == "true"
