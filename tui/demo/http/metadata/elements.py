"""Which elements a metadata file may hold, from the Metadata API's WSDL 63.0 as simple-salesforce carries it [src].

Types below those that are listed are not looked into.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

METADATA = "http://soap.sforce.com/2006/04/metadata"


def misplaced(root: Element, kind: str) -> str | None:
    """What the platform says of the first element that does not belong where it stands [mem], or None.

    Elements of one name must stand together.
    """
    known = _ELEMENTS.get(kind)
    if known is None:
        return None
    ended: set[str] = set()
    before = ""
    for child in root:
        name = child.tag.removeprefix(f"{{{METADATA}}}")
        if name not in known:
            tag = child.tag if child.tag.startswith("{") else f"{{{METADATA}}}{child.tag}"
            return f"Error parsing file: Element {tag} invalid at this location in type {kind}"
        if name in ended:
            return f"Error parsing file: Element {name} is duplicated at this location in type {kind}"
        if before not in {"", name}:
            ended.add(before)
        before = name
        deeper = misplaced(child, known[name])
        if deeper is not None:
            return deeper
    return None


def _children(words: str) -> Mapping[str, str]:
    """Names of elements with the type of what they hold, where that is listed too."""
    return {name: kind for name, _, kind in (word.partition(":") for word in words.split())}


_ELEMENTS: Mapping[str, Mapping[str, str]] = {
    "ApexClass": _children(
        """
        apiVersion content fullName packageVersions status
        """
    ),
    "ApexTrigger": _children(
        """
        apiVersion content fullName packageVersions status
        """
    ),
    "CustomObject": _children(
        """
        actionOverrides allowInChatterGroups articleTypeChannelDisplay businessProcesses
        compactLayoutAssignment compactLayouts customHelp customHelpPage customSettingsType deploymentStatus
        deprecated description enableActivities enableBulkApi enableDataTranslation enableDivisions
        enableEnhancedLookup enableFeeds enableHistory enableLicensing enablePublishStatusTracking
        enableReports enableSearch enableSharing enableStreamingApi eventType externalDataSource externalName
        externalRepository externalSharingModel fieldSets fields:CustomField fullName gender
        historyRetentionPolicy household indexes label listViews mktDataLakeAttributes mktDataModelAttributes
        nameField:CustomField pluralLabel profileSearchLayouts publishBehavior recordTypeTrackFeedHistory
        recordTypeTrackHistory recordTypes searchLayouts sharingModel sharingReasons sharingRecalculations
        startsWith validationRules visibility webLinks
        """
    ),
    "CustomField": _children(
        """
        businessOwnerGroup businessOwnerUser businessStatus caseSensitive complianceGroup customDataType
        defaultValue deleteConstraint deprecated description displayFormat elementType encryptionScheme
        escapeMarkup externalDeveloperName externalId fieldManageability formula formulaTreatBlanksAs fullName
        inlineHelpText isAIPredictionField isConvertLeadDisabled isFilteringDisabled isNameField
        isSortingDisabled label length lookupFilter maskChar maskType metadataRelationshipControllingField
        mktDataLakeFieldAttributes mktDataModelFieldAttributes populateExistingRows precision
        referenceTargetField referenceTo relationshipLabel relationshipName relationshipOrder
        reparentableMasterDetail required restrictedAdminField scale securityClassification startingNumber
        stripMarkup summarizedField summaryFilterItems summaryForeignKey summaryOperation trackFeedHistory
        trackHistory trackTrending translateData type unique valueSet visibleLines writeRequiresMasterRead
        """
    ),
    "Flow": _children(
        """
        actionCalls:FlowActionCall apexPluginCalls apiVersion areMetricsLoggedToDataCloud
        assignments:FlowAssignment choices collectionProcessors constants customErrors customProperties
        decisions:FlowDecision description dynamicChoiceSets environments exitRules experiments formulas
        fullName interviewLabel isAdditionalPermissionRequiredToRun isOverridable isTemplate label loops
        migratedFromWorkflowRuleName orchestratedStages overriddenFlow processMetadataValues processType
        recordCreates recordDeletes recordLookups recordRollbacks recordUpdates runInMode screens
        sourceTemplate stages start:FlowStart startElementReference status steps subflows textTemplates
        timeZoneSidKey transforms triggerOrder variables:FlowVariable waits
        """
    ),
    "FlowActionCall": _children(
        """
        actionCallPaths actionName actionType connector dataTypeMappings description elementSubtype
        faultConnector flowTransactionModel inputParameters isWaitUntilCompleted label locationX locationY
        name nameSegment offset offsetUnit outputParameters processMetadataValues storeOutputAutomatically
        timeoutConnector versionSegment versionString
        """
    ),
    "FlowAssignment": _children(
        """
        assignmentItems connector description elementSubtype label locationX locationY name
        processMetadataValues
        """
    ),
    "FlowDecision": _children(
        """
        defaultConnector defaultConnectorLabel description elementSubtype label locationX locationY name
        processMetadataValues rules:FlowRule
        """
    ),
    "FlowDefinition": _children(
        """
        activeVersionNumber description fullName masterLabel
        """
    ),
    "FlowRule": _children(
        """
        conditionLogic conditions connector description doesRequireRecordChangedToMeetCriteria label name
        processMetadataValues
        """
    ),
    "FlowStart": _children(
        """
        capabilityTypes connector dataGraph dataTypeMappings description
        doesRequireRecordChangedToMeetCriteria elementSubtype entryType eventName eventType filterFormula
        filterLogic filters flowRunAsUser form inputs label locationX locationY name object objectContainer
        processMetadataValues publishSegment recordTriggerType schedule scheduledPaths segment triggerType
        triggeringDataGraph triggeringDataModelObjectPath
        """
    ),
    "FlowVariable": _children(
        """
        apexClass dataType description isCollection isInput isOutput name objectType processMetadataValues
        scale value
        """
    ),
    "Package": _children(
        """
        apiAccessLevel description fullName namespacePrefix objectPermissions packageType postInstallClass
        setupWeblink types:PackageTypeMembers uninstallClass version
        """
    ),
    "PackageTypeMembers": _children(
        """
        members name
        """
    ),
    "PermissionSet": _children(
        """
        applicationVisibilities classAccesses:PermissionSetApexClassAccess customMetadataTypeAccesses
        customPermissions customSettingAccesses:PermissionSetCustomSettingAccess description
        emailRoutingAddressAccesses externalCredentialPrincipalAccesses externalDataSourceAccesses
        fieldPermissions:PermissionSetFieldPermissions flowAccesses fullName hasActivationRequired label
        license objectPermissions:PermissionSetObjectPermissions pageAccesses recordTypeVisibilities
        tabSettings userPermissions:PermissionSetUserPermission
        """
    ),
    "PermissionSetApexClassAccess": _children(
        """
        apexClass enabled
        """
    ),
    "PermissionSetCustomSettingAccess": _children(
        """
        enabled name
        """
    ),
    "PermissionSetFieldPermissions": _children(
        """
        editable field readable
        """
    ),
    "PermissionSetObjectPermissions": _children(
        """
        allowCreate allowDelete allowEdit allowRead modifyAllRecords object viewAllFields viewAllRecords
        """
    ),
    "PermissionSetUserPermission": _children(
        """
        enabled name
        """
    ),
    "PlatformEventSubscriberConfig": _children(
        """
        batchSize fullName isProtected masterLabel numPartitions partitionKey platformEventConsumer user
        """
    ),
    "RealTimeEvent": _children(
        """
        entityName isEnabled
        """
    ),
    "RealTimeEventSettings": _children(
        """
        fullName realTimeEvents:RealTimeEvent
        """
    ),
}
