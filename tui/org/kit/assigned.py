"""To whom the kit's permission sets are assigned. Those of a permission set group are not looked into."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from tui.org.kit.parts import Name
from tui.org.wire.calls import Calls, decoded
from tui.org.wire.errors import GONE, OrgFailure
from tui.org.wire.literals import select, soql_text
from tui.org.wire.query import Page
from tui.presence.model import Id

MONITORS = Name("PermissionSet", "DePresence")
LOGINS = Name("PermissionSet", "DePresenceLogin")
_OBJECT = "PermissionSetAssignment"


class Assigned(Struct, frozen=True):
    """``users`` is how many active users have it, ``mine`` whether the caller is one of them."""

    users: int
    mine: bool


class _Nothing(Struct):
    """Counting shows no rows."""


_COUNTED: msgspec.json.Decoder[Page[_Nothing]] = msgspec.json.Decoder(Page[_Nothing])


def assigned(calls: Calls, of: Name, caller: Id) -> Assigned | None:
    """Who has this permission set; None where the org does not tell. Raises OrgFailure where it is out of reach."""
    named = f"PermissionSet.Name = {soql_text(of.name)} AND Assignee.IsActive = true"
    try:
        users = _count(calls, named)
        return Assigned(users, users > 0 and _count(calls, f"{named} AND AssigneeId = {soql_text(caller)}") > 0)
    except GONE:
        raise
    except OrgFailure:
        return None


def _count(calls: Calls, where: str) -> int:
    reply = calls.get("query", {"q": select("COUNT()", _OBJECT, where)})
    return decoded(reply, _COUNTED, "who has the kit's permission sets").total_size
