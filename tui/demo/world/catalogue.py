"""The tables that the simulated org has, with the flags of the object reference (salesforce.md, sections 1 and 5)."""

from __future__ import annotations

from tui.demo.options import Options
from tui.demo.world.catalogue_kit import APEX, DEPLOYED_TOOLING, ENTITIES, FLOWS
from tui.demo.world.catalogue_sessions import JOBS, SESSIONS
from tui.demo.world.catalogue_users import USERS
from tui.demo.world.kit.deployed import Deployed
from tui.demo.world.kit.objects import custom_objects
from tui.demo.world.schema import Schema, SObject, sobject

TEAM = "n2de__Distribution_Team__c"  # the real API name is not documented: whoever needs it finds it by key prefix

_PACKAGE_LICENSE = (
    sobject(
        "PackageLicense",
        "Package License",
        "050",
        """
        Id id
        NamespacePrefix string
        Status picklist
        AllowedLicenses int
        UsedLicenses int
        ExpirationDate datetime
        IsProvisioned boolean
        CreatedDate datetime
        SystemModstamp datetime
        """,
    ),
)

_PACKAGED = (
    sobject(
        TEAM,
        "Distribution Team",
        "a0K",
        """
        Id id
        OwnerId reference
        IsDeleted boolean
        Name string name
        n2de__Active__c boolean
        CreatedDate datetime
        CreatedById reference CreatedBy User
        LastModifiedDate datetime
        SystemModstamp datetime
        """,
        custom=True,
    ),
    sobject(
        "n2de__Distribution_Log__c",
        "Distribution Log",
        "a0M",
        """
        Id id
        OwnerId reference
        IsDeleted boolean
        Name string name
        CreatedDate datetime
        SystemModstamp datetime
        """,
        custom=True,
    ),
)


_TOOLING = (
    sobject(
        "InstalledSubscriberPackage",
        "Installed Subscriber Package",
        "0A3",
        """
        Id id
        SubscriberPackageId reference SubscriberPackage SubscriberPackage -filter
        SubscriberPackageVersionId reference SubscriberPackageVersion SubscriberPackageVersion -filter
        """,
    ),
    sobject(
        "SubscriberPackage",
        "Subscriber Package",
        "033",
        """
        Id id
        Name string -filter
        NamespacePrefix string -filter
        """,
    ),
    sobject(
        "SubscriberPackageVersion",
        "Subscriber Package Version",
        "04t",
        """
        Id id
        Name string -filter
        MajorVersion int -filter
        MinorVersion int -filter
        PatchVersion int -filter
        BuildNumber int -filter
        """,
    ),
)
_IN_TOOLING_TOO = frozenset(
    {"ApexClass", "ApexTrigger", "EntityDefinition", "Organization", "PermissionSet", "Profile", "User"}
)


def tooling(options: Options) -> Schema:
    """The objects that the Tooling API shows: some of the org's own, and those of installed packages."""
    return Schema(
        (*(one for one in schema(options).values() if one.name in _IN_TOOLING_TOO), *DEPLOYED_TOOLING, *_TOOLING)
    )


def schema(options: Options, deployed: Deployed | None = None) -> Schema:
    """The objects that the caller sees: DE's own only where the package is, custom ones once they are deployed."""
    packaged: tuple[SObject, ...] = _PACKAGED if options.has("package") else ()
    custom = custom_objects(deployed) if deployed is not None else ()
    return Schema((*USERS, *SESSIONS, *JOBS, *APEX, *FLOWS, *ENTITIES, *_PACKAGE_LICENSE, *packaged, *custom))
