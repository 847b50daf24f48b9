"""The users behind the Ids that DE answers for: names, whether they may be toggled at all, and what excludes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from math import ceil
from sys import intern

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tui.org.wire.calls import Calls
from tui.org.wire.errors import GONE, MissingPermission, OrgFailure, Rejected
from tui.org.wire.literals import select, soql_ids, soql_texts
from tui.org.wire.query import IDS_A_QUERY, Page, in_chunks, pages, rows
from tui.org.wire.steps import Steps
from tui.presence.model import Id, Problem, User

FIELDS = "Id,Name,Username,IsActive,UserType,ProfileId,Profile.Name,Profile.UserLicense.Name"
_NOT_SHOWN = {"INVALID_TYPE", "INVALID_FIELD"}  # what an org calls a table or a column that this user does not see
_KINDS = 256  # pairs of kind and licence whose meaning is remembered
MANY = 1_000  # users; from here on reading all of them may cost fewer calls than lists of 200

# UserType says which kind of licence the profile has (object reference, User). These are people's; the others are
# AutomatedProcess, CloudIntegrationUser, Guest and whatever comes after them.
_PEOPLE = frozenset(
    {
        "standard", "powerpartner", "powercustomersuccess", "customersuccess", "cspliteportal", "csnonly",
        "selfservice",
    }
)  # fmt: skip
# Of licences whose UserType is Standard, these are programs' (names as orgs list them in Setup, Company Information):
# Salesforce Integration, Cloud Integration User, Analytics Cloud Integration User, Guest User License,
# XOrg Proxy User, Automated Process.
_PROGRAMS = ("integration", "guest", "proxy", "automated")


class _Licence(Struct, rename="pascal"):
    name: str | None = None


class _Profile(Struct, rename="pascal"):
    name: str | None = None
    user_license: _Licence | None = None


class _Row(Struct, rename="pascal"):
    """A row of User. What decides who is never sent (R4) has no default: a row without it is not read."""

    id: Id
    name: str | None
    is_active: bool
    user_type: str | None
    profile: _Profile | None
    username: str | None = None
    profile_id: str | None = None


class _Group(Struct, rename="pascal"):
    id: Id
    name: str | None


class _Login(Struct, rename="pascal"):
    user_id: Id


class _PermissionSet(Struct, rename="pascal"):
    name: str | None = None
    label: str | None = None


class _Assignment(Struct, rename="pascal"):
    assignee_id: Id
    permission_set_id: Id
    permission_set: _PermissionSet | None = None


_USERS: msgspec.json.Decoder[Page[_Row]] = msgspec.json.Decoder(Page[_Row])
_GROUPS: msgspec.json.Decoder[Page[_Group]] = msgspec.json.Decoder(Page[_Group])
_LOGINS: msgspec.json.Decoder[Page[_Login]] = msgspec.json.Decoder(Page[_Login])
_ASSIGNMENTS: msgspec.json.Decoder[Page[_Assignment]] = msgspec.json.Decoder(Page[_Assignment])


class People:
    """The users of one org, remembered between readings: names change rarely, and DE answers the same people."""

    def __init__(self) -> None:
        self._known: Mapping[Id, User] = {}  # never changed in place: it may be what was given out
        self._told: Mapping[Id, User] = {}
        self._wanted: Collection[Id] = ()
        self._missing = False
        self._hidden: tuple[Problem, ...] = ()
        self._permission_sets: frozenset[str] = frozenset()
        self._due = True
        self._untold: tuple[Problem, ...] = ()

    def refresh(self) -> None:
        """Read everybody anew at the next question; until that succeeds the old knowledge stands."""
        self._due = True

    def read(
        self, calls: Calls, wanted: Collection[Id], permission_sets: Collection[str], steps: Steps
    ) -> tuple[Mapping[Id, User], list[Problem]]:
        """All wanted users by Id, and what could not be read.

        One whom the org does not show stands there by Id and as nobody to toggle: neither person nor active. Where
        nothing has changed it is the same mapping again.
        """
        sets = frozenset(permission_sets)
        everybody = self._due or sets != self._permission_sets
        same = wanted is self._wanted or wanted == self._told.keys()
        self._wanted = wanted
        if same and not everybody and not self._missing:
            return self._told, [*self._hidden, *self._untold]
        unread = [one for one in wanted if everybody or one not in self._known]
        failed: list[Problem] = []
        if unread:
            untold: list[Problem] = []
            try:
                self._known = {**self._known, **self._read(calls, unread, sets, steps, untold)}
                self._due, self._permission_sets, self._untold = False, sets, tuple(untold)
            except OrgFailure as failure:
                failed.append(failure.problem)
        known, told = self._known, self._told
        self._told = {one: known.get(one) or told.get(one) or _stranger(one) for one in wanted}
        self._missing = not known.keys() >= self._told.keys()
        if not self._missing and len(known) == len(self._told):
            self._known = self._told  # the same users: one mapping is kept instead of two
        self._hidden = () if failed else tuple(_hidden(wanted, self._known))
        # What could not be told stays untold until it is asked again, so it is said with every reading.
        return self._told, [*failed, *self._hidden, *self._untold]

    def _read(
        self, calls: Calls, unread: Collection[Id], sets: frozenset[str], steps: Steps, problems: list[Problem]
    ) -> dict[Id, User]:
        users = {one for one in unread if one.startswith("005")}
        found = {user.id: user for user in _users(calls, users, steps)}
        steps.go_on()
        frozen, told = self._frozen(calls, problems)
        for user_id in found if not told else frozen & found.keys():
            found[user_id] = replace(found[user_id], is_frozen=user_id in frozen, frozen_told=told)
        for user_id, held in _holders(calls, sets).items():
            if user_id in found:
                found[user_id] = replace(found[user_id], permission_sets=held)
        found |= self._queues(calls, [one for one in unread if one.startswith("00G")], problems)
        return {one: self._as_known(user) for one, user in found.items()}

    def _as_known(self, user: User) -> User:
        """The very user that is known, where nothing has changed."""
        known = self._known.get(user.id)
        return known if known is not None and known == user else user

    def _queues(self, calls: Calls, ids: Collection[Id], problems: list[Problem]) -> dict[Id, User]:
        """Queues by their groups' names; by their Ids where the org does not tell, as no user hangs on that."""
        try:
            return _queues(calls, ids)
        except GONE:
            raise
        except OrgFailure as failure:
            problems.append(Problem("Names of queues cannot be read", str(failure.problem), "Their Ids are shown"))
            return {one: _stranger(one) for one in ids}

    def _frozen(self, calls: Calls, problems: list[Problem]) -> tuple[set[Id], bool]:
        """Who is frozen now, True; those known to be frozen before, False, where this caller may not see it.

        Any other failure is raised: who is frozen is never turned on (R4), so without knowing nobody is read anew.
        """
        question = select("UserId", "UserLogin", "IsFrozen = TRUE")
        try:
            return {login.user_id for login in rows(calls, question, _LOGINS, "frozen users")}, True
        except (Rejected, MissingPermission) as failure:
            if isinstance(failure, Rejected) and failure.code not in _NOT_SHOWN:
                raise
            cause = str(failure.problem)
            problems.append(Problem("Frozen users cannot be told", cause, "Ask for the permission Manage Users"))
            return {one.id for one in self._known.values() if one.is_frozen}, False


@lru_cache(_KINDS)
def is_person(user_type: str | None, licence: str) -> bool:
    """Whether a human sits behind this kind of user and licence (R4)."""
    kind = (user_type or "").replace(" ", "").casefold()
    return kind in _PEOPLE and not any(word in licence.casefold() for word in _PROGRAMS)


def _user(row: _Row) -> User:
    """The user as the core knows them; the few words that thousands share are kept once."""
    profile = row.profile or _Profile()
    licence = (profile.user_license.name if profile.user_license else None) or ""
    return User(
        intern(row.id),
        row.name or row.id,
        row.username or "",
        row.is_active,
        person=is_person(row.user_type, licence),
        profile_id=intern(row.profile_id or ""),
        profile=intern(profile.name or ""),
        licence_told=bool(licence),
    )


def _hidden(wanted: Collection[Id], known: Collection[Id]) -> Iterable[Problem]:
    """Whether most of the users that DE answers for are not shown: then it is we who see nothing, not they who left."""
    users = [one for one in wanted if one.startswith("005")]
    shown = sum(1 for one in users if one in known)
    if len(users) > 1 and 2 * shown < len(users):
        told = f"the org shows {shown} of the {len(users)} users whom DE answers for"
        yield Problem("Users are hidden", told, "Ask an administrator whether your user may see them")


def _stranger(user_id: Id) -> User:
    return User(user_id, user_id, is_active=False, person=False)


def _users(calls: Calls, wanted: Collection[Id], steps: Steps) -> Iterable[User]:
    """The wanted users, by the way that costs fewer calls: lists of Ids, or everybody in the org."""
    if not wanted:
        return []
    if len(wanted) > MANY:
        everybody = _everybody(calls, wanted, steps)
        if everybody is not None:
            return everybody
    found: list[User] = []
    for chunk in in_chunks(wanted):
        steps.go_on()
        found += map(_user, rows(calls, select(FIELDS, "User", f"Id IN ({soql_ids(chunk)})"), _USERS, "users"))
        steps.step("users", len(found), len(wanted))
    return found


def _everybody(calls: Calls, wanted: Collection[Id], steps: Steps) -> list[User] | None:
    """The wanted out of every user of the org, or None where the first page tells that lists would cost fewer calls."""
    ids, found, have = frozenset(wanted), [], 0
    for page, _ in pages(calls, select(FIELDS, "User"), _USERS, "users"):
        pages_in_all = ceil(page.total_size / max(1, len(page.records)))
        if not have and pages_in_all > ceil(len(ids) / IDS_A_QUERY):
            return None
        have += len(page.records)
        found += [_user(row) for row in page.records if row.id in ids]
        steps.step("users", have, page.total_size)
        steps.go_on()
    return found


def _holders(calls: Calls, permission_sets: Collection[str]) -> dict[Id, tuple[str, ...]]:
    """Who holds these permission sets (Ids, API names or labels), with the Ids and names of those held (R14)."""
    if not permission_sets:
        return {}
    entries = soql_texts(permission_sets)
    named = f"PermissionSet.Name IN ({entries}) OR PermissionSet.Label IN ({entries})"
    ids = [one for one in permission_sets if one.startswith("0PS") and len(one) in (15, 18) and one.isalnum()]
    by_id = f" OR PermissionSetId IN ({soql_ids(ids)})" if ids else ""
    fields = "AssigneeId,PermissionSetId,PermissionSet.Name,PermissionSet.Label"
    question = select(fields, "PermissionSetAssignment", f"{named}{by_id}")
    held: defaultdict[Id, set[str]] = defaultdict(set)
    for row in rows(calls, question, _ASSIGNMENTS, "permission sets"):
        words = {row.permission_set_id}
        if row.permission_set is not None:
            words |= {row.permission_set.name or "", row.permission_set.label or ""}
        held[row.assignee_id] |= words - {""}
    return {user_id: tuple(sorted(words)) for user_id, words in held.items()}


def _queues(calls: Calls, ids: Collection[Id]) -> dict[Id, User]:
    found: dict[Id, User] = {}
    for chunk in in_chunks(ids):
        question = select("Id,Name", "Group", f"Id IN ({soql_ids(chunk)})")
        queues = rows(calls, question, _GROUPS, "queues")
        found |= {row.id: User(row.id, row.name or row.id, person=False) for row in queues}
    return found
