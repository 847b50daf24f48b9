"""How the org itself, the caller's permissions, the package and DE's teams look as rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from tui.demo.options import Options
from tui.demo.world.catalogue_users import PERMISSIONS
from tui.demo.world.columns_people import USER
from tui.demo.world.de import Team
from tui.demo.world.ids import record_id
from tui.demo.world.people import Person
from tui.demo.world.rows import Columns, Row

_LACKING = {
    "AuthorApex": "author-apex",
    "CustomizeApplication": "customize-application",
    "ManageUsers": "manage-users",
    "MonitorLoginHistory": "manage-users",
    "ViewSetup": "view-setup",
}


@dataclass(frozen=True)
class Organization:
    """What the row of Organization is made of."""

    id: str
    options: Options
    created: datetime


ORGANIZATION: Columns[Organization] = {
    "Id": attrgetter("id"),
    "Name": lambda _: "Acme Sales",
    "IsSandbox": lambda one: not one.options.production,
    "OrganizationType": lambda one: "Developer Edition" if "developer" in one.options.extra else "Enterprise Edition",
    "InstanceName": lambda one: "DEU42" if one.options.production else "DEU42S",
    "NamespacePrefix": lambda _: None,
    "TrialExpirationDate": lambda _: None,
    "TimeZoneSidKey": lambda _: "Europe/Amsterdam",
    "DefaultLocaleSidKey": lambda _: "en_GB",
    "LanguageLocaleKey": lambda _: "en_US",
    "CreatedDate": attrgetter("created"),
    "SystemModstamp": attrgetter("created"),
}


def _permission(name: str) -> Callable[[Options], object]:
    return lambda options: options.has(_LACKING.get(name, ""))


PERMISSION: Columns[Options] = {
    "Id": lambda _: record_id("000", 0),
    **{f"Permissions{name}": _permission(name) for name in PERMISSIONS},
}

PACKAGE: Columns[Organization] = {
    "Id": lambda _: record_id("050", 77),
    "NamespacePrefix": lambda _: "n2de",
    "Status": lambda _: "Active",
    "AllowedLicenses": lambda one: one.options.users,
    "UsedLicenses": lambda one: one.options.users,
    "ExpirationDate": lambda _: None,
    "IsProvisioned": lambda _: True,
    "CreatedDate": attrgetter("created"),
    "SystemModstamp": attrgetter("created"),
}

SUBSCRIBER: Columns[str] = {
    "Id": lambda _: record_id("033", 77),
    "Name": lambda _: "Distribution Engine",
    "NamespacePrefix": lambda _: "n2de",
}

VERSION: Columns[str] = {
    "Id": lambda _: record_id("04t", 77),
    "Name": lambda _: "Winter '27",
    "MajorVersion": lambda _: 9,
    "MinorVersion": lambda _: 4,
    "PatchVersion": lambda _: 0,
    "BuildNumber": lambda _: 1,
}

INSTALLED: Columns[str] = {
    "Id": lambda _: record_id("0A3", 77),
    "SubscriberPackageId": SUBSCRIBER["Id"],
    "SubscriberPackage": lambda package: Row(SUBSCRIBER, package),
    "SubscriberPackageVersionId": VERSION["Id"],
    "SubscriberPackageVersion": lambda package: Row(VERSION, package),
}


def team_columns(caller: Person) -> Columns[Team]:
    """DE's teams, all made by the caller."""
    return {
        "Id": attrgetter("id"),
        "OwnerId": attrgetter("owner_id"),
        "IsDeleted": lambda _: False,
        "Name": attrgetter("name"),
        "n2de__Active__c": lambda _: True,
        "CreatedDate": attrgetter("created"),
        "CreatedById": lambda _: caller.id,
        "CreatedBy": lambda _: Row(USER, caller),
        "LastModifiedDate": attrgetter("created"),
        "SystemModstamp": attrgetter("created"),
    }
