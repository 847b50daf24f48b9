"""What the Salesforce CLI answers, decoded: the fields are believed, exit codes are not (clients.md, section 2.2).

A session that has expired exits with 0, and warnings may stand before the JSON.
"""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec
from msgspec import Struct

from tui.org.login.sf_command import ANOTHER_WAY, Printed, SfUnusable
from tui.org.wire.errors import LoginExpired
from tui.org.wire.server_text import plain, server_words
from tui.presence.problems import OrgFailure

CONNECTED = "Connected"
_DEAD = re.compile(r"expired|invalid|revoked|refresh.?token|inactive", re.IGNORECASE)
_UNKNOWN_COMMAND = re.compile(r"not a sf command|command .+ not found", re.IGNORECASE)
_UNKNOWN_ORG = re.compile(r"No authorization information found(?: for (\S+?)\.?(?:\s|$))?")
_ERROR_LINE = re.compile(r"^\W*(\w*Error\b.*)$", re.MULTILINE)
T = TypeVar("T")


class NoTargetOrg(OrgFailure):
    """The Salesforce CLI has no target org, and none was named."""

    exit_code = 3


class UnknownToSf(OrgFailure):
    """The Salesforce CLI knows no org by this alias or username."""

    exit_code = 3


class Listed(Struct, frozen=True, rename="camel"):
    """One org of ``sf org list``."""

    username: str = ""
    alias: str | None = None
    instance_url: str = ""
    org_id: str = ""
    is_dev_hub: bool | None = None
    is_sandbox: bool | None = None
    is_default_username: bool | None = None
    connected_status: str | int | None = None
    status: str | None = None


class Lists(Struct, frozen=True, rename="camel"):
    """``sf org list``: the same org may stand in several of them."""

    dev_hubs: list[Listed] = []
    sandboxes: list[Listed] = []
    scratch_orgs: list[Listed] = []
    non_scratch_orgs: list[Listed] = []
    other: list[Listed] = []


class Shown(Struct, frozen=True, rename="camel"):
    """One org by ``sf org display``; a newer CLI has a remark where the token was."""

    id: str = ""
    username: str = ""
    instance_url: str = ""
    alias: str | None = None
    access_token: str | None = None
    connected_status: str | int | None = None
    status: str | None = None

    def __repr__(self) -> str:
        return f"Shown({self.username!r})"

    @property
    def token(self) -> str | None:
        """The token of an older CLI, None where it is not told."""
        told = (self.access_token or "").strip()
        return told if told and not told.startswith("[") else None

    @property
    def dead(self) -> bool:
        """Whether the CLI says that its session is over; other troubles, such as no network, prove nothing."""
        return _DEAD.search(str(self.connected_status or "")) is not None

    @property
    def connected(self) -> bool:
        """Whether the CLI got through to the org just now."""
        return self.connected_status == CONNECTED


class Told(Struct, frozen=True, rename="camel"):
    """The token by ``sf org auth show-access-token``."""

    access_token: str = ""

    def __repr__(self) -> str:
        return "Told()"


class _Answer(Struct, frozen=True):
    name: str = ""
    message: str = ""
    result: msgspec.Raw = msgspec.Raw()


def answer_of(printed: Printed, shape: type[T]) -> T:
    """The result in this shape. Raises NoTargetOrg, UnknownToSf, LoginExpired or SfUnusable."""
    found = _decoded(printed.out, shape)
    if isinstance(found, OrgFailure):
        raise found
    if found is None:
        raise _unreadable(printed)
    return found


def unknown_command(printed: Printed) -> bool:
    """Whether this version of the CLI does not have the command."""
    return printed.code != 0 and not printed.out.strip() and _UNKNOWN_COMMAND.search(printed.err) is not None


def too_old() -> SfUnusable:
    """The CLI neither shows a token nor has the command for it."""
    return SfUnusable("The Salesforce CLI is too old", "it gives no access token", f"Run sf update, or {ANOTHER_WAY}")


def unknown_to_sf(name: str, cause: str = "") -> UnknownToSf:
    """The failure of an alias or username that the CLI does not know; its own words tell no more than that."""
    which = f'no org "{name}"' if name else "no such org"
    todo = "sf org list shows those that it knows; sf org login web adds one"
    return UnknownToSf(f"The Salesforce CLI knows {which}", cause, todo)


def _decoded(out: bytes, shape: type[T]) -> T | OrgFailure | None:
    """The result, the failure that it tells, or None for neither. Nothing is raised here: a token may be at hand."""
    start = 0 if out.lstrip().startswith(b"{") else out.find(b"\n{") + 1
    end = out.rfind(b"}") + 1
    try:
        answer = msgspec.json.decode(out[start:end], type=_Answer)
        if bytes(answer.result) not in {b"", b"null"}:
            return msgspec.json.decode(answer.result, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return _refused(answer.name, server_words(answer.message)) if answer.name or answer.message else None


def _refused(name: str, message: str) -> OrgFailure:
    if name in {"NoDefaultEnvError", "NoDefaultOrgError"}:
        return NoTargetOrg(
            "The Salesforce CLI has no target org",
            "none was named, and sf has none set",
            "Run sf config set target-org ALIAS, or name one with --org",
        )
    unknown = _UNKNOWN_ORG.search(message)
    if name == "NamedOrgNotFoundError" or unknown:
        return unknown_to_sf(unknown[1] or "" if unknown else "")
    if _DEAD.search(f"{name} {message}"):
        return LoginExpired("The login of the Salesforce CLI has expired", message, "Run sf org login web")
    return SfUnusable(
        "The Salesforce CLI refused", message or plain(name), f"Try sf org display in a terminal, or {ANOTHER_WAY}"
    )


def _unreadable(printed: Printed) -> SfUnusable:
    """Why there was nothing to read, in words that hold no output but the line of an error."""
    if unknown_command(printed):
        return too_old()
    line = _ERROR_LINE.search(printed.err)
    if printed.code != 0:
        cause = server_words(line[1]) if line else f"it ended with code {printed.code}"
        todo = f"Try sf org display in a terminal (it needs Node 22 or newer), or {ANOTHER_WAY}"
        return SfUnusable("The Salesforce CLI crashed", cause, todo)
    return SfUnusable(
        "The Salesforce CLI answered what cannot be read",
        "its answer is not the JSON that was expected",
        f"Run sf update, or {ANOTHER_WAY}",
    )
