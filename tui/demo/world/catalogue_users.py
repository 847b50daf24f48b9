"""The tables of the org, its users and what they may do."""

from __future__ import annotations

from tui.demo.world.schema import sobject

PERMISSIONS = (
    "ApiEnabled",
    "AuthorApex",
    "CustomizeApplication",
    "ManageUsers",
    "ModifyAllData",
    "MonitorLoginHistory",
    "ViewAllData",
    "ViewSetup",
)

USERS = (
    sobject(
        "Organization",
        "Organization",
        "00D",
        """
        Id id
        Name string name
        IsSandbox boolean
        OrganizationType picklist
        InstanceName string
        NamespacePrefix string
        TrialExpirationDate datetime
        TimeZoneSidKey picklist
        DefaultLocaleSidKey picklist
        LanguageLocaleKey picklist
        CreatedDate datetime
        SystemModstamp datetime
        """,
    ),
    sobject(
        "User",
        "User",
        "005",
        """
        Id id
        Name string name
        FirstName string
        LastName string
        Username string
        Email string
        Alias string
        IsActive boolean
        UserType picklist
        ProfileId reference Profile Profile
        TimeZoneSidKey picklist
        LocaleSidKey picklist
        LanguageLocaleKey picklist
        EmailEncodingKey picklist
        Department string
        Title string
        FederationIdentifier string
        LastLoginDate datetime
        CreatedDate datetime
        LastModifiedDate datetime
        SystemModstamp datetime
        """,
    ),
    sobject(
        "UserLogin",
        "User Login",
        "0Yw",
        """
        Id id
        UserId reference
        IsFrozen boolean
        IsPasswordLocked boolean
        LastModifiedDate datetime
        LastModifiedById reference
        """,
    ),
    sobject(
        "Profile",
        "Profile",
        "00e",
        """
        Id id
        Name string name
        UserType picklist
        UserLicenseId reference UserLicense UserLicense
        Description string
        CreatedDate datetime
        SystemModstamp datetime
        """,
    ),
    sobject(
        "UserLicense",
        "User License",
        "100",
        """
        Id id
        LicenseDefinitionKey string
        MasterLabel string
        Name string name
        Status picklist
        TotalLicenses int
        UsedLicenses int
        CreatedDate datetime
        SystemModstamp datetime
        """,
    ),
    sobject(
        "PermissionSet",
        "Permission Set",
        "0PS",
        """
        Id id
        Name string name
        Label string
        NamespacePrefix string
        IsOwnedByProfile boolean
        IsCustom boolean
        CreatedDate datetime
        SystemModstamp datetime
        """,
    ),
    sobject(
        "PermissionSetAssignment",
        "Permission Set Assignment",
        "0Pa",
        """
        Id id
        PermissionSetId reference PermissionSet PermissionSet
        AssigneeId reference Assignee User
        IsActive boolean
        SystemModstamp datetime
        """,
    ),
    sobject(
        "UserPermissionAccess",
        "User Permission Access",
        None,
        "Id id\n" + "\n".join(f"Permissions{one} boolean" for one in PERMISSIONS),
    ),
    sobject(
        "Group",
        "Group",
        "00G",
        """
        Id id
        Name string name
        DeveloperName string
        Type picklist
        Email string
        CreatedDate datetime
        SystemModstamp datetime
        """,
    ),
)
