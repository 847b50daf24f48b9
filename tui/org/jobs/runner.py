"""The user as whom the org's own job runs: it must be active, and may see all sessions (article: Session Polling)."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from tui.org.wire.calls import Calls
from tui.org.wire.errors import MissingPermission, Rejected
from tui.org.wire.literals import select, soql_ids
from tui.org.wire.query import Page, rows
from tui.org.wire.server_text import plain
from tui.presence.model import Id, Permissions


class Runner(Struct, frozen=True):
    """Who it is and what is known of them; None where the org does not tell."""

    name: str = ""
    active: bool | None = None
    sees_all: bool | None = None


class _User(Struct, rename="pascal"):
    name: str | None = None
    is_active: bool | None = None


class _Held(Struct, rename="pascal"):
    id: Id


_USERS: msgspec.json.Decoder[Page[_User]] = msgspec.json.Decoder(Page[_User])
_HELD: msgspec.json.Decoder[Page[_Held]] = msgspec.json.Decoder(Page[_Held])


def read_runner(calls: Calls, user_id: Id, caller_id: Id, permissions: Permissions) -> Runner:
    """What is known of this user. Raises OrgFailure where the org is out of reach."""
    name, active = _user(calls, user_id)
    if user_id[:15] == caller_id[:15]:
        return Runner(name, active, permissions.manage_users)
    return Runner(name, active, _sees_all(calls, user_id, view_setup=permissions.view_setup))


def _user(calls: Calls, user_id: Id) -> tuple[str, bool | None]:
    try:
        found = rows(calls, select("Name,IsActive", "User", f"Id IN ({soql_ids([user_id])})"), _USERS, "the job's user")
    except (MissingPermission, Rejected):
        return "", None
    return (plain(found[0].name or "", 80), found[0].is_active) if found else ("", None)


def _sees_all(calls: Calls, user_id: Id, *, view_setup: bool) -> bool | None:
    """Whether a permission set of theirs grants Manage Users; a profile is a permission set too (object reference).

    Without View Setup assignments may be hidden, so that none that is shown proves nothing.
    """
    where = f"AssigneeId IN ({soql_ids([user_id])}) AND PermissionSet.PermissionsManageUsers = TRUE"
    try:
        held = rows(calls, select("Id", "PermissionSetAssignment", where, most=1), _HELD, "the job's user")
    except (MissingPermission, Rejected):
        return None
    return True if held else False if view_setup else None
