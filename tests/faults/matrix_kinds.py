"""The kinds of request that our wire makes, told from the outside: by path and query, as the org's log would."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.faults.shapes import apex_of, is_soap
from tui.demo.http.wire import Request

START, MIDWAY = "from the start", "midway"
ALWAYS, ANEW, ONCE = "by each reading", "where what rarely changes is read anew", "when the loop connects"
SESSIONS, ANSWER = "sessions", "DE's answer"  # the parts of a reading
AROUND = "where the ways are looked for anew"


@dataclass(frozen=True)
class Kind:
    """One kind of request. ``shape`` says what its answer is made of; ``fields`` are those of a record in it.

    ``envelope`` are the fields around the records. ``another_way``: where the org refuses it, there is another way to
    the same end. ``asked`` says when.
    """

    name: str
    shape: str
    fields: tuple[str, ...]
    envelope: tuple[str, ...] = ()
    another_way: bool = False
    writes: bool = False
    asked: str = ALWAYS

    def __str__(self) -> str:
        return self.name


QUERY = ("totalSize", "done", "records")
PAGED = (*QUERY, "nextRecordsUrl")
SESSION = (
    "Id", "UsersId", "SessionType", "LoginType", "LastModifiedDate", "NumSecondsValid", "ParentId", "IsCurrent",
)  # fmt: skip
RAN = ("compiled", "success", "compileProblem", "exceptionMessage")
RIGHTS = ("PermissionsManageUsers", "PermissionsAuthorApex", "PermissionsCustomizeApplication", "PermissionsViewSetup")
PERSON = ("Id", "Name", "Username", "IsActive", "UserType", "ProfileId", "Profile")

VERSIONS = Kind("versions", "list", ("version",), asked=ONCE)
IDENTITY = Kind("identity", "object", ("identity",), another_way=True, asked=ONCE)
ORGANIZATION = Kind("organization", "records", ("Id", "Name", "IsSandbox"), QUERY, asked=ONCE)
PERMISSIONS = Kind("permissions", "records", RIGHTS, QUERY, asked=ANEW)
USERS = Kind("users", "records", PERSON, QUERY, asked=ANEW)
FROZEN = Kind("frozen users", "records", ("UserId",), QUERY, asked=ANEW)
SESSIONS_1 = Kind("sessions page 1", "records", SESSION, PAGED)
SESSIONS_N = Kind("sessions page n", "records", SESSION, QUERY)
ANSWER_1 = Kind("DE's answer page 1", "answer", RAN)
ANSWER_N = Kind("DE's answer page n", "answer", RAN)
ACTION_LIST = Kind("action list", "actions", ("name", "label"), ("actions",), another_way=True, asked=AROUND)
DESCRIBE = Kind(
    "action describe", "inputs", ("name", "label", "type", "required"), ("inputs",), another_way=True, asked=AROUND
)
BY_ACTION = Kind("toggle by action", "list", ("isSuccess", "errors"), writes=True)
BY_APEX = Kind("toggle by anonymous Apex", "object", RAN, writes=True)

ABOUT = Kind("the companion's about", "object", ("version", "package"), another_way=True, asked=ONCE)
COMPANION = (
    "version", "caller", "permissions", "sessions", "sessions.remaining", "sessions.rows",
    "answer", "answer.total", "answer.offset", "answer.checksum", "answer.text", "problem",
)  # fmt: skip
RIGHTS_TOLD = tuple(
    f"permissions.{one}" for one in ("manage_users", "author_apex", "customize_application", "view_setup")
)
COMPANION_1 = Kind("the companion's page 1", "companion", SESSION, (*COMPANION, *RIGHTS_TOLD))
COMPANION_N = Kind("the companion's page n", "companion", SESSION, COMPANION)
BY_COMPANION = Kind("toggle by the companion", "results", ("id", "ok", "error"), ("results",), writes=True)
LOG_1 = Kind("debug log page 1", "log", (*RAN, "debugLog"))
LOG_N = Kind("debug log page n", "log", (*RAN, "debugLog"))
RENEWAL = Kind("renewal of the token", "object", ("access_token", "refresh_token", "instance_url"))

KINDS = (
    VERSIONS, IDENTITY, ORGANIZATION, PERMISSIONS, USERS, FROZEN, SESSIONS_1, SESSIONS_N, ANSWER_1, ANSWER_N,
    ACTION_LIST, DESCRIBE, BY_ACTION, BY_APEX, ABOUT, COMPANION_1, COMPANION_N, BY_COMPANION, LOG_1, LOG_N, RENEWAL,
)  # fmt: skip
OF_SESSIONS, OF_ANSWER = (SESSIONS_1, SESSIONS_N), (ANSWER_1, ANSWER_N, LOG_1, LOG_N)
OF_COMPANION = (COMPANION_1, COMPANION_N)
READING = (*OF_SESSIONS, *OF_ANSWER, *OF_COMPANION)


def kind_of(request: Request) -> Kind | None:
    """The kind of a request, or None for one that has no column in the matrix (team names)."""
    path, soql, apex = request.path.rstrip("/"), request.query.get("q", ""), apex_of(request)
    if apex:
        return _of_apex(apex, log=is_soap(request))
    if "/apexrest/" in path:
        return _of_companion(path, request)
    if "/actions/custom/apex" in path:
        described = ACTION_LIST if path.endswith("apex") else DESCRIBE
        return BY_ACTION if request.method == "POST" else described
    if soql:
        return _of_query(soql)
    return SESSIONS_N if "/query/" in path else _of_path(path)


def _of_apex(source: str, *, log: bool) -> Kind:
    if "toggleUsers" in source:
        return BY_APEX
    first, other = (LOG_1, LOG_N) if log else (ANSWER_1, ANSWER_N)
    return first if "Math.min(0," in source else other


def _of_companion(path: str, request: Request) -> Kind | None:
    if path.endswith("/reading"):
        return COMPANION_1 if begins_sessions(request) else COMPANION_N
    return {"about": ABOUT, "toggles": BY_COMPANION}.get(path.rsplit("/", maxsplit=1)[-1])


def begins_sessions(request: Request) -> bool:
    """Whether the companion is asked for the first of the sessions."""
    ask = json.loads(request.query.get("ask", "{}"))
    return bool(ask.get("rows")) and ask.get("after") is None


def _of_query(soql: str) -> Kind | None:
    table = soql.rsplit(" FROM ", maxsplit=1)[-1].split(maxsplit=1)[0]
    if table == "User":
        return USERS if "UserType" in soql else None
    if table == "AuthSession":
        return SESSIONS_1 if "SessionType" in soql else IDENTITY
    return {"Organization": ORGANIZATION, "UserPermissionAccess": PERMISSIONS, "UserLogin": FROZEN}.get(table)


def _of_path(path: str) -> Kind | None:
    if path in {"/services/data", "/services/oauth2/token"}:
        return VERSIONS if path == "/services/data" else RENEWAL
    below = path.removeprefix("/services/data/")
    return IDENTITY if path.endswith("/userinfo") or (below.startswith("v") and "/" not in below) else None
