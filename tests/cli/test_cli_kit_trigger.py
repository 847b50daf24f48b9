"""The logout trigger goes into the org by itself: where the org refuses it the rest stands, and what to do is told."""

from __future__ import annotations

import pytest

from tests.cli.stage import Serve, Stage
from tui.demo.http.server import Fault
from tui.demo.http.wire import Request

TRIGGER = "DePresenceLogoutTrigger"
PRODUCTION = ("--writable", "kit")
NAME = "Acme Sales"
UNCOVERED = frozenset({"logout-tests"})
REFUSED = [f"ApexTrigger {TRIGGER}", f"PlatformEventSubscriberConfig {TRIGGER}Config"]
WORDS = f"{TRIGGER}: Test coverage of selected Apex Trigger is 0%"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two looks at a deployment."""
    monkeypatch.setattr("tui.org.kit.deploying.PAUSES", (0.0,))


def core(stage: Stage) -> bool:
    return stage.world.deployed.has_class("DePresenceLogout")


def trigger(stage: Stage) -> bool:
    return stage.world.deployed.find("ApexTrigger", TRIGGER) is not None


def deployments(stage: Stage) -> int:
    return len(stage.asked("deployRequest"))


def test_production_that_refuses_the_trigger_takes_the_rest(serve: Serve) -> None:
    stage = serve(production=True, without=UNCOVERED)
    stage.at_a_terminal(NAME)
    ran = stage.run(*PRODUCTION, "deploy")
    assert (ran.code, core(stage), trigger(stage)) == (1, True, False)
    assert "Deployed: kit" in ran.out
    told = ran.err.splitlines()[-3:]
    assert told[0].endswith("The logout trigger is missing: the org refused it; the rest of the kit is there")
    assert WORDS in told[1]
    assert "de-presence kit deploy tries the trigger again" in told[2]


def test_who_is_asked_in_production_knows_before_that_the_trigger_is_refused(serve: Serve) -> None:
    stage = serve(production=True, without=UNCOVERED)
    stage.at_a_terminal("no")
    ran = stage.run(*PRODUCTION, "deploy")
    assert (ran.code, core(stage)) == (4, False)
    assert f"With tests it does not take the logout trigger: {WORDS}" in ran.err


def test_json_tells_what_was_refused_beside_what_is_there(serve: Serve) -> None:
    stage = serve(production=True, without=UNCOVERED)
    stage.at_a_terminal(NAME)
    ran = stage.run(*PRODUCTION, "deploy", "--json")
    assert (ran.json["valid"], ran.json["done"], ran.json["refused"]) == (False, False, REFUSED)
    assert [one["file"] for one in ran.json["problems"]] == [TRIGGER]


def test_check_shows_the_trigger_as_missing_and_where_the_orgs_words_are(serve: Serve) -> None:
    stage = serve(production=True, without=UNCOVERED)
    stage.at_a_terminal(NAME)
    stage.run(*PRODUCTION, "deploy")
    found = {one["name"]: one for one in stage.run("kit", "check", "--json").json["checks"]}
    assert (found["logout trigger"]["ok"], found["logout trigger"]["found"]) == (False, "not here")
    assert "kit deploy tries it alone" in found["logout trigger"]["next"]
    assert f"{stage.server.url}/lightning/setup/DeployStatus/home" in found["logout trigger"]["next"]
    assert "trigger runs as" not in found
    assert found["components"]["ok"] is not True


def test_only_the_trigger_is_tried_again_and_nothing_is_asked_where_it_is_refused_again(serve: Serve) -> None:
    stage = serve(production=True, without=UNCOVERED)
    stage.at_a_terminal(NAME)
    stage.run(*PRODUCTION, "deploy")
    before = deployments(stage)
    stage.at_a_terminal()
    ran = stage.run(*PRODUCTION, "deploy")
    assert (ran.code, deployments(stage) - before, core(stage)) == (1, 1, True)
    assert WORDS in ran.err


def test_a_trigger_that_was_missing_is_deployed_alone_once_the_org_takes_it(serve: Serve) -> None:
    stage = serve()
    stage.run("kit", "deploy", "--yes")
    stage.world.deploy(stage.world.deployed.lacking([("ApexTrigger", TRIGGER)]))
    before = deployments(stage)
    ran = stage.run("kit", "deploy", "--yes", "--json")
    assert (ran.code, ran.json["done"], deployments(stage) - before) == (0, True, 2)
    assert ran.json["components"] == 2
    assert trigger(stage)
    assert stage.run("kit", "deploy").out.endswith("nothing to deploy\n")


def test_a_sandbox_takes_without_tests_what_its_tests_refuse(serve: Serve) -> None:
    stage = serve(without=UNCOVERED)
    ran = stage.run("kit", "deploy", "--yes")
    assert (ran.code, core(stage), trigger(stage)) == (0, True, True)
    assert "Deployed: the logout trigger" in ran.out


@pytest.mark.parametrize("production", [True, False])
def test_a_validation_says_that_the_trigger_alone_is_at_fault(serve: Serve, *, production: bool) -> None:
    stage = serve(production=production, without=UNCOVERED)
    ran = stage.run("kit", "deploy", "--validate-only")
    assert (ran.code, core(stage), deployments(stage)) == (1, False, 2)
    assert "The org takes the kit but for the logout trigger; nothing was changed" in ran.err
    assert WORDS in ran.err


def test_a_kit_whose_core_is_broken_is_not_validated_twice(serve: Serve) -> None:
    stage = serve(without=frozenset({"package", "logout-tests"}))
    ran = stage.run("kit", "deploy", "--validate-only")
    assert (ran.code, deployments(stage)) == (5, 1)
    assert "but for the logout trigger" not in ran.err


def test_an_org_lost_between_the_two_steps_is_told_after_what_was_done(serve: Serve) -> None:
    stage = serve()

    def broken(request: Request) -> Fault | None:
        begins = "deployRequest" in request.path and request.method == "POST"
        return Fault(cut="before") if begins and core(stage) else None

    stage.server.interceptor = broken
    ran = stage.run("kit", "deploy", "--yes")
    assert ran.code == 1
    assert "Deployed: kit" in ran.out
    assert "The answer to the deployment was lost" in ran.err
    assert (core(stage), trigger(stage)) == (True, False)


def test_a_kit_without_its_trigger_goes_whole(serve: Serve) -> None:
    stage = serve(production=True, without=UNCOVERED)
    before = set(stage.world.deployed.parts)
    stage.at_a_terminal(NAME)
    stage.run(*PRODUCTION, "deploy")
    stage.at_a_terminal(NAME)
    ran = stage.run(*PRODUCTION, "remove")
    assert (ran.code, set(stage.world.deployed.parts)) == (0, before)
