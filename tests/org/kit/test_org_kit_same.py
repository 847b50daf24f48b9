"""Whether the org's XML still says what the kit's says: its own additions do not count, other people's changes do."""

from __future__ import annotations

import pytest

from tui.org.kit.parts import parsed
from tui.org.kit.same import same

STEP = "<steps><name>A</name><locationX>1</locationX><to>B</to></steps>"
FLOW = f"<Flow><label>On</label><status>Active</status>{STEP}</Flow>"
A = "<classAccesses><apexClass>A</apexClass><enabled>true</enabled></classAccesses>"
SET = f"<PermissionSet><label>P</label>{A}{{}}</PermissionSet>"
B = "<classAccesses><apexClass>B</apexClass><enabled>{}</enabled></classAccesses>"


def alike(ours: str, theirs: str, kind: str = "Flow") -> bool:
    return same(kind, parsed(ours), parsed(theirs))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", True),
        ("<label>On</label>", "<label> On </label><areMetricsLogged>false</areMetricsLogged>", True),
        ("<status>Active", "<status>Draft", True),  # whether it is active is told apart
        ("<locationX>1", "<locationX>500", True),
        ("<to>B", "<to>C", False),
        ("<name>A", "<name>Z", False),
        ("<label>On</label>", "", False),
        ("<steps>", "<steps><name>New</name><to>A</to></steps><steps>", True),
    ],
)
def test_a_flow_is_the_same_while_all_that_we_set_is_there(old: str, new: str, *, expected: bool) -> None:
    assert alike(FLOW, FLOW.replace(old, new) if old else FLOW) is expected


def test_fields_are_told_apart_by_their_names() -> None:
    one = "<CustomObject><fields><fullName>{}</fullName><type>Text</type></fields></CustomObject>"
    assert not alike(one.format("A__c"), one.format("B__c"), "CustomObject")


def test_numbers_are_the_same_in_any_spelling() -> None:
    one = "<X><batchSize>{}</batchSize></X>"
    assert alike(one.format("2000"), one.format("2000.0"))
    assert not alike(one.format("2000"), one.format("200"))


def test_what_the_org_could_not_fill_matches_anything() -> None:
    assert alike("<Flow><actionName>{action}</actionName></Flow>", "<Flow><actionName>n2de__T</actionName></Flow>")


@pytest.mark.parametrize(("more", "expected"), [(B.format("true"), False), (B.format("false"), True), ("", True)])
def test_a_grant_that_somebody_added_to_a_permission_set_would_be_lost(more: str, *, expected: bool) -> None:
    assert alike(SET.format(""), SET.format(more), "PermissionSet") is expected


def test_what_the_org_adds_to_our_own_grants_is_nobodys_change() -> None:
    grant = "<objectPermissions><object>X</object><allowRead>true</allowRead></objectPermissions>"
    ours = f"<PermissionSet>{grant}</PermissionSet>"
    theirs = ours.replace("<object>", "<viewAllFields>false</viewAllFields><object>")
    assert alike(ours, theirs, "PermissionSet")
