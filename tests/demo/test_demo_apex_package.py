"""The demo org's Apex and DE's package: what a block reads, changes, and may not touch."""

from __future__ import annotations

import re

import pytest

from tests.demo.apex_org import ApexOrg
from tui.demo.apex.run import Outcome
from tui.org.routes.availability import SOURCE

_DTO = "n2de.DistributionEngineGlobal.ToggleUserDTO"
_RENAMED = {
    "DePresenceAnswerException": "OtherException",
    "answer": "zeta",
    "pieces": "y1",
    "teams": "sides",
    "team": "side",
    "available": "m_M",
    "members": "folk",
    "member": "one_",
    "previous": "lastOne",
    "shortId": "s15",
    "value": "flag",
    "whole": "everything",
    "checksum": "sha",
}


def toggling(*users: tuple[str, bool, str | None], after: str = "") -> str:
    """A block that toggles these users, and then does something else."""
    dtos = ", ".join(
        f"new {_DTO}('{user}', {str(online).lower()}, {'null' if why is None else repr(why)})"
        for user, online, why in users
    )
    return (
        f"List<{_DTO}> users = new List<{_DTO}>{{{dtos}}};\nn2de.DistributionEngineGlobal.toggleUsers(users);\n{after}"
    )


def test_availability_is_a_map_of_teams_to_maps_of_members() -> None:
    org = ApexOrg()
    outcome = org.execute(
        "Map<Id, Map<Id, Boolean>> a = n2de.DistributionEngineGlobal.getUserAvailabilityAllTeams();"
        "for (Id team : a.keySet()) for (Id user : a.get(team).keySet())"
        "  System.debug(team + ' ' + user + ' ' + a.get(team).get(user));"
    )
    told = {(team, user): on == "true" for team, user, on in (one.text.split(" ") for one in outcome.debugged)}
    answer = org.world.availability()
    assert told == {(team, user): on for team, members in answer.items() for user, on in members.items()}


def _payload(outcome: Outcome) -> str:
    assert outcome.exception_message is not None, outcome
    return outcome.exception_message.partition(": ")[2]


def test_our_own_block_is_understood_when_renamed_reordered_and_respaced() -> None:
    plain = SOURCE % {"offset": 0, "size": 100_000}
    renamed = re.sub(r"'[^']*'|\w+", lambda word: _RENAMED.get(word[0], word[0]), plain)
    first, *rest = renamed.splitlines()
    moved = "\n".join([*rest[:1], "/* a class may stand anywhere */", *rest[1:-1], first, rest[-1]])
    respaced = re.sub(r"('[^']*')|([(){};=.,+<>])", lambda sign: sign[1] or f"\n\t {sign[2]} ", moved)
    joined = re.sub(r"([+=<>!])\s*(?=[=])", r"\1", respaced)
    org = ApexOrg()
    assert _payload(org.execute(joined)) == _payload(org.execute(plain))
    assert _payload(org.execute(plain)).startswith("DEP1|")


@pytest.mark.parametrize("gone", [";", ")", "}", "answer", "Map", "new ", "'|END'"])
def test_our_own_block_does_not_compile_when_a_part_is_missing(gone: str) -> None:
    at = (SOURCE % {"offset": 0, "size": 1}).rindex(gone)
    source = SOURCE % {"offset": 0, "size": 1}
    outcome = ApexOrg().execute(source[:at] + source[at + len(gone) :])
    assert (outcome.compiled, outcome.success, outcome.exception_message) == (False, False, None)


def test_a_toggle_changes_de_and_carries_its_reason() -> None:
    org = ApexOrg()
    one, other, *_ = org.members()
    assert org.execute(toggling((one, False, "Lunch"), (other, True, None))).success
    assert [(got.user_id, got.online, got.reason, got.via) for got in org.world.received] == [
        (one, False, "Lunch", "anonymous"),
        (other, True, None, "anonymous"),
    ]
    assert (org.world.toggled_on(one), org.world.toggled_on(other)) == (False, True)


def test_a_block_that_throws_after_its_toggle_changes_nothing() -> None:
    org = ApexOrg()
    user = org.members()[0]
    before = org.world.toggled_on(user)
    outcome = org.execute(toggling((user, not before, "x"), after="Integer x = 1 / 0;"))
    assert (outcome.success, org.world.toggled_on(user), org.world.received) == (False, before, [])


def test_a_block_that_runs_into_a_limit_changes_nothing() -> None:
    org = ApexOrg()
    user = org.members()[0]
    before = org.world.toggled_on(user)
    org.execute(toggling((user, not before, "x"), after="void f() { f(); } f();"))
    assert (org.world.toggled_on(user), org.world.received) == (before, [])


def test_a_defect_of_the_org_itself_changes_nothing_either(monkeypatch: pytest.MonkeyPatch) -> None:
    org = ApexOrg()
    user = org.members()[0]
    before = org.world.toggled_on(user)
    monkeypatch.setattr(org.world, "availability", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        org.execute(
            toggling((user, not before, "x"), after="n2de.DistributionEngineGlobal.getUserAvailabilityAllTeams();")
        )
    assert org.world.toggled_on(user) is before


def test_a_block_that_catches_its_exception_keeps_its_toggle() -> None:
    org = ApexOrg()
    user = org.members()[0]
    before = org.world.toggled_on(user)
    org.execute(toggling((user, not before, "x"), after="try { Integer x = 1 / 0; } catch (Exception e) { return; }"))
    assert org.world.toggled_on(user) is not before


def test_one_id_that_is_nobody_fails_the_whole_call() -> None:
    org = ApexOrg()
    user = org.members()[0]
    before = org.world.toggled_on(user)
    outcome = org.execute(toggling((user, not before, "x"), ("0055e00000ZZZZZ", True, None)))
    assert (outcome.success, org.world.toggled_on(user)) == (False, before)
    assert outcome.exception_message is not None
    assert outcome.exception_message.startswith("n2de.")


@pytest.mark.parametrize("arguments", ["'x'", "null, true", "'0055e0000007tfX', 'true', null", "1, true, null"])
def test_a_dto_wants_an_id_a_boolean_and_a_reason(arguments: str) -> None:
    outcome = ApexOrg().execute(f"Object o = new {_DTO}({arguments});")
    assert (outcome.compiled, (outcome.compile_problem or "").split(":")[0]) == (False, "Constructor not defined")


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("n2de.DistributionEngineGlobal.getUserAvailabilityAllTeams();", "Variable does not exist: n2de"),
        (f"List<{_DTO}> x;", f"Invalid type: {_DTO}"),
    ],
)
def test_without_the_package_its_classes_do_not_exist(source: str, problem: str) -> None:
    outcome = ApexOrg("package").execute(source)
    assert (outcome.compiled, outcome.compile_problem) == (False, problem)


def test_without_author_apex_a_managed_class_is_refused_before_anything_runs() -> None:
    org = ApexOrg("author-apex")
    outcome = org.execute(toggling((org.members()[0], True, None)))
    assert (outcome.compiled, outcome.line, outcome.column, org.world.received) == (False, -1, -1, [])
    assert "n2de.DistributionEngineGlobal" in (outcome.compile_problem or "")


def test_without_author_apex_own_code_still_runs() -> None:
    assert ApexOrg("author-apex").execute("System.debug(UserInfo.getUserId());").success
