"""The platform's own names in Apex, API 65.0: types that need no namespace, namespaces, and much used standard objects.

Names alone, so that a file which is deployed may use what this org's anonymous Apex does not execute. The types and
namespaces are those of the declarations that apex-ls carries (clients.md, section 6); of the standard objects a real
org has some thousand more.
"""

from __future__ import annotations

TYPES = frozenset(
    """
    AccessLevel AccessType Address Answers ApexPages AppExchangeTrialTemplate ApplicationReadWriteMode Approval
    Assert AssertException AsyncException AsyncInfo AsyncOptions Aura AuraHandledException BigObjectException Blob
    Boolean BusinessHours Callable CallbackStatus CalloutException CanvasException Cases Collator Communities
    Comparable Comparator Continuation Cookie Crypto Currency Database Date Datetime Decimal DmlException Domain
    DomainCreator DomainParser DomainType Double DuplicateMessageException EmailException EmailMessages
    EmailTemplateRenderException EncodingUtil EventBus Exception ExternalObjectException FatalCursorException
    FeatureManagement FinalException Finalizer FinalizerContext FlexQueue FlowException Formula
    FormulaRecalcFieldError FormulaRecalcResult HandledException Http HttpCalloutMock HttpRequest HttpResponse Id
    Ideas IllegalArgumentException InstallContext InstallHandler Integer InvalidHeaderException
    InvalidParameterValueException InvalidReadOnlyUserDmlException Iterable Iterator JSON JSONException
    JSONGenerator JSONParser JSONToken Label LicenseException LimitException Limits List ListException Location
    LoggingLevel Long Map Matcher Math MathException Messaging MultiStaticResourceCalloutMock Network
    NoAccessException NoDataFoundException NoSuchElementException NullPointerException Object OrgLimit OrgLimits
    PageReference ParentJobResult Pattern PlatformCacheException ProcedureException QueryException Queueable
    QueueableContext QueueableDuplicateSignature QuickAction Quiddity RemoteObjectController Request
    RequiredFeatureMissingException ResetPasswordResult RestContext RestRequest RestResponse RoundingMode
    SandboxContext SandboxPostCopy Savepoint Schedulable SchedulableContext Schema Search SearchException Security
    SecurityException SelectOption SerializationException Set SetupScope Site SObject SObjectAccessDecision
    SObjectException SoqlStubProvider StaticResourceCalloutMock StatusCode String StringException StubProvider
    SupportPredictiveService System Test Time TimeZone TouchHandledException TransientCursorException Trigger
    TriggerOperation Type TypeException UnexpectedException UninstallContext UninstallHandler
    UnsupportedOperationException Url UserInfo UserManagement UUID Version VisualforceException
    WaveTemplateException WebServiceCallout WebServiceCalloutFuture WebServiceMock XmlException XmlStreamReader
    XmlStreamWriter XmlTag
    """.lower().split()
)
NAMESPACES = frozenset(
    """
    Apex ApexPages Approval Auth Cache Canvas ChatterAnswers CommercePayments Component Compression ConnectApi
    Context Database Datacloud DataProtection DataSource DataWeave Dom EventBus Flow FormulaEval Invocable
    KbManagement LiveAgent Messaging Metadata Process QuickAction Reports RichMessaging Schema Search
    sfdc_enablement Site Support System TerritoryMgmt TxnSecurity UserProvisioning VisualEditor Wave
    """.lower().split()
)
OBJECTS = frozenset(
    """
    Account AccountContactRelation AggregateResult ApexTrigger Asset Attachment BatchApexErrorEvent Campaign
    CampaignMember Case CaseComment Contact ContentDocument ContentDocumentLink ContentVersion Contract
    CronJobDetail Document EmailMessage EmailTemplate EntityDefinition Event FeedItem FieldDefinition
    FlowDefinitionView FlowInterview Folder GroupMember Holiday Lead LoginEvent LoginEventStream LogoutEvent
    LogoutEventStream Name Network Note ObjectPermissions Opportunity OpportunityLineItem OrgWideEmailAddress
    Pricebook2 PricebookEntry ProcessInstance Product2 QueueSobject Quote RecordType SetupEntityAccess Solution
    StaticResource Task Topic UserRole
    """.lower().split()
)
