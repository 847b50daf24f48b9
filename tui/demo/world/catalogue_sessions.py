"""The tables of sessions, logins and jobs."""

from __future__ import annotations

from tui.demo.world.schema import sobject

SESSIONS = (
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
)

JOBS = (
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
)
