"""How users, their logins, profiles, licences and permission sets look as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter

from tui.demo.world.access import LICENSES, PROFILES, License, PermissionSet, Profile
from tui.demo.world.ids import record_id, to_18
from tui.demo.world.people import Person
from tui.demo.world.rows import Columns, Row, Rows

_BORN = datetime(2019, 3, 4, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A row of PermissionSetAssignment."""

    person: Person
    permission_set: PermissionSet

    @property
    def id(self) -> str:
        """Its Id, made of the user's and the permission set's."""
        return to_18(f"0Pa{self.person.id[3:5]}{self.permission_set.id[13:15]}{self.person.id[7:15]}")


LICENSE: Columns[License] = {
    "Id": attrgetter("id"),
    "LicenseDefinitionKey": attrgetter("key"),
    "MasterLabel": attrgetter("name"),
    "Name": attrgetter("name"),
    "Status": lambda _: "Active",
    "TotalLicenses": attrgetter("total"),
    "UsedLicenses": lambda one: one.total * 9 // 10,
    "CreatedDate": lambda _: _BORN,
    "SystemModstamp": lambda _: _BORN,
}

PROFILE: Columns[Profile] = {
    "Id": attrgetter("id"),
    "Name": attrgetter("name"),
    "UserType": attrgetter("user_type"),
    "UserLicenseId": attrgetter("license.id"),
    "UserLicense": lambda one: Row(LICENSE, one.license),
    "Description": lambda _: None,
    "CreatedDate": lambda _: _BORN,
    "SystemModstamp": lambda _: _BORN,
}

PERMISSION_SET: Columns[PermissionSet] = {
    "Id": attrgetter("id"),
    "Name": attrgetter("name"),
    "Label": attrgetter("label"),
    "NamespacePrefix": attrgetter("namespace"),
    "IsOwnedByProfile": lambda _: False,
    "IsCustom": lambda one: one.namespace is None,
    "CreatedDate": lambda _: _BORN,
    "SystemModstamp": lambda _: _BORN,
}

USER: Columns[Person] = {
    "Id": attrgetter("id"),
    "Name": attrgetter("name"),
    "FirstName": lambda one: one.first or None,
    "LastName": attrgetter("last"),
    "Username": attrgetter("username"),
    "Email": attrgetter("username"),
    "Alias": lambda one: one.username.replace(".", "")[:5] + one.id[12:15],
    "IsActive": attrgetter("active"),
    "UserType": attrgetter("profile.user_type"),
    "ProfileId": attrgetter("profile.id"),
    "Profile": lambda one: Row(PROFILE, one.profile),
    "TimeZoneSidKey": attrgetter("place.time_zone"),
    "LocaleSidKey": attrgetter("place.locale"),
    "LanguageLocaleKey": attrgetter("place.language"),
    "EmailEncodingKey": lambda _: "UTF-8",
    "Department": attrgetter("department"),
    "Title": attrgetter("title"),
    "FederationIdentifier": lambda one: one.username if one.login_type.startswith("SAML") else None,
    "LastLoginDate": attrgetter("last_login"),
    "CreatedDate": attrgetter("created"),
    "LastModifiedDate": attrgetter("modified"),
    "SystemModstamp": lambda one: max(one.modified, one.last_login or one.modified),
}

USER_LOGIN: Columns[Person] = {
    "Id": lambda one: to_18("0Yw" + one.id[3:15]),
    "UserId": attrgetter("id"),
    "IsFrozen": attrgetter("frozen"),
    "IsPasswordLocked": lambda _: False,
    "LastModifiedDate": attrgetter("modified"),
    "LastModifiedById": attrgetter("id"),
}

ASSIGNMENT: Columns[Assignment] = {
    "Id": attrgetter("id"),
    "PermissionSetId": attrgetter("permission_set.id"),
    "PermissionSet": lambda one: Row(PERMISSION_SET, one.permission_set),
    "AssigneeId": attrgetter("person.id"),
    "Assignee": lambda one: Row(USER, one.person),
    "IsActive": lambda _: True,
    "SystemModstamp": attrgetter("person.created"),
}


@dataclass(frozen=True)
class Group:
    """A row of Group: a queue or a plain group."""

    number: int
    name: str
    type: str

    @property
    def id(self) -> str:
        """Its Id."""
        return record_id("00G", self.number)


GROUP: Columns[Group] = {
    "Id": attrgetter("id"),
    "Name": attrgetter("name"),
    "DeveloperName": lambda one: one.name.replace(" ", "_"),
    "Type": attrgetter("type"),
    "Email": lambda _: None,
    "CreatedDate": lambda _: _BORN,
    "SystemModstamp": lambda _: _BORN,
}

FIXED: Mapping[str, Sequence[Mapping[str, object]]] = {
    "UserLicense": Rows(LICENSE, LICENSES),
    "Profile": Rows(PROFILE, PROFILES),
}
