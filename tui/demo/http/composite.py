"""Many writes in one call: sObject Collections, and Composite, which runs several requests one after the other.

Each piece is answered by the resource that it would be by itself. Nothing is rolled back, so ``allOrNone`` must be
false, which is also its default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

import msgspec

from tui.demo.http.routes import Call, Route, data
from tui.demo.http.wire import ApiError, Reply, Request, json_reply
from tui.demo.world.kit.deployed import CustomObject
from tui.demo.world.world import World

_MOST_RECORDS = 200  # of one collection (REST API Developer Guide, sObject Collections)
_MOST_REQUESTS = 25  # of one composite call
_MOST_COLLECTIONS = 5  # of those, collections and queries
_SERVES = ("/sobjects", "/query", "/queryAll", "/composite/sobjects")

Answer = Callable[[Request], Reply]


class Composite:
    """Both resources in one world. ``answer`` has a piece answered; it raises ApiError."""

    def __init__(self, world: World, answer: Answer) -> None:
        self._world, self._answer = world, answer

    def routes(self) -> list[Route]:
        """The resources."""
        return [
            data("POST", "/composite/sobjects", self._create),
            data("PATCH", "/composite/sobjects", self._update),
            data("DELETE", "/composite/sobjects", self._delete),
            data("POST", "/composite", self._series),
        ]

    def _create(self, call: Call) -> Reply:
        return json_reply([self._one(call, "POST", _type(row), "", row) for row in _records(call)])

    def _update(self, call: Call) -> Reply:
        return json_reply([self._one(call, "PATCH", _type(row), str(row.get("id")), row) for row in _records(call)])

    def _delete(self, call: Call) -> Reply:
        ids = [one for one in call.request.query.get("ids", "").split(",") if one]
        _no_more(len(ids), _MOST_RECORDS)
        prefixes = {of.key_prefix: part.name for part, of in self._world.deployed.all("CustomObject", CustomObject)}
        return json_reply([self._one(call, "DELETE", prefixes.get(one[:3], "None"), one) for one in ids])

    def _one(
        self, call: Call, method: str, name: str, row: str, record: Mapping[str, object] | None = None
    ) -> Mapping[str, object]:
        """What became of one record."""
        body = {key: value for key, value in (record or {}).items() if key not in {"id", "attributes"}}
        path = f"{call.root}/sobjects/{name}" + (f"/{row}" if row else "")
        try:
            reply = self._answer(Request(method, path, body=msgspec.json.encode(body)))
        except ApiError as error:
            return {"success": False, "errors": [{"statusCode": error.code, "message": str(error), "fields": []}]}
        made = msgspec.json.decode(reply.body)["id"] if reply.body else row
        return {"id": made, "success": True, "errors": []}

    def _series(self, call: Call) -> Reply:
        body = _object(call)
        _all_or_none(body.get("allOrNone", False))
        asked = body.get("compositeRequest")
        pieces = [one for one in asked if isinstance(one, dict)] if isinstance(asked, list) else []
        if not pieces or not all({"method", "url", "referenceId"} <= one.keys() for one in pieces):
            raise ApiError(400, "JSON_PARSER_ERROR", "compositeRequest")  # wording unverified
        _no_more(len(pieces), _MOST_REQUESTS)
        _no_more(sum("/sobjects/" not in str(one["url"]) for one in pieces), _MOST_COLLECTIONS)
        return json_reply({"compositeResponse": [self._piece(call, one) for one in pieces]})

    def _piece(self, call: Call, asked: Mapping[str, object]) -> Mapping[str, object]:
        path, _, query = str(asked["url"]).partition("?")
        request = Request(
            str(asked["method"]), path, dict(parse_qsl(query)), body=msgspec.json.encode(asked.get("body"))
        )
        try:
            if not path.removeprefix(call.root).startswith(_SERVES):
                message = "The url is not supported by this resource"  # wording unverified
                raise ApiError(400, "INVALID_URL", message)
            reply = self._answer(request)
        except ApiError as error:
            reply = error.reply()
        return {
            "body": msgspec.json.decode(reply.body) if reply.body else None,
            "httpHeaders": {},
            "httpStatusCode": reply.status,
            "referenceId": asked["referenceId"],
        }


def _records(call: Call) -> list[Mapping[str, object]]:
    body = _object(call)
    _all_or_none(body.get("allOrNone", False))
    found = body.get("records")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ApiError(400, "JSON_PARSER_ERROR", "records")  # wording unverified
    _no_more(len(found), _MOST_RECORDS)
    return found


def _object(call: Call) -> Mapping[str, object]:
    body = call.request.json()
    if not isinstance(body, dict):
        raise ApiError(400, "JSON_PARSER_ERROR", "The body must be one object")  # wording unverified
    return body


def _type(record: Mapping[str, object]) -> str:
    attributes = record.get("attributes")
    found = attributes.get("type") if isinstance(attributes, dict) else None
    if not isinstance(found, str):
        raise ApiError(400, "INVALID_INPUT", "Each record needs attributes with its type")  # wording unverified
    return found


def _all_or_none(told: object) -> None:
    if told is not False:
        raise ApiError(501, "FUNCTIONALITY_NOT_ENABLED", "this org cannot roll back: send allOrNone as false")


def _no_more(count: int, most: int) -> None:
    if count > most:
        raise ApiError(400, "LIMIT_EXCEEDED", f"{count} are too many; {most} is the most")  # wording unverified
