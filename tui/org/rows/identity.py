"""Which org this is, as whom we are here, and what that user may do (R2)."""

from __future__ import annotations

import re

import msgspec
from msgspec import Struct

from tui.org.wire.calls import Calls, decoded
from tui.org.wire.errors import Misread, MissingPermission, Rejected
from tui.org.wire.literals import long_id, select, soql_ids
from tui.org.wire.query import Page, rows
from tui.presence.model import Id, OrgFacts, Permissions

PERMISSIONS = "PermissionsManageUsers,PermissionsAuthorApex,PermissionsCustomizeApplication,PermissionsViewSetup"
_USER_AT_END = re.compile(r"/(005[a-zA-Z0-9]{12}(?:[a-zA-Z0-9]{3})?)/?$", re.ASCII)


class _Granted(Struct, rename="pascal"):
    permissions_manage_users: bool = False
    permissions_author_apex: bool = False
    permissions_customize_application: bool = False
    permissions_view_setup: bool = False


class _Organization(Struct, rename="pascal"):
    id: Id
    name: str | None = None
    is_sandbox: bool | None = None


class _Caller(Struct, rename="pascal"):
    id: Id
    username: str | None = None


class _Own(Struct, rename="pascal"):
    users_id: Id


class _Resources(Struct):
    identity: str = ""


class _UserInfo(Struct):
    user_id: str = ""


_GRANTED: msgspec.json.Decoder[Page[_Granted]] = msgspec.json.Decoder(Page[_Granted])
_ORGANIZATION: msgspec.json.Decoder[Page[_Organization]] = msgspec.json.Decoder(Page[_Organization])
_CALLER: msgspec.json.Decoder[Page[_Caller]] = msgspec.json.Decoder(Page[_Caller])
_OWN: msgspec.json.Decoder[Page[_Own]] = msgspec.json.Decoder(Page[_Own])
_RESOURCES: msgspec.json.Decoder[_Resources] = msgspec.json.Decoder(_Resources)
_USERINFO: msgspec.json.Decoder[_UserInfo] = msgspec.json.Decoder(_UserInfo)


def read_permissions(calls: Calls) -> Permissions:
    """What the caller may do. Raises OrgFailure where the org does not tell."""
    granted = rows(calls, select(PERMISSIONS, "UserPermissionAccess", most=1), _GRANTED, "your permissions")
    if not granted:
        todo = "Ask an administrator for Manage Users"
        raise Misread("The org does not tell your permissions", "its answer is empty", todo)
    one = granted[0]
    return Permissions(
        one.permissions_manage_users,
        one.permissions_author_apex,
        one.permissions_customize_application,
        one.permissions_view_setup,
    )


def read_facts(calls: Calls, instance_url: str) -> OrgFacts:
    """The org and the caller. Raises OrgFailure where either is not told."""
    caller_id = read_caller(calls)
    organizations = rows(calls, select("Id,Name,IsSandbox", "Organization", most=1), _ORGANIZATION, "the org")
    if not organizations:
        raise Misread("The org does not tell its name", "its answer is empty", "Ask for API access for your user")
    org, username = organizations[0], _username(calls, caller_id)
    return OrgFacts(org.id, org.name or org.id, username, caller_id, org.is_sandbox is True, instance_url)


def _username(calls: Calls, caller_id: Id) -> str:
    """The caller's username; their Id where the org does not tell it."""
    question = select("Id,Username", "User", f"Id IN ({soql_ids([caller_id])})")
    try:
        callers = rows(calls, question, _CALLER, "you")
    except (Rejected, MissingPermission):
        return caller_id
    return (callers[0].username if callers else None) or caller_id


def read_caller(calls: Calls) -> Id:
    """The Id of the user behind the token, by the first of three ways that this token may take.

    The REST resource list names the user in its ``identity``; userinfo does where the token's scope covers it; and
    everyone may see their own session.
    """
    why = "none of three ways answered"
    for way in (_by_resources, _by_userinfo, _by_own_session):
        try:
            found = way(calls)
        except (Rejected, MissingPermission, Misread) as failure:
            why = f"none of three ways answered, the last: {failure.problem}"
            continue  # this way is closed to this kind of token; the next may be open
        if found:
            return long_id(found)
    raise Misread("The org does not tell who you are", why, "Log in again in another way")


def _by_resources(calls: Calls) -> str:
    found = _USER_AT_END.search(decoded(calls.get(""), _RESOURCES, "its resources").identity)
    return found[1] if found else ""


def _by_userinfo(calls: Calls) -> str:
    told = decoded(calls.get("/services/oauth2/userinfo"), _USERINFO, "you").user_id
    return told if told.startswith("005") else ""


def _by_own_session(calls: Calls) -> str:
    own = rows(calls, select("UsersId", "AuthSession", "IsCurrent = TRUE", most=1), _OWN, "your session")
    return own[0].users_id if own else ""
