"""The tables that the simulated org has, with the flags of the object reference (salesforce.md, sections 1 and 5)."""

from __future__ import annotations

from tui.demo.options import Options
from tui.demo.schema import Schema, SObject, sobject

TEAM = "n2de__Distribution_Team__c"  # the real API name is not documented: whoever needs it finds it by key prefix

_PERMISSIONS = (
    "ApiEnabled",
    "AuthorApex",
    "CustomizeApplication",
    "ManageUsers",
    "ModifyAllData",
    "MonitorLoginHistory",
    "ViewAllData",
    "ViewSetup",
)

_STANDARD = (
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
        "Id id\n" + "\n".join(f"Permissions{one} boolean" for one in _PERMISSIONS),
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
    sobject(
        "AuthSession",
        "Auth Session",
        "0Ak",
        """
        Id id
        UsersId reference Users User
        CreatedDate datetime
        LastModifiedDate datetime
        NumSecondsValid int
        UserType picklist
        SourceIp string -like
        LoginType picklist
        SessionType picklist
        SessionSecurityLevel picklist
        LogoutUrl string -group
        ParentId reference Parent AuthSession
        LoginHistoryId reference LoginHistory LoginHistory
        LoginGeoId reference LoginGeo LoginGeo
        IsCurrent boolean
        IsAssociatedWithJwtAccessToken boolean
        """,
    ),
    sobject(
        "LoginHistory",
        "Login History",
        "0Ya",
        """
        Id id
        UserId reference
        LoginTime datetime
        LoginType picklist
        LoginSubType picklist -filter
        SourceIp string -filter
        LoginUrl string
        AuthenticationServiceId reference
        LoginGeoId reference LoginGeo LoginGeo -filter
        TlsProtocol picklist
        CipherSuite picklist
        OptionsIsGet boolean
        OptionsIsPost boolean
        NetworkId reference
        CountryIso string
        Browser string -filter
        Platform string -filter
        Status string -filter
        Application string -filter
        ClientVersion string -filter
        ApiType string -filter
        ApiVersion string -filter
        """,
    ),
    sobject(
        "LoginGeo",
        "Login Geo Data",
        "04F",
        """
        Id id
        LoginTime datetime
        CountryIso string
        Country string
        Latitude double
        Longitude double
        City string
        PostalCode string
        Subdivision string
        CreatedDate datetime
        LastModifiedDate datetime
        SystemModstamp datetime
        """,
    ),
    sobject(
        "ApexClass",
        "Apex Class",
        "01p",
        """
        Id id
        Name string name
        NamespacePrefix string
        ApiVersion double
        Status picklist
        IsValid boolean
        CreatedDate datetime
        SystemModstamp datetime
        """,
    ),
    sobject(
        "AsyncApexJob",
        "Apex Job",
        "707",
        """
        Id id
        ApexClassId reference ApexClass ApexClass
        JobType picklist
        Status picklist
        CreatedDate datetime
        CreatedById reference CreatedBy User
        CompletedDate datetime
        ExtendedStatus string
        MethodName string
        NumberOfErrors int
        JobItemsProcessed int
        TotalJobItems int
        ParentJobId reference
        CronTriggerId reference CronTrigger CronTrigger
        """,
    ),
    sobject(
        "CronTrigger",
        "Scheduled Jobs",
        "08e",
        """
        Id id
        CronJobDetailId reference CronJobDetail CronJobDetail
        CronExpression string
        State picklist
        NextFireTime datetime
        PreviousFireTime datetime
        TimesTriggered int
        OwnerId reference
        CreatedDate datetime
        CreatedById reference CreatedBy User
        """,
    ),
    sobject(
        "CronJobDetail",
        "Cron Job",
        "08a",
        """
        Id id
        Name string name
        JobType picklist
        """,
    ),
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


def schema(options: Options) -> Schema:
    """The objects that the caller sees in this org: DE's own ones only where the package is installed."""
    packaged: tuple[SObject, ...] = _PACKAGED if options.has("package") else ()
    return Schema(_STANDARD + packaged)
