"""What a call to the org is to the rest of this house. ``client`` makes them; tests bring their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

import msgspec
from msgspec import Struct

from tui.org.wire.errors import Misread
from tui.presence.model import ApiUse, Instant

T = TypeVar("T")


class Kind(StrEnum):
    """Whether a call may change the org. Reads may be repeated; a write leaves once, whatever its method (R15)."""

    READ = "read"
    WRITE = "write"


class Reply(Struct, frozen=True):
    """The org's answer: its raw bytes, its clock, and both local clocks when the request left.

    ``refused`` marks an answer of status 400 that the caller asked to see, as actions report their failures so.
    """

    body: bytes
    at: datetime
    left: Instant
    refused: bool = False


class Calls(Protocol):
    """One request at a time. Every failure is an OrgFailure; a write without an answer is AnswerLost."""

    @property
    def version(self) -> str:
        """The API version in use, such as ``67.0``."""
        ...

    def get(self, path: str, params: Mapping[str, str] | None = None, *, kind: Kind = Kind.READ) -> Reply:
        """GET a path, relative to ``/services/data/vXX.X/`` unless it begins with a slash."""
        ...

    def post(self, path: str, body: object, *, kind: Kind) -> Reply:
        """POST a body as JSON; an answer of status 400 comes back with ``refused``."""
        ...

    def soap(self, envelope: Callable[[str], bytes], *, kind: Kind) -> Reply:
        """POST to the SOAP Apex API what ``envelope`` makes of the token that is good now."""
        ...

    @property
    def usage(self) -> ApiUse:
        """Calls made so far, and the org's allocation as it last told."""
        ...


def decoded(reply: Reply, decoder: msgspec.json.Decoder[T], what: str) -> T:
    """The reply as a typed value. Raises Misread, which names ``what`` was read and the place that is wrong."""
    wrong = ""
    try:
        return decoder.decode(reply.body)
    except msgspec.DecodeError as error:
        wrong = str(error)
    except UnicodeDecodeError:
        wrong = "it is not UTF-8"
    raise Misread(
        f"The org's answer about {what} cannot be read", wrong, "Try again; if it stays, report it with this message"
    )
