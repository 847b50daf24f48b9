"""What the kit is made of, filled for an org, stamped, packed and exported."""

from __future__ import annotations

import io
import json
import re
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

from tests.org.kit.kits import JOB, KIT, OURS, edited
from tui.org.kit.bundle import Bundle, Found, bundle
from tui.org.kit.export import project
from tui.org.kit.parts import METADATA, Name, parsed
from tui.org.kit.source import name_of
from tui.org.kit.stamp import check_sum, numbers, stamp_of
from tui.org.routes.action import Action

ACTION = Action("n2de__Toggle", "userId", "online")
WHOLE = Found(ACTION, "ada@acme.example")
SOURCE = Path(str(files("tui.org.kit"))) / "source/force-app/main/default"


def unzipped(package: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {one: archive.read(one).decode() for one in archive.namelist()}


def listed(manifest: str) -> set[Name]:
    names = set()
    for types in parsed(manifest).iterfind(f"{{{METADATA}}}types"):
        kind = types.findtext(f"{{{METADATA}}}name") or ""
        names |= {Name(kind, one.text or "") for one in types.iterfind(f"{{{METADATA}}}members")}
    return names


def whole() -> Bundle:
    return bundle(OURS, WHOLE)


def test_every_file_of_the_kit_belongs_to_a_component() -> None:
    packed = {path for one in OURS for path, _ in one.files}
    assert packed == {str(one.relative_to(SOURCE)) for one in SOURCE.rglob("*.*") if one.is_file()}


def test_a_file_that_belongs_to_no_component_is_an_error() -> None:
    with pytest.raises(ValueError, match="strange/X"):
        name_of("strange/X.xml")


def test_the_package_lists_exactly_what_is_in_it() -> None:
    texts = unzipped(whole().zip())
    paths = {path for path in texts if path != "package.xml" and not path.endswith("-meta.xml")}
    assert paths == {one.path for one in listed(texts["package.xml"])}
    assert listed(texts["package.xml"]) == {one.name for one in OURS}


def test_all_of_it_is_of_api_version_65() -> None:
    told = {version for text in unzipped(whole().zip()).values() for version in _versions(text)}
    assert told == {"65.0"}


def _versions(text: str) -> list[str]:
    return re.findall(r"<(?:apiVersion|version)>([\d.]+)<", text)


def test_an_object_carries_its_fields_together() -> None:
    hold = next(one for one in OURS if one.name == Name("CustomObject", "DePresence_Hold__c"))
    tags = [str(one.tag).rpartition("}")[2] for one in parsed(hold.text)]
    assert tags == sorted(tags)
    assert tags.count("fields") == len(hold.files) - 1 > 0


def test_the_flow_calls_the_action_that_this_org_has() -> None:
    flow = next(one for one in whole().parts if one.name.kind == "Flow").text
    assert "<actionName>n2de__Toggle</actionName>" in flow
    assert "<name>online</name>" in flow
    assert "<name>userId</name>" in flow


def test_what_an_org_calls_things_never_becomes_markup() -> None:
    made = bundle(OURS, Found(ACTION, "a&b<c>@acme.example"))
    config = next(one for one in made.parts if one.name.kind == "PlatformEventSubscriberConfig")
    assert parsed(config.text).findtext(f"{{{METADATA}}}user") == "a&b<c>@acme.example"


@pytest.mark.parametrize(
    ("found", "lacking"),
    [
        (Found(None, "ada@acme.example"), {"Flow"}),
        (Found(ACTION, None), {"PlatformEventSubscriberConfig"}),
        (Found(), {"Flow", "PlatformEventSubscriberConfig"}),
    ],
)
def test_what_refers_to_something_that_the_org_lacks_is_left_out(found: Found, lacking: set[str]) -> None:
    made = bundle(OURS, found)
    assert {one.name.kind for one in made.left_out} == lacking
    assert not lacking & {one.name.kind for one in made.parts}
    assert len(made.parts) + len(made.left_out) == len(OURS)


def test_the_stamp_tells_version_and_every_component_with_the_sum_of_its_apex() -> None:
    kit = next(one for one in whole().stamped() if one.name == KIT)
    stamp = stamp_of(kit.text)
    assert stamp is not None
    assert stamp.version == whole().version
    assert set(stamp.sums) == {one.name for one in OURS}
    job = next(one for one in OURS if one.name == JOB)
    assert stamp.untouched(JOB, job.text)
    assert not stamp.untouched(JOB, job.text + "// mine")


def test_the_sum_of_a_text_is_the_same_whatever_became_of_line_ends_and_of_the_stamp() -> None:
    bare = next(one for one in OURS if one.name == KIT).text
    stamped = next(one for one in whole().stamped() if one.name == KIT).text
    assert check_sum(bare) == check_sum(stamped) == check_sum(bare.replace("\n", "\r\n") + "\n\n")
    assert check_sum(bare) != check_sum(bare.replace("VERSION", "VERSION_TOO"))


def test_a_class_without_a_version_is_no_kits_stamp() -> None:
    assert stamp_of("public class DePresenceKit {}") is None


def test_versions_compare_by_their_numbers() -> None:
    assert numbers("1.10.0") > numbers("1.9.3") > numbers("1.9")


def test_the_same_kit_is_the_same_package() -> None:
    assert whole().zip() == bundle(tuple(reversed(OURS)), WHOLE).zip()


def test_what_an_older_kit_left_is_deleted_after_the_rest_is_there() -> None:
    old = Name("ApexClass", "DePresenceOld")
    texts = unzipped(whole().zip(gone=[old]))
    assert listed(texts["destructiveChangesPost.xml"]) == {old}
    assert "destructiveChangesPost.xml" not in unzipped(whole().zip())


def test_only_the_kits_own_tests_are_named_as_tests() -> None:
    tests = whole().tests()
    assert tests
    assert all(one.startswith("DePresence") and one.endswith("Test") for one in tests)


def test_the_export_is_a_project_with_all_files_and_a_manifest() -> None:
    texts = project(whole())
    told = json.loads(texts["sfdx-project.json"])
    assert (told["packageDirectories"][0]["path"], told["sourceApiVersion"]) == ("force-app", "65.0")
    assert listed(texts["manifest/package.xml"]) == {one.name for one in OURS}
    assert {f"force-app/main/default/{path}" for one in OURS for path, _ in one.files} < set(texts)
    assert not any("{action}" in text or "{running_user}" in text for text in texts.values())


def test_a_kit_without_a_version_cannot_be_packed() -> None:
    with pytest.raises(ValueError, match="no version"):
        bundle(edited(KIT, "VERSION", "NUMBER"), WHOLE)
