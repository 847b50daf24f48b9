"""Every field that the kit's queries name is one that the platform has, or that the kit brings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit_apex.facts import EVERY_CUSTOM, EVERY_SETTING, STANDARD
from tests.kit_apex.soql import asked
from tests.kit_apex.stories import TABLE

SOURCE = TABLE.parent / "source/force-app/main/default"
CLASSES = sorted(SOURCE.glob("classes/*.cls"))


def known() -> dict[str, frozenset[str]]:
    """Objects and their fields: the platform's by the facts, the kit's by its own metadata."""
    own = {}
    for place in sorted((SOURCE / "objects").iterdir()):
        setting = "customSettingsType" in (place / f"{place.name}.object-meta.xml").read_text()
        fields = {field.name.removesuffix(".field-meta.xml") for field in place.glob("fields/*")}
        own[place.name] = (EVERY_SETTING if setting else EVERY_CUSTOM) | fields
    return own | {name: frozenset(fields) for name, fields in STANDARD.items()}


def unknown(source: str) -> set[tuple[str, str]]:
    """What this class asks for and nobody has."""
    return {(about, field) for about, field in asked(source) if field not in known().get(about, frozenset())}


@pytest.mark.parametrize("path", CLASSES, ids=lambda path: path.stem)
def test_a_class_asks_for_no_field_that_is_not_there(path: Path) -> None:
    assert unknown(path.read_text()) == set()


def test_the_kit_s_queries_are_found() -> None:
    found = {pair for path in CLASSES for pair in asked(path.read_text())}
    assert {about for about, _ in found} == known().keys() - {"DePresence_Settings__c"}
    assert {("AuthSession", "IsCurrent"), ("AuthSession", "UsersId"), ("DePresence_Hold__c", "CreatedDate")} <= found
    assert ("DePresence_Status__c", "SetupOwnerId") in found


@pytest.mark.parametrize(
    ("source", "field"),
    [
        ("List<AuthSession> one = [SELECT Id, Usersid2 FROM AuthSession LIMIT 1];", ("AuthSession", "Usersid2")),
        ("x = [SELECT Id FROM User WHERE Activ = TRUE AND Id IN :ids];", ("User", "Activ")),
        ("x = [SELECT Id FROM CronTrigger ORDER BY Fired, Id LIMIT 2];", ("CronTrigger", "Fired")),
        ("q = 'SELECT Id, Ended '\n + 'FROM AuthSession WHERE ' + more;", ("AuthSession", "Ended")),
        ("q = 'SELECT Id FROM AuthSession'; kinds.add('Kind IN :kinds');", ("AuthSession", "Kind")),
        ("x = [SELECT Id FROM Nothing__c];", ("Nothing__c", "Id")),
    ],
)
def test_a_field_that_nobody_has_is_found(source: str, field: tuple[str, str]) -> None:
    assert unknown(source) == {field}
