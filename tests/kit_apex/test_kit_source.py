"""The kit's sources as a whole: whole, in step with the monitor, and as readable as the rest."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.kit_apex import cases_class
from tests.kit_apex.stories import TABLE
from tui.org.rows import people
from tui.presence.settings import API_KINDS, PRESETS, BrakeSettings, LoopSettings, PresenceSettings

SOURCE = TABLE.parent / "source/force-app/main/default"
CLASSES = sorted((*SOURCE.glob("classes/*.cls"), *SOURCE.glob("triggers/*.trigger")))
METADATA = sorted(SOURCE.rglob("*-meta.xml"))
NAMESPACE = "{http://soap.sforce.com/2006/04/metadata}"
each_class = pytest.mark.parametrize("path", CLASSES, ids=lambda path: path.stem)


def text(name: str) -> str:
    """A class's source."""
    return (SOURCE / f"classes/{name}.cls").read_text()


def words(source: str, name: str) -> set[str]:
    """The literals of a constant list or set."""
    found = re.search(rf"\b{name} = new \w+<String>\{{(.*?)\}}", source, re.DOTALL)
    assert found, name
    return set(re.findall(r"'([^']*)'", found[1]))


def told(path: Path, tag: str) -> list[str]:
    """The texts of a tag, wherever it stands in a metadata file."""
    return [one.text or "" for one in ET.parse(path).iter(f"{NAMESPACE}{tag}")]


def test_the_org_s_copy_of_the_cases_is_the_monitor_s() -> None:
    assert cases_class.CLASS.read_text() == cases_class.source()


@each_class
def test_a_class_says_what_it_is_and_stays_small(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert lines[0] == "/**"
    assert len(lines) < 400
    assert path == cases_class.CLASS or max(map(len, lines)) <= 120


@each_class
def test_a_class_has_its_metadata_at_the_api_version_whose_defaults_are_known(path: Path) -> None:
    meta = path.with_name(f"{path.name}-meta.xml")
    assert told(meta, "apiVersion") == ["65.0"]
    assert told(meta, "status") == ["Active"]


@each_class
def test_a_class_says_whose_sharing_it_keeps_and_carries_the_kit_s_name(path: Path) -> None:
    assert path.stem.startswith("DePresence")
    assert path.suffix == ".trigger" or re.search(
        r"\b(with sharing class|private class) " + path.stem, path.read_text()
    )


@pytest.mark.parametrize("path", METADATA, ids=lambda path: path.name)
def test_a_file_of_metadata_is_well_formed_and_named_as_it_says(path: Path) -> None:
    root = ET.parse(path).getroot()
    assert root.tag.startswith(NAMESPACE)
    for name in root.findall(f"{NAMESPACE}fullName"):
        assert path.name.startswith(f"{name.text}.")


def test_permission_sets_and_flow_name_nothing_that_is_not_there() -> None:
    classes = {path.stem for path in CLASSES}
    objects = {path.name for path in (SOURCE / "objects").iterdir()}
    fields = {f"{path.parent.parent.name}.{path.name.split('.')[0]}" for path in SOURCE.glob("objects/*/fields/*")}
    for path in SOURCE.glob("permissionsets/*"):
        assert set(told(path, "apexClass")) <= classes
        assert {*told(path, "object"), *told(path, "name")} <= objects
        assert set(told(path, "field")) <= fields
    (flow,) = SOURCE.glob("flows/*")
    assert set(told(flow, "actionName")) <= classes | {"{action}"}


def test_the_settings_defaults_are_the_monitor_s() -> None:
    source, loop, brake = text("DePresenceSettings"), LoopSettings(), BrakeSettings()
    assert words(source, "sessionTypes") == PRESETS["default"].session_types
    for name, value in {
        "intervalMinutes": loop.interval / 60,
        "offAfterSeconds": loop.off_after,
        "lastOneGraceSeconds": loop.last_one_grace,
        "idleLimitMinutes": PresenceSettings().idle_limit_minutes,
        "brakeShare": brake.share,
        "brakeAtLeast": brake.at_least,
        "releaseAfterSeconds": brake.release_after,
    }.items():
        found = re.search(rf"\b{name} = ([\d.]+);", source)
        assert found, name
        assert float(found[1]) == value, name
    assert f"offReason = '{loop.off_reason}'" in source
    assert f"respectOutsideChanges = {str(loop.respect_outside_changes).lower()};" in source


def test_sessions_of_programs_and_people_s_licences_are_those_of_the_monitor() -> None:
    assert words(text("DePresenceSessions"), "API_KINDS") == API_KINDS
    assert words(text("DePresenceReader"), "PEOPLE") == people._PEOPLE
    assert words(text("DePresenceReader"), "PROGRAMS") == set(people._PROGRAMS)
