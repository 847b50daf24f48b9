"""The kit compiles, as far as that can be told without an org: apex-ls against a stub of DE's package."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.kit_apex import apex_ls
from tests.kit_apex.facts import STANDARD
from tests.kit_apex.stories import TABLE

KIT = TABLE.parent / "source/force-app"
ARTICLE = Path(__file__).parent / "article"
WHY_MISSING = apex_ls.why_missing()
compiler = pytest.mark.skipif(
    WHY_MISSING is not None and apex_ls.GATE not in os.environ, reason=WHY_MISSING or "it is there"
)


@compiler
def test_the_kit_compiles_without_a_finding(tmp_path: Path) -> None:
    assert apex_ls.compiled(apex_ls.project(tmp_path, KIT)) == []


@compiler
def test_of_the_article_s_own_code_the_two_known_errors_are_found_and_no_other(tmp_path: Path) -> None:
    found = apex_ls.compiled(apex_ls.project(tmp_path, ARTICLE))
    assert [(one.path, one.start.line, one.message.split(" on ")[0]) for one in found] == [
        ("ToggleDEUserBasedOnSession.cls", 15, "No variable or type found for 'now'"),
        ("ToggleDEUserBasedOnSession.cls", 45, "No type declaration found for 'ToggleDEUserWithSession'"),
    ]


@compiler
def test_a_wrong_call_of_de_s_package_is_found(tmp_path: Path) -> None:
    at = apex_ls.project(tmp_path, KIT)
    world = at / "force-app/main/default/classes/DePresenceWorld.cls"
    world.write_text(world.read_text().replace("ToggleUserDTO(one, online, reason)", "ToggleUserDTO(one, reason)"))
    assert [one.path for one in apex_ls.compiled(at)] == ["DePresenceWorld.cls"]


@compiler
def test_the_fields_that_the_facts_name_are_those_of_the_platform(tmp_path: Path) -> None:
    lines = [
        f"        fields.add({about}.{name});"
        for about, fields in STANDARD.items()
        for name in fields
        if "." not in name
    ]
    probe = ["public class Probe {", "    public void fields(List<SObjectField> fields) {", *lines, "    }", "}"]
    classes = tmp_path / "probe/classes"
    classes.mkdir(parents=True)
    (classes / "Probe.cls").write_text("\n".join(probe))
    meta = (KIT / "main/default/classes/DePresenceKit.cls-meta.xml").read_text()
    (classes / "Probe.cls-meta.xml").write_text(meta)
    at = tmp_path / "project"
    at.mkdir()
    assert [one.message for one in apex_ls.compiled(apex_ls.project(at, tmp_path / "probe"))] == []
