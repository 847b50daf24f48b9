"""The demo org's Metadata API as simple-salesforce drives it, which brings Salesforce's own WSDL."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from tests.demo.deploys import METADATA, deployed, kit_components, names_of, parts
from tests.demo.served import Wire, served
from tests.demo.test_demo_server_simple_salesforce import LoopbackAdapter, client

BROKEN = {("ApexClass", "Broken"): "public class Broken {\n    Nowhere one;\n}"}
TEST = {("ApexClass", "ATest"): "@IsTest class ATest { @IsTest static void adds() { } }"}


@pytest.fixture
def wire() -> Iterator[Wire]:
    with served() as one:
        yield one


def metadata(wire: Wire) -> Any:
    """simple-salesforce's Metadata API, with zeep let through to plain http too."""
    api = client(wire).mdapi
    session = api._client.transport.session
    session.trust_env = False
    session.mount("https://127.0.0.1", LoopbackAdapter())
    return api


def packed(files: dict[str, str]) -> io.BytesIO:
    """The zip file as simple-salesforce wants it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return held


def ended(api: Any, deploy: str) -> Any:
    """What simple-salesforce makes of the end of a deploy."""
    for _ in range(10):
        told = api.check_deploy_status(deploy)
        if told[0] not in {"Pending", "InProgress"}:
            return told
    raise AssertionError("the deploy never ends")


def test_it_deploys_the_kit(wire: Wire) -> None:
    api = metadata(wire)
    files = parts({**kit_components(wire), **TEST})
    deploy, state = api.deploy(
        packed(files), sandbox=False, testLevel="RunSpecifiedTests", tests=["ATest"], ignoreWarnings=True
    )
    assert state == "Queued"
    state, _, components, tests = ended(api, deploy)
    assert (state, components["failed_count"], components["errors"]) == ("Succeeded", "0", [])
    assert (tests["total_count"], tests["completed_count"], tests["errors"]) == ("1", "1", [])
    assert "DePresenceCompanion" in names_of(wire, "ApexClass")


def test_its_own_defaults_are_understood(wire: Wire) -> None:
    api = metadata(wire)
    assert ended(api, api.deploy(packed(parts(TEST)), sandbox=True)[0])[0] == "Succeeded"


def test_it_reads_each_error_with_its_file(wire: Wire) -> None:
    api = metadata(wire)
    state, _, components, _ = ended(api, api.deploy(packed(parts(BROKEN)), sandbox=True)[0])
    wrong = {"type": "ApexClass", "file": "classes/Broken.cls", "status": "Error", "message": "Invalid type: Nowhere"}
    assert (state, components["errors"]) == ("Failed", [wrong])


def test_the_answer_is_what_the_wsdl_promises(wire: Wire) -> None:
    api = metadata(wire)
    deploy = api.deploy(packed(parts({**BROKEN, **TEST})), sandbox=True, rollbackOnError=True)[0]
    ended(api, deploy)
    result = api._service.checkDeployStatus(deploy, True, _soapheaders=[api._session_header])["body"]["result"]
    (failure,) = result["details"]["componentFailures"]
    assert (failure["lineNumber"], failure["columnNumber"], failure["problemType"]) == (2, 5, "Error")
    assert {one["fullName"]: one["created"] for one in result["details"]["componentSuccesses"]} == {
        "ATest": True,
        "package.xml": False,
    }
    assert (result["numberComponentsTotal"], result["numberComponentErrors"], result["success"]) == (2, 1, False)
    assert result["createdByName"] == wire.world.caller.name
    assert result["completedDate"].replace(tzinfo=None) == wire.now.replace(tzinfo=None, microsecond=0)


def test_event_settings_are_read(wire: Wire) -> None:
    read = metadata(wire).RealTimeEventSettings.read("RealTimeEvent")
    assert {one["entityName"]: one["isEnabled"] for one in read["realTimeEvents"]}["LogoutEventStream"] is True


def test_objects_are_read(wire: Wire) -> None:
    deployed(wire, parts(kit_components(wire)))
    read = metadata(wire).CustomObject.read("DePresence_Hold__c")
    assert (read["label"], read["nameField"]["type"]) == ("DE Presence Hold", "AutoNumber")


def test_components_are_listed_and_types_described(wire: Wire) -> None:
    deployed(wire, parts(TEST))
    api = metadata(wire)
    (listed,) = api.list_metadata([{"type": "ApexClass"}])
    assert (listed["fullName"], listed["fileName"], listed["type"]) == ("ATest", "classes/ATest.cls", "ApexClass")
    assert "PermissionSet" in [one["xmlName"] for one in api.describe_metadata()["metadataObjects"]]


def test_what_was_deployed_is_retrieved_as_it_was(wire: Wire) -> None:
    deployed(wire, parts(TEST))
    api = metadata(wire)
    asked = {"ApexClass": ["ATest", "Nobody"], "Settings": ["RealTimeEvent"]}
    retrieval, state = api.retrieve("0Af000000000000AAA", unpackaged=asked)
    assert state == "Queued"
    state, error, _, raw = api.retrieve_zip(retrieval)
    assert (state, error) == ("Succeeded", None)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = archive.namelist()
        assert archive.read("classes/ATest.cls").decode() == TEST["ApexClass", "ATest"]
        assert METADATA in archive.read("package.xml").decode()
    assert sorted(names) == [
        "classes/ATest.cls",
        "classes/ATest.cls-meta.xml",
        "package.xml",
        "settings/RealTimeEvent.settings",
    ]


def test_what_is_retrieved_can_be_deployed_again(wire: Wire) -> None:
    deployed(wire, parts({**kit_components(wire)}))
    api = metadata(wire)
    kinds = ("ApexClass", "ApexTrigger", "CustomObject", "Flow", "PermissionSet", "Settings")
    retrieval, _ = api.retrieve("0Af000000000000AAA", unpackaged={one: ["*"] for one in kinds})
    raw = api.retrieve_zip(retrieval)[3]
    state, _, components, _ = ended(api, api.deploy(io.BytesIO(raw), sandbox=True, rollbackOnError=True)[0])
    assert (state, components["errors"]) == ("Succeeded", [])
