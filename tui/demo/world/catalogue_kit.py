"""The tables of what is deployed: Apex, flows, custom objects, and who follows events.

Fields and flags are those of the object and Tooling references [doc]; the lists are not whole, and Body and Metadata
of the Tooling API are there as text only. Key prefixes are the platform's, that of PlatformEventSubscriberConfig is
made up [?].
"""

from __future__ import annotations

from tui.demo.world.schema import sobject

_STAMPS = """
        CreatedDate datetime
        CreatedById reference CreatedBy User
        LastModifiedDate datetime
        LastModifiedById reference LastModifiedBy User
        SystemModstamp datetime
"""
_CODE = """
        Id id
        Name string name
        NamespacePrefix string
        ApiVersion double
        Status picklist
        IsValid boolean
        Body string -filter
        BodyCrc double
        LengthWithoutComments int
"""

APEX = (
    sobject("ApexClass", "Apex Class", "01p", _CODE + _STAMPS),
    sobject(
        "ApexTrigger",
        "Apex Trigger",
        "01q",
        _CODE
        + """
        TableEnumOrId string
        UsageBeforeInsert boolean
        UsageAfterInsert boolean
        UsageBeforeUpdate boolean
        UsageAfterUpdate boolean
        UsageBeforeDelete boolean
        UsageAfterDelete boolean
        UsageAfterUndelete boolean
        """
        + _STAMPS,
    ),
)

ENTITIES = (
    sobject(
        "EntityDefinition",
        "Entity Definition",
        None,
        """
        Id id
        DurableId string
        QualifiedApiName string
        DeveloperName string
        NamespacePrefix string
        MasterLabel string
        Label string
        KeyPrefix string
        IsCustomSetting boolean
        IsQueryable boolean
        """,
    ),
)

FLOWS = (
    sobject(
        "FlowDefinitionView",
        "Flow Definition View",
        None,
        """
        Id id
        DurableId string
        ApiName string
        Label string
        Description string
        ProcessType picklist
        TriggerType picklist
        NamespacePrefix string
        ActiveVersionId string
        LatestVersionId string
        VersionNumber int
        ApiVersion double
        IsActive boolean
        IsOutOfDate boolean
        IsTemplate boolean
        ManageableState picklist
        InstalledPackageName string
        Builder string
        LastModifiedBy string
        LastModifiedDate datetime
        """,
    ),
    sobject(
        "FlowVersionView",
        "Flow Version View",
        None,
        """
        Id id
        DurableId string
        FlowDefinitionViewId string
        Label string
        Description string
        Status picklist
        VersionNumber int
        ProcessType picklist
        ApiVersion double
        LastModifiedDate datetime
        """,
    ),
)

DEPLOYED_TOOLING = (
    sobject(
        "FlowDefinition",
        "Flow Definition",
        "300",
        """
        Id id
        DeveloperName string
        MasterLabel string
        Description string -filter
        NamespacePrefix string
        ManageableState picklist
        ActiveVersionId reference ActiveVersion Flow
        LatestVersionId reference LatestVersion Flow
        """
        + _STAMPS,
    ),
    sobject(
        "Flow",
        "Flow",
        "301",
        """
        Id id
        DefinitionId reference Definition FlowDefinition
        MasterLabel string
        Description string -filter
        ManageableState picklist
        ProcessType picklist
        Status picklist
        VersionNumber int
        ApiVersion double
        """
        + _STAMPS,
    ),
    sobject(
        "PlatformEventSubscriberConfig",
        "Platform Event Subscriber Configuration",
        "0v8",
        """
        Id id
        DeveloperName string
        MasterLabel string
        Language picklist
        NamespacePrefix string
        BatchSize int
        PlatformEventConsumerId reference
        UserId reference
        """
        + _STAMPS,
    ),
    sobject(
        "CustomObject",
        "Custom Object",
        "01I",
        """
        Id id
        DeveloperName string
        NamespacePrefix string
        Description string -filter
        CustomSettingsType picklist
        ManageableState picklist
        """
        + _STAMPS,
    ),
    sobject(
        "CustomField",
        "Custom Field",
        "00N",
        """
        Id id
        DeveloperName string
        NamespacePrefix string
        TableEnumOrId string
        ManageableState picklist
        """
        + _STAMPS,
    ),
)
