"""What crosses the wire, free of any HTTP library: a request, a reply, and the error that becomes an error array."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

JSON = "application/json;charset=UTF-8"
HTML = "text/html;charset=iso-8859-1"
XML = "text/xml;charset=UTF-8"


@dataclass(frozen=True)
class Request:
    """One HTTP request. ``path`` is decoded and has no query; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> object:
        """The body as JSON. Raises ApiError (JSON_PARSER_ERROR) for what is none."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ApiError(400, "JSON_PARSER_ERROR", f"Unexpected character in the body: {error}") from error


@dataclass(frozen=True)
class Reply:
    """One HTTP answer, before the headers that every answer has."""

    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


class ApiError(Exception):
    """A refusal in the REST shape: ``[{"message", "errorCode"}]`` under an HTTP status (salesforce.md, section 2)."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def reply(self) -> Reply:
        """The error as it goes over the wire."""
        return json_reply([{"message": self.message, "errorCode": self.code}], self.status)


def not_found() -> ApiError:
    """What the platform says of every path, row and name that is not there."""
    return ApiError(404, "NOT_FOUND", "The requested resource does not exist")


def json_reply(value: object, status: int = 200) -> Reply:
    """The value as compact JSON; whoever asked for pretty printing gets it at the door."""
    return Reply(status, msgspec.json.encode(value))


def bad_message(status: int, reason: str) -> Reply:
    """What the servlet container says itself, in HTML and before anybody looks at the token (salesforce.md, 2)."""
    body = f"<h1>Bad Message {status}</h1><pre>reason: {reason}</pre>"
    return Reply(status, body.encode(), HTML, {"Connection": "close"})
