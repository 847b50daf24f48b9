"""The demo org deploys: the life of a deploy, its results, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from tests.demo.deploys import (
    PATH,
    deploy_id,
    deployed,
    element,
    fault,
    kit_components,
    looked,
    names_of,
    package,
    part,
    parts,
    soap,
    started,
)
from tests.demo.served import Wire, served

A = {("ApexClass", "A"): "public class A { public static Integer one() { return 1; } }"}
B = {("ApexClass", "B"): "public class B { public static Integer two() { return A.one() + 1; } }"}
BROKEN = {("ApexClass", "Broken"): "public class Broken {\n    public void run() {\n        missing();\n    }\n}"}
TESTS = {
    ("ApexClass", "ATest"): "@IsTest class ATest { @IsTest static void adds() { } @IsTest static void fails() { } }"
}


def random_text(length: int) -> str:
    """Text that no zip file makes small."""
    return Random(1).randbytes(length // 2).hex()


@pytest.fixture
def wire() -> Iterator[Wire]:
    with served() as one:
        yield one


def test_a_deploy_is_queued_then_under_way_and_then_all_there_at_once(wire: Wire) -> None:
    deploy = deploy_id(started(wire, parts(A)))
    seen = []
    for _ in range(4):
        result = looked(wire, deploy)
        seen.append((result.status, result.text("done"), names_of(wire, "ApexClass")))
    assert seen == [
        ("Pending", "false", []),
        ("InProgress", "false", []),
        ("Succeeded", "true", ["A"]),
        ("Succeeded", "true", ["A"]),
    ]


def test_a_deploy_that_nobody_waits_for_is_done_after_some_seconds(wire: Wire) -> None:
    started(wire, parts(A))
    assert names_of(wire, "ApexClass") == []
    wire.later(seconds=6)
    assert names_of(wire, "ApexClass") == ["A"]


def test_the_next_deploy_waits_for_the_one_before(wire: Wire) -> None:
    first, second = (deploy_id(started(wire, parts(one))) for one in (A, B))
    assert [looked(wire, second).status for _ in range(3)] == ["Pending"] * 3
    assert [looked(wire, first).status for _ in range(3)][-1] == "Succeeded"
    assert [looked(wire, second).status for _ in range(3)][-1] == "Succeeded"


def test_each_component_is_told_with_its_file_and_whether_it_is_new(wire: Wire) -> None:
    result = deployed(wire, parts(A))
    told = result.told("componentSuccesses")
    assert [(one["componentType"], one["fullName"], one["fileName"]) for one in told] == [
        ("ApexClass", "A", "classes/A.cls"),
        ("", "package.xml", "package.xml"),
    ]
    assert (told[0]["created"], told[0]["changed"], told[0]["success"]) == ("true", "true", "true")
    assert result.counts == (1, 1, 0)


def test_the_same_again_changes_nothing_and_something_else_changes_it(wire: Wire) -> None:
    deployed(wire, parts(A))
    other = {("ApexClass", "A"): "public class A { }"}
    flags = []
    for components in (A, other):
        told = deployed(wire, parts(components)).told("componentSuccesses")[0]
        flags.append((told["created"], told["changed"]))
    assert flags == [("false", "false"), ("false", "true")]


def test_classes_of_one_deploy_may_name_each_other(wire: Wire) -> None:
    assert deployed(wire, parts({**B, **A})).status == "Succeeded"


def test_a_broken_class_fails_with_its_line_and_column_and_takes_all_back(wire: Wire) -> None:
    result = deployed(wire, parts({**A, **BROKEN}))
    (failure,) = result.told("componentFailures")
    assert result.status == "Failed"
    assert (failure["fileName"], failure["lineNumber"], failure["columnNumber"]) == ("classes/Broken.cls", "3", "9")
    assert "Method does not exist" in failure["problem"]
    assert (failure["problemType"], failure["success"]) == ("Error", "false")
    assert result.counts == (2, 1, 1)
    assert names_of(wire, "ApexClass") == []


def test_without_roll_back_the_rest_stays_and_what_stood_on_it_does_not(wire: Wire) -> None:
    leaning = {("ApexClass", "Leaning"): "public class Leaning { Broken one; }"}
    result = deployed(wire, parts({**A, **BROKEN, **leaning}), rollbackOnError="false")
    assert result.status == "SucceededPartial"
    assert sorted(result.problems) == ["Broken", "Leaning"]
    assert names_of(wire, "ApexClass") == ["A"]


def test_a_class_that_cannot_be_read_is_told_once_to_those_that_need_it(wire: Wire) -> None:
    unread = {("ApexClass", "Unread"): "public class Unread { void }"}
    leaning = {("ApexClass", "Leaning"): "public class Leaning { Unread one; Unread two; }"}
    result = deployed(wire, parts({**unread, **leaning}))
    assert len(result.told("componentFailures")) == 2
    assert result.problems["Leaning"].startswith("Dependent class is invalid and needs recompilation: Class Unread")


def test_a_change_that_breaks_a_class_which_is_there_already_is_refused(wire: Wire) -> None:
    deployed(wire, parts({**A, **B}))
    result = deployed(wire, parts({("ApexClass", "A"): "public class A { }"}))
    assert list(result.problems) == ["B"]
    assert "one()" in result.problems["B"]


def test_a_validation_finds_the_same_and_changes_nothing(wire: Wire) -> None:
    good, bad = (deployed(wire, parts(one), checkOnly="true") for one in (A, BROKEN))
    assert (good.status, good.text("checkOnly"), bad.status) == ("Succeeded", "true", "Failed")
    assert names_of(wire, "ApexClass") == []


def test_a_name_without_a_file_and_a_file_without_a_name_are_refused(wire: Wire) -> None:
    files = {**part("ApexClass", "A", A["ApexClass", "A"]), "package.xml": package({"ApexClass": ["Other"]})}
    assert deployed(wire, files).problems == {
        "Other": "An object 'Other' of type ApexClass was named in package.xml, but was not found in zipped directory",
        "A": "Not in package.xml",
    }


def test_a_star_names_every_file_of_its_type(wire: Wire) -> None:
    files = {**parts({**A, **B}), "package.xml": package({"ApexClass": ["*"]})}
    assert deployed(wire, files).status == "Succeeded"


def test_a_type_that_is_none_is_refused(wire: Wire) -> None:
    files = {"package.xml": package({"Nonsense": ["One"]})}
    assert deployed(wire, files).problems == {"One": "Unknown type name 'Nonsense' specified in package.xml"}


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"classes/A.cls": "x"}, "No package.xml found"),
        ({"package.xml": "<Package"}, "Error parsing file"),
        ({"package.xml": element("Package", "<nonsense/>")}, "invalid at this location in type Package"),
    ],
)
def test_a_package_that_cannot_be_read_fails(wire: Wire, files: dict[str, str], problem: str) -> None:
    result = deployed(wire, files)
    assert result.status == "Failed"
    assert problem in next(iter(result.problems.values()))


def test_what_is_no_zip_file_fails(wire: Wire) -> None:
    deploy = deploy_id(soap(wire, "deploy", "<m:zipFile>bm90IGEgemlw</m:zipFile><m:deployOptions/>"))
    assert [looked(wire, deploy).status for _ in range(3)][-1] == "Failed"


def test_a_class_without_its_meta_file_fails(wire: Wire) -> None:
    files = parts(A)
    del files["classes/A.cls-meta.xml"]
    assert "classes/A.cls-meta.xml was not found" in deployed(wire, files).problems["A"]


def test_a_class_of_a_version_that_is_yet_to_come_fails(wire: Wire) -> None:
    files = parts(A)
    files["classes/A.cls-meta.xml"] = element("ApexClass", "<apiVersion>99.0</apiVersion><status>Active</status>")
    assert "99.0" in deployed(wire, files).problems["A"]


def test_a_class_in_a_file_of_another_name_fails(wire: Wire) -> None:
    assert list(deployed(wire, parts({("ApexClass", "B"): A["ApexClass", "A"]})).problems) == ["B"]


def test_without_single_package_the_files_lie_in_a_folder(wire: Wire) -> None:
    files = {f"unpackaged/{path}": text for path, text in parts(A).items()}
    result = deployed(wire, files, singlePackage="false")
    assert result.status == "Succeeded"
    assert result.told("componentSuccesses")[0]["fileName"] == "unpackaged/classes/A.cls"


def test_a_deploy_can_be_stopped_before_it_is_done(wire: Wire) -> None:
    deploy = deploy_id(started(wire, parts(A)))
    assert soap(wire, "cancelDeploy", f"<m:String>{deploy}</m:String>").status_code == 200
    result = looked(wire, deploy)
    assert (result.status, result.text("done"), result.text("success")) == ("Canceled", "true", "false")
    wire.later(minutes=1)
    assert names_of(wire, "ApexClass") == []


def test_tests_that_are_asked_for_are_counted_and_said_to_have_passed(wire: Wire) -> None:
    result = deployed(wire, parts({**A, **TESTS}), testLevel="RunSpecifiedTests", runTests=["ATest"])
    assert result.status == "Succeeded"
    assert (result.text("numberTestsTotal"), result.text("numberTestsCompleted")) == ("2", "2")
    assert (result.text("runTestsEnabled"), result.text("numberTestErrors")) == ("true", "0")


def test_a_test_class_that_is_nowhere_fails_the_deploy(wire: Wire) -> None:
    result = deployed(wire, parts(A), testLevel="RunSpecifiedTests", runTests=["Nobody"])
    assert (result.status, result.text("numberTestErrors")) == ("Failed", "1")
    assert names_of(wire, "ApexClass") == []


def test_in_production_apex_wants_tests_and_a_deploy_rolls_back() -> None:
    with served(production=True) as wire:
        assert deployed(wire, parts(A)).status == "Failed"
        assert deployed(wire, parts({**A, **TESTS})).text("numberTestsTotal") == "2"
        refused = [started(wire, parts(A), **one) for one in ({"testLevel": "NoTestRun"}, {"rollbackOnError": "false"})]
    assert [fault(one)[:2] for one in refused] == [(500, "sf:INVALID_OPERATION")] * 2


def test_tests_may_be_named_only_where_they_are_asked_for_by_name(wire: Wire) -> None:
    assert fault(started(wire, parts(A), testLevel="RunLocalTests", runTests=["ATest"]))[1] == "sf:INVALID_OPERATION"


def test_a_dead_session_is_a_fault_as_in_any_soap(wire: Wire) -> None:
    status, code, words = fault(soap(wire, "describeMetadata", "", token="00Dx!dead"))
    assert (status, code) == (500, "sf:INVALID_SESSION_ID")
    assert words.startswith("INVALID_SESSION_ID: ")


def test_a_caller_who_may_not_change_metadata_is_refused() -> None:
    with served(without=frozenset({"customize-application"})) as wire:
        assert fault(soap(wire, "describeMetadata", ""))[1] == "sf:INSUFFICIENT_ACCESS"


def test_without_author_apex_no_apex_is_saved() -> None:
    with served(without=frozenset({"author-apex"})) as wire:
        assert "Author Apex" in deployed(wire, parts(A)).problems["A"]


def test_a_deploy_that_is_nowhere_and_an_operation_that_is_none_are_faults(wire: Wire) -> None:
    inside = "<m:asyncProcessId>0Af000000000000AAA</m:asyncProcessId>"
    assert fault(soap(wire, "checkDeployStatus", inside))[1] == "sf:INVALID_CROSS_REFERENCE_KEY"
    assert fault(soap(wire, "dance", ""))[1] == "soapenv:Client"
    assert fault(soap(wire, "describeMetadata", "", path="/services/Soap/m/9.0"))[1] == "sf:UNSUPPORTED_API_VERSION"


def test_each_call_counts(wire: Wire) -> None:
    before = wire.server.account.used
    soap(wire, "describeMetadata", "", path=f"{PATH}/{wire.world.org_id[:15]}")
    assert wire.server.account.used == before + 1


def test_a_package_of_more_than_a_megabyte_is_let_in(wire: Wire) -> None:
    noise = {("ApexClass", one): f"public class {one} {{\n// {random_text(900_000)}\n}}" for one in ("One", "Two")}
    assert deployed(wire, parts(noise)).status == "Succeeded"


def test_the_kit_deploys_as_it_stands_and_goes_again(wire: Wire) -> None:
    components = kit_components(wire)
    result = deployed(wire, parts(components))
    assert (result.problems, result.status) == ({}, "Succeeded")
    gone: dict[str, list[str]] = {}
    for kind, name in components:
        gone.setdefault(kind, []).append(f"{name}-1" if kind == "Flow" else name)
    off = {
        ("FlowDefinition", name): element("FlowDefinition", "<activeVersionNumber>0</activeVersionNumber>")
        for kind, name in components
        if kind == "Flow"
    }
    removed = deployed(wire, parts(off, gone=gone))
    assert (removed.problems, removed.status) == ({}, "Succeeded")
    assert [names_of(wire, one) for one in ("ApexClass", "ApexTrigger")] == [[], []]
    assert names_of(wire, "FlowDefinitionView", column="ApiName") == []
