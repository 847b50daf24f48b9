"""The kit's whole way through a demo org: bare, validated, deployed, changed, upgraded, removed, bare again."""

from __future__ import annotations

from dataclasses import replace

from tests.org.kit.kits import JOB, KIT, OURS, VERSION, Org, apex, edited, served
from tests.org.scripted import Watch
from tui.demo.options import Options
from tui.demo.world.kit.deployed import Flow, Subscriber
from tui.org.kit.findings import findings
from tui.org.kit.installed import FLOW, STREAMING, KitState
from tui.org.kit.parts import Name
from tui.org.kit.shares import RUNNER, TRIGGER
from tui.presence.checks import Check

OLD = edited(KIT, VERSION, "VERSION = '0.0.9'")
COMPANION = Name("ApexClass", "DePresenceCompanion")
NOBODY = frozenset({"manage-users"})


def check(state: KitState, name: str) -> Check:
    return next(one for one in findings(state) if one.name == name)


def options(**changes: object) -> Options:
    return replace(Options(size=8), **changes)  # type: ignore[arg-type]  # words of a test


def change(org: Org, name: Name, **content: object) -> None:
    """Somebody changes a component in the org."""
    part = org.world.deployed.find(name.kind, name.name)
    assert part is not None
    changed = replace(part, content=replace(part.content, **content))  # type: ignore[arg-type]  # words of a test
    if "body" in content:
        changed = replace(changed, source=str(content["body"]))
    org.world.deployed = org.world.deployed.holding([changed])


def test_a_bare_org_has_no_kit() -> None:
    with served() as org:
        state = org.kit().look()
    assert state.stamp is None
    assert set(state.named("missing")) == {one.name for one in OURS}
    assert check(state, "kit").found == "not in this org"


def test_a_validation_runs_the_kits_own_tests_and_changes_nothing() -> None:
    with served() as org:
        before = org.components()
        kit = org.kit()
        told = kit.validate(kit.look())
        assert (told.success, told.flaws) == (True, ())
        assert told.tests[1] > 0
        assert org.components() == before


def test_what_is_deployed_is_there_in_its_version_and_active() -> None:
    with served() as org:
        state = org.deployed().look()
    assert state.named("same") == tuple(one.name for one in OURS)
    assert state.stamp is not None
    assert state.stamp.version == state.bundle.version
    assert (state.part(TRIGGER).active, state.part(FLOW).active) == (True, True)
    assert state.runs_as == state.facts.username
    assert check(state, "components").ok


def test_removed_it_is_bare_again_and_nothing_else_was_touched() -> None:
    with served() as org:
        before = org.components()
        kit = org.deployed()
        neighbour = apex("DePresenceNeighbour", "public class DePresenceNeighbour {}")
        package = org.kit((*OURS, neighbour))  # a neighbour of the same prefix that no kit put there
        package.deploy(package.look())
        kit.deploy(kit.look())
        state = kit.look()
        told = kit.remove(state, check_only=False)
        assert (told.success, told.flaws) == (True, ())
        assert org.components() - before <= {("ApexClass", "DePresenceNeighbour")}


def test_a_trial_removal_removes_nothing() -> None:
    with served() as org:
        kit = org.deployed()
        before = org.components()
        assert kit.remove(kit.look(), check_only=True).success
        assert org.components() == before


def test_every_version_of_the_flow_goes_though_one_is_active() -> None:
    with served() as org:
        kit = org.deployed()
        flow = org.world.deployed.content("Flow", FLOW.name, Flow)
        assert flow is not None
        earlier = replace(flow.latest, number=2, id=f"{flow.latest.id[:-1]}Z")
        change(org, FLOW, versions=(*flow.versions, earlier))
        assert kit.remove(kit.look(), check_only=False).success
        assert org.world.deployed.find("Flow", FLOW.name) is None


def test_without_des_action_the_flow_is_left_out() -> None:
    with served(options(without=frozenset({"action"}))) as org:
        kit = org.deployed()
        state = kit.look()
        assert ("Flow", FLOW.name) not in org.components()
        assert state.part(FLOW).state == "missing"
        assert check(state, "components").ok is not False
        assert check(state, "DE's action").ok is None


def test_who_cannot_see_sessions_does_not_become_the_triggers_user() -> None:
    with served(options(without=NOBODY)) as org:
        state = org.deployed().look()
        assert (RUNNER.kind, RUNNER.name) not in org.components()
        assert check(state, "trigger runs as").found == "the Automated Process user"


def test_the_triggers_user_stays_whoever_deploys_again() -> None:
    with served() as org:
        kit = org.deployed()
        other = next(one for one in org.world.users.values() if one.id != org.world.caller_id).username
        change(org, RUNNER, username=other)
        part = org.world.deployed.find(RUNNER.kind, RUNNER.name)
        assert part is not None
        source = part.source.replace(kit.look().facts.username, other)
        org.world.deployed = org.world.deployed.holding([replace(part, source=source)])
        assert kit.look().named("changed") == ()
        assert kit.deploy(kit.look()).success
        config = org.world.deployed.content(RUNNER.kind, RUNNER.name, Subscriber)
        assert config is not None
        assert config.username == other


def test_a_class_that_was_changed_by_hand_is_named() -> None:
    with served() as org:
        kit = org.deployed()
        change(org, JOB, body="public class DePresenceJob { /* mine */ }")
        state = kit.look()
    assert state.named("changed") == (JOB,)
    assert "changed by hand: DePresenceJob" in check(state, "components").found


def test_a_flow_that_was_changed_by_hand_is_named() -> None:
    with served() as org:
        kit = org.deployed()
        part = org.world.deployed.find(FLOW.kind, FLOW.name)
        assert part is not None
        source = part.source.replace("DePresenceIsDeUser", "MyOwnCondition")
        org.world.deployed = org.world.deployed.holding([replace(part, source=source)])
        assert kit.look().named("changed") == (FLOW,)


def test_a_trigger_that_was_switched_off_is_told() -> None:
    with served() as org:
        kit = org.deployed()
        change(org, TRIGGER, status="Inactive")
        assert check(kit.look(), "logout trigger").ok is False
        assert kit.deploy(kit.look()).success
        assert check(kit.look(), "logout trigger").ok


def test_an_older_kit_is_told_from_one_that_was_changed_by_hand() -> None:
    older = edited(JOB, "public", "/* of old */ public", OLD)
    with served() as org:
        org.deployed(older)
        change(org, COMPANION, body="global class DePresenceCompanion {}")
        state = org.kit().look()
    assert state.named("older") == (JOB, KIT)
    assert state.named("changed") == (COMPANION,)
    assert "upgrades it" in check(state, "kit").next


def test_a_newer_kit_is_known_as_newer() -> None:
    with served() as org:
        org.deployed(edited(KIT, VERSION, "VERSION = '99.0.0'"))
        state = org.kit().look()
    assert state.named("newer") == (KIT,)
    assert check(state, "kit").next == "Update this program"


def test_an_upgrade_takes_away_what_only_the_older_kit_had() -> None:
    with served() as org:
        org.deployed((*OLD, apex("DePresenceOld", "public class DePresenceOld {}")))
        kit = org.kit()
        state = kit.look()
        assert state.strays == (Name("ApexClass", "DePresenceOld"),)
        assert kit.deploy(state).success
        after = kit.look()
    assert (after.strays, after.named("older")) == ((), ())
    assert ("ApexClass", "DePresenceOld") not in org.components()


def test_classes_of_its_name_without_a_stamp_are_nobodys_to_remove() -> None:
    with served(options(extra=frozenset({"companion"}))) as org:
        state = org.kit().look()
    assert state.stamp is None
    assert state.there == ()
    assert state.named("changed") == (COMPANION,)


def test_streaming_is_switched_on_and_off_and_remembered_as_the_kits() -> None:
    with served(options(without=frozenset({"streaming"}))) as org:
        kit = org.kit()
        assert kit.look().streaming is False
        assert kit.stream(on=True).success
        assert kit.look().streaming is True
        org.deployed(streams=True)
        stamp = kit.look().stamp
        assert stamp is not None
        assert STREAMING in stamp.sums
        kit.deploy(kit.look())
        again = kit.look().stamp
        assert again is not None
        assert STREAMING in again.sums
        assert kit.stream(on=False).success
        assert kit.look().streaming is False


def test_a_broken_class_is_told_with_file_line_and_column_and_nothing_is_kept() -> None:
    broken = edited(KIT, f"{VERSION};", VERSION)
    with served() as org:
        before = org.components()
        kit = org.kit(broken)
        told = kit.validate(kit.look())
        assert not told.success
        flaw = next(one for one in told.flaws if one.name == KIT.name)
        assert flaw.file == "classes/DePresenceKit.cls"
        assert (flaw.line is not None, flaw.column is not None) == (True, True)
        assert flaw.place.count(":") == 2
        assert org.components() == before


def test_a_test_that_is_not_there_fails_the_deployment() -> None:
    gone = apex("DePresenceGoneTest", "public class DePresenceGoneTest {}")
    with served() as org:
        kit = org.kit((*OURS, gone))
        told = kit.validate(kit.look())
    assert not told.success
    assert [one.place for one in told.flaws] == ["DePresenceGoneTest"]


def test_production_runs_the_tests_in_earnest_too() -> None:
    with served(options(production=True)) as org:
        kit = org.kit()
        told = kit.deploy(kit.look())
        assert told.success
        assert told.tests[1] > 0
        assert kit.remove(kit.look(), check_only=False).success
        assert kit.look().stamp is None


def test_it_tells_how_far_it_is() -> None:
    watch = Watch()
    with served() as org:
        kit = org.kit(watch=watch)
        kit.validate(kit.look())
    assert watch.steps
    assert all(what in {"components", "tests"} and of for what, _, of in watch.steps)
