"""The kinds of request that our wire makes, told from the outside: by path and query, as the org's log would."""

from __future__ import annotations

from dataclasses import dataclass

from tui.demo.http.wire import Request

START, MIDWAY = "from the start", "midway"
ALWAYS, ANEW, ONCE = "by each reading", "where what rarely changes is read anew", "when the loop connects"


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
ACTION_LIST = Kind("action list", "actions", ("name", "label"), ("actions",), another_way=True, asked=ANEW)
DESCRIBE = Kind(
    "action describe", "inputs", ("name", "label", "type", "required"), ("inputs",), another_way=True, asked=ANEW
)
BY_ACTION = Kind("toggle by action", "list", ("isSuccess", "errors"), writes=True)
BY_APEX = Kind("toggle by anonymous Apex", "object", RAN, writes=True)

KINDS = (
    VERSIONS, IDENTITY, ORGANIZATION, PERMISSIONS, USERS, FROZEN, SESSIONS_1, SESSIONS_N, ANSWER_1, ANSWER_N,
    ACTION_LIST, DESCRIBE, BY_ACTION, BY_APEX,
)  # fmt: skip
READING = (SESSIONS_1, SESSIONS_N, ANSWER_1, ANSWER_N)


def kind_of(request: Request) -> Kind | None:
    """The kind of a request, or None for one that has no column in the matrix (team names)."""
    path, soql, apex = request.path.rstrip("/"), request.query.get("q", ""), request.query.get("anonymousBody", "")
    if path.endswith("/executeAnonymous"):
        if "toggleUsers" in apex:
            return BY_APEX
        return ANSWER_1 if "Math.min(0," in apex else ANSWER_N
    if "/actions/custom/apex" in path:
        if request.method == "POST":
            return BY_ACTION
        return ACTION_LIST if path.endswith("apex") else DESCRIBE
    if "/query/" in path:
        return SESSIONS_N
    return _of_query(soql) if soql else _of_path(path)


def _of_query(soql: str) -> Kind | None:
    table = soql.rsplit(" FROM ", maxsplit=1)[-1].split(maxsplit=1)[0]
    if table == "User":
        return USERS if "UserType" in soql else None
    if table == "AuthSession":
        return SESSIONS_1 if "SessionType" in soql else IDENTITY
    return {"Organization": ORGANIZATION, "UserPermissionAccess": PERMISSIONS, "UserLogin": FROZEN}.get(table)


def _of_path(path: str) -> Kind | None:
    if path == "/services/data":
        return VERSIONS
    below = path.removeprefix("/services/data/")
    return IDENTITY if path.endswith("/userinfo") or (below.startswith("v") and "/" not in below) else None
