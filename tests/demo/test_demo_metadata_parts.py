"""The demo org's other components: objects, permission sets, flows, subscribers and event settings, and their end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.demo.deploys import deployed, element, names_of, parts
from tests.demo.served import V, Wire, served

OBJECT = element(
    "CustomObject",
    """<deploymentStatus>Deployed</deploymentStatus>
    <fields><fullName>Why__c</fullName><label>Why</label><length>20</length><type>Text</type></fields>
    <fields><fullName>User__c</fullName><label>User</label><referenceTo>User</referenceTo>
      <relationshipName>Notes</relationshipName><type>Lookup</type></fields>
    <label>Note</label>
    <nameField><displayFormat>N-{000}</displayFormat><label>Note</label><type>AutoNumber</type></nameField>
    <pluralLabel>Notes</pluralLabel><sharingModel>ReadWrite</sharingModel>""",
)
SETTING = element(
    "CustomObject",
    """<customSettingsType>Hierarchy</customSettingsType>
    <fields><fullName>Dry__c</fullName><label>Dry</label><defaultValue>false</defaultValue><type>Checkbox</type></fields>
    <label>Plan</label>""",
)
NOTE = {("CustomObject", "Note__c"): OBJECT}
ASKED = """public class Asked {
    @InvocableMethod(label='Ask') public static List<Boolean> ask(List<Id> userIds) { return null; }
}"""
TRIGGER = "trigger Heard on LogoutEventStream (after insert) { }"
CONFIG = (
    "<batchSize>2000</batchSize><masterLabel>Heard</masterLabel><platformEventConsumer>Heard</platformEventConsumer>"
)


def flow(action: str = "Asked", given: str = "userIds", *, label: str = "Log In", target: str = "Ask") -> str:
    """A flow that calls an action."""
    return element(
        "Flow",
        f"""<actionCalls><name>Ask</name><label>Ask</label><locationX>1</locationX><locationY>1</locationY>
        <actionName>{action}</actionName><actionType>apex</actionType>
        <inputParameters><name>{given}</name><value><elementReference>Who</elementReference></value></inputParameters>
        </actionCalls><apiVersion>65.0</apiVersion><label>{label}</label><processType>Flow</processType>
        <start><locationX>1</locationX><locationY>1</locationY>
        <connector><targetReference>{target}</targetReference></connector></start><status>Active</status>
        <variables><name>Who</name><dataType>String</dataType><isInput>true</isInput></variables>""",
    )


def activation(number: int) -> dict[tuple[str, str], str]:
    """The definition that makes a version of the flow active, 0 for none."""
    return {
        ("FlowDefinition", "Log_In"): element("FlowDefinition", f"<activeVersionNumber>{number}</activeVersionNumber>")
    }


WITH_FLOW = {("ApexClass", "Asked"): ASKED, ("Flow", "Log_In"): flow()}


@pytest.fixture
def wire() -> Iterator[Wire]:
    with served() as one:
        yield one


def grants(inside: str) -> dict[tuple[str, str], str]:
    """A permission set."""
    return {("PermissionSet", "Notes"): element("PermissionSet", f"{inside}<label>Notes</label>")}


def test_an_objects_fields_are_told_one_by_one(wire: Wire) -> None:
    result = deployed(wire, parts(NOTE))
    told = {(one["componentType"], one["fullName"]) for one in result.told("componentSuccesses")}
    assert told >= {("CustomObject", "Note__c"), ("CustomField", "Note__c.Why__c"), ("CustomField", "Note__c.User__c")}
    assert result.counts == (3, 3, 0)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (OBJECT.replace("<pluralLabel>Notes</pluralLabel>", ""), "Required field is missing: pluralLabel"),
        (OBJECT.replace("<length>20</length>", ""), "Must specify 'length' for a CustomField of type Text"),
        (OBJECT.replace("<type>Text</type>", "<type>Poem</type>"), "'Poem' is not a valid value"),
        (OBJECT.replace("<label>Note</label>", "<lable>Note</lable>", 1), "lable invalid at this location"),
        (
            OBJECT.replace("<referenceTo>User</referenceTo>", "<referenceTo>Nothing__c</referenceTo>"),
            "Nothing__c found",
        ),
        (SETTING.replace("<type>Checkbox</type>", "<type>Lookup</type>"), "not allowed on a custom setting"),
        (OBJECT.replace("<deploymentStatus>", "<deploymentStatus", 1), "Error parsing file"),
        (OBJECT.replace("<label>Note</label>", "", 1) + "", "Required field is missing: label"),
    ],
)
def test_an_object_that_is_not_well_made_is_refused(wire: Wire, text: str, problem: str) -> None:
    assert problem in deployed(wire, parts({("CustomObject", "Note__c"): text})).problems["Note__c"]


def test_equal_elements_must_stand_together(wire: Wire) -> None:
    inside = "<classAccesses><apexClass>A</apexClass><enabled>true</enabled></classAccesses>"
    text = element("PermissionSet", f"{inside}<label>Notes</label>{inside}")
    problem = deployed(wire, parts({("PermissionSet", "Notes"): text})).problems["Notes"]
    assert problem == "Error parsing file: Element classAccesses is duplicated at this location in type PermissionSet"


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        (
            "<classAccesses><apexClass>Nobody</apexClass><enabled>true</enabled></classAccesses>",
            "In field: apexClass - no ApexClass named Nobody found",
        ),
        (
            "<objectPermissions><allowRead>true</allowRead><object>Nothing__c</object></objectPermissions>",
            "In field: object - no CustomObject named Nothing__c found",
        ),
        (
            "<objectPermissions><allowEdit>true</allowEdit><object>Note__c</object></objectPermissions>",
            "Permission allowEdit of Note__c depends on permission(s): allowRead",
        ),
        (
            "<fieldPermissions><field>Note__c.Nothing__c</field><readable>true</readable></fieldPermissions>",
            "In field: field - no CustomField named Note__c.Nothing__c found",
        ),
        (
            "<customSettingAccesses><enabled>true</enabled><name>Note__c</name></customSettingAccesses>",
            "In field: name - no CustomObject named Note__c found",
        ),
    ],
)
def test_a_permission_set_names_only_what_is_there(wire: Wire, inside: str, problem: str) -> None:
    assert deployed(wire, parts({**NOTE, **grants(inside)})).problems == {"Notes": problem}


def test_a_flow_is_active_once_deployed_and_a_change_is_a_new_version(wire: Wire) -> None:
    deployed(wire, parts(WITH_FLOW))
    deployed(wire, parts(WITH_FLOW))
    deployed(wire, parts({("Flow", "Log_In"): flow(label="Log In Again")}))
    (row,) = wire.query("SELECT ApiName, Label, VersionNumber, IsActive FROM FlowDefinitionView").json()["records"]
    assert (row["ApiName"], row["Label"], row["VersionNumber"], row["IsActive"]) == ("Log_In", "Log In Again", 2, True)
    text = "SELECT VersionNumber, Status FROM Flow WHERE Definition.DeveloperName = 'Log_In' ORDER BY VersionNumber"
    versions = wire.get(f"{V}/tooling/query", {"q": text}).json()["records"]
    assert [(one["VersionNumber"], one["Status"]) for one in versions] == [(1, "Obsolete"), (2, "Active")]


def test_in_production_a_flow_is_not_active_until_somebody_makes_it_so() -> None:
    test = {("ApexClass", "AskedTest"): "@IsTest class AskedTest { @IsTest static void asks() { } }"}
    with served(production=True) as wire:
        deployed(wire, parts({**WITH_FLOW, **test}))
        assert names_of(wire, "FlowDefinitionView", column="IsActive") == ["False"]
        deployed(wire, parts(activation(1)))
        assert names_of(wire, "FlowDefinitionView", column="IsActive") == ["True"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (flow(action="Nobody"), "We can't find an action with the name and action type that you specified."),
        (flow(given="nothing"), "the input parameter nothing doesn't exist"),
        (flow(target="Nowhere"), "can't find the element Nowhere"),
        (flow().replace("<elementReference>Who", "<elementReference>Nobody"), "The element or resource Nobody"),
        (flow().replace("<status>Active</status>", "<status>Busy</status>"), "'Busy' is not a valid value"),
        (flow().replace("<name>Who</name>", "<name>Ask</name>"), "has the name Ask already"),
    ],
)
def test_a_flow_that_points_nowhere_is_refused(wire: Wire, text: str, problem: str) -> None:
    result = deployed(wire, parts({**WITH_FLOW, ("Flow", "Log_In"): text}))
    assert any(problem in one["problem"] for one in result.told("componentFailures"))


def test_a_flow_may_call_the_packages_action_with_its_inputs_and_needs_all_of_them(wire: Wire) -> None:
    text = flow("n2de__InvocableUserAvailability", "memberReference")
    problem = deployed(wire, parts({("Flow", "Log_In"): text})).problems["Log_In"]
    assert "the required input parameter availabilityFlag is missing" in problem


def test_an_active_flow_does_not_go_nor_does_one_by_its_bare_name(wire: Wire) -> None:
    deployed(wire, parts(WITH_FLOW))
    for name in ("Log_In", "Log_In-1"):
        result = deployed(wire, parts({}, gone={"Flow": [name]}))
        assert result.problems == {name: "insufficient access rights on cross-reference id"}


def test_a_flow_goes_version_by_version_in_the_deploy_that_makes_it_inactive(wire: Wire) -> None:
    deployed(wire, parts(WITH_FLOW))
    deployed(wire, parts({("Flow", "Log_In"): flow(label="Again")}))
    result = deployed(wire, parts(activation(0), gone={"Flow": ["Log_In-1", "Log_In-2"]}))
    assert result.status == "Succeeded"
    assert names_of(wire, "FlowDefinition", tooling=True, column="DeveloperName") == []


def test_a_definition_needs_its_flow_and_its_version(wire: Wire) -> None:
    assert "directly through the API" in deployed(wire, parts(activation(1))).problems["Log_In"]
    deployed(wire, parts(WITH_FLOW))
    assert deployed(wire, parts(activation(7))).problems["Log_In"] == "Invalid version number: 7"


def test_a_subscriber_names_its_trigger_and_a_user_who_is_there(wire: Wire) -> None:
    heard = {("ApexTrigger", "Heard"): TRIGGER}
    kind = "PlatformEventSubscriberConfig"
    nobody = {(kind, "Heard"): element(kind, f"{CONFIG}<user>nobody@acme.example</user>")}
    assert (
        "no ApexTrigger named Heard"
        in deployed(wire, parts({(kind, "Heard"): element(kind, CONFIG)})).problems["Heard"]
    )
    assert "no User named nobody@acme.example" in deployed(wire, parts({**heard, **nobody})).problems["Heard"]
    named = element(kind, f"{CONFIG}<user>{wire.world.caller_username}</user>")
    assert deployed(wire, parts({**heard, (kind, "Heard"): named})).status == "Succeeded"
    text = "SELECT DeveloperName, UserId, BatchSize, PlatformEventConsumerId FROM PlatformEventSubscriberConfig"
    (row,) = wire.get(f"{V}/tooling/query", {"q": text}).json()["records"]
    assert (row["DeveloperName"], row["UserId"], row["BatchSize"]) == ("Heard", wire.world.caller_id, 2_000)
    assert [row["PlatformEventConsumerId"]] == names_of(wire, "ApexTrigger", column="Id")


def test_event_settings_are_switched_one_by_one(wire: Wire) -> None:
    text = element(
        "RealTimeEventSettings",
        "<realTimeEvents><entityName>LogoutEventStream</entityName><isEnabled>false</isEnabled></realTimeEvents>",
    )
    before = wire.world.deployed.streams("LogoutEventStream")
    deployed(wire, parts({("Settings", "RealTimeEvent"): text}))
    assert (before, wire.world.deployed.streams("LogoutEventStream")) == (True, False)
    unknown = text.replace("LogoutEventStream", "NothingStream")
    assert "NothingStream" in deployed(wire, parts({("Settings", "RealTimeEvent"): unknown})).problems["RealTimeEvent"]


def test_what_goes_is_told_as_deleted(wire: Wire) -> None:
    deployed(wire, parts(NOTE))
    result = deployed(wire, parts({}, gone={"CustomObject": ["Note__c"]}))
    told = result.told("componentSuccesses")[0]
    assert (told["fullName"], told["deleted"], told["fileName"]) == ("Note__c", "true", "destructiveChangesPost.xml")
    assert wire.query("SELECT Id FROM Note__c").status_code == 400


def test_what_is_not_there_is_a_warning_which_fails_a_deploy_unless_told_otherwise(wire: Wire) -> None:
    files = parts({}, gone={"ApexClass": ["Nobody"]})
    strict, easy = deployed(wire, files), deployed(wire, files, ignoreWarnings="true")
    (failure,) = strict.told("componentFailures")
    assert (strict.status, failure["problemType"]) == ("Failed", "Warning")
    assert failure["problem"] == "No ApexClass named: Nobody found"
    assert (easy.status, easy.problems) == ("Succeeded", {})


def test_what_others_use_stays(wire: Wire) -> None:
    leaning = {("ApexClass", "Leaning"): "public class Leaning { Asked one; Note__c two; }"}
    deployed(wire, parts({**NOTE, ("ApexClass", "Asked"): ASKED, **leaning}))
    result = deployed(wire, parts({}, gone={"ApexClass": ["Asked"], "CustomObject": ["Note__c"]}))
    assert result.status == "Failed"
    assert all("is referenced elsewhere in Salesforce" in one for one in result.problems.values())
    assert sorted(result.problems) == ["Asked", "Note__c"]
    together = deployed(wire, parts({}, gone={"ApexClass": ["Asked", "Leaning"], "CustomObject": ["Note__c"]}))
    assert together.status == "Succeeded"


def test_a_field_may_go_alone(wire: Wire) -> None:
    deployed(wire, parts(NOTE))
    assert deployed(wire, parts({}, gone={"CustomField": ["Note__c.Why__c"]})).status == "Succeeded"
    assert wire.query("SELECT Why__c FROM Note__c").status_code == 400
    assert wire.query("SELECT User__c FROM Note__c").status_code == 200


@pytest.mark.parametrize("status", ["Holding", "Queued", "Processing"])
def test_a_class_with_a_job_that_waits_or_runs_neither_changes_nor_goes(wire: Wire, status: str) -> None:
    deployed(wire, parts({("ApexClass", "Asked"): ASKED}))
    wire.world.enqueue("Asked", status)
    change = deployed(wire, parts({("ApexClass", "Asked"): ASKED.replace("'Ask'", "'Ask Again'")}))
    end = deployed(wire, parts({}, gone={"ApexClass": ["Asked"]}))
    same = deployed(wire, parts({("ApexClass", "Asked"): ASKED}))
    assert ["jobs pending or in progress" in one.problems["Asked"] for one in (change, end)] == [True, True]
    assert same.status == "Succeeded"
