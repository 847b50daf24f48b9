"""``kit deploy`` and ``kit remove``: validated first, asked, done, refused; and the exit code of each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cli.stage import Serve, Stage
from tui.demo.http.server import Fault
from tui.demo.http.wire import XML, Reply
from tui.demo.world.kit.deployed import ApexCode

JOB = "DePresenceJob"
PRODUCTION = ("--writable", "kit")
NAME = "Acme Sales"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two looks at a deployment."""
    monkeypatch.setattr("tui.org.kit.deploying.PAUSES", (0.0,))


def there(stage: Stage) -> bool:
    return stage.world.deployed.has_class("DePresenceKit")


def changed_by_hand(stage: Stage) -> None:
    part = stage.world.deployed.find("ApexClass", JOB)
    assert part is not None
    body = "public class DePresenceJob { }"
    stage.world.deploy(stage.world.deployed.holding([replace(part, source=body, content=ApexCode(body, 65.0))]))


def test_a_deployment_is_validated_first_and_then_there_in_two_steps(serve: Serve) -> None:
    stage = serve()
    ran = stage.run("kit", "deploy", "--yes", "--json")
    assert ran.code == 0
    assert (ran.json["valid"], ran.json["done"], ran.json["problems"]) == (True, True, [])
    assert len(stage.asked("deployRequest")) == 3
    assert there(stage)


def test_what_is_left_to_do_by_hand_is_told_at_the_end(serve: Serve) -> None:
    ran = serve().run("kit", "deploy", "--yes")
    assert "Deployed: kit" in ran.out
    assert "/lightning/setup/LoginFlow/home" in ran.out


def test_a_validation_alone_changes_nothing_and_needs_no_leave_to_write(serve: Serve) -> None:
    stage = serve(production=True)
    ran = stage.run("kit", "deploy", "--validate-only", "--json")
    assert (ran.code, ran.json["action"], ran.json["valid"], ran.json["done"]) == (0, "validate", True, False)
    assert ran.json["tests"] > 0
    assert not there(stage)


def test_a_sandbox_asks_and_a_no_changes_nothing(serve: Serve) -> None:
    stage = serve()
    stage.at_a_terminal("n")
    ran = stage.run("kit", "deploy")
    assert ran.code == 4
    assert not there(stage)


def test_with_nobody_to_ask_nothing_is_even_tried(serve: Serve) -> None:
    stage = serve()
    ran = stage.run("kit", "deploy")
    assert ran.code == 4
    assert "no terminal" in ran.err
    assert stage.asked("deployRequest") == []


@pytest.mark.parametrize(("typed", "code"), [(NAME, 0), ("acme", 4), ("", 4), ("y", 4)])
def test_production_wants_the_orgs_name_typed_whatever_else_was_said(serve: Serve, typed: str, code: int) -> None:
    stage = serve(production=True)
    stage.at_a_terminal(typed)
    ran = stage.run(*PRODUCTION, "deploy", "--yes")
    assert ran.code == code
    assert there(stage) is (code == 0)


def test_production_without_a_terminal_is_never_changed(serve: Serve) -> None:
    stage = serve(production=True)
    assert stage.run(*PRODUCTION, "deploy", "--yes").code == 4
    assert stage.asked("deployRequest") == []


@pytest.mark.parametrize("command", ["deploy", "remove"])
@pytest.mark.parametrize("options", [("--read-only",), ()])
def test_a_run_that_may_not_write_changes_nothing(serve: Serve, command: str, options: tuple[str, ...]) -> None:
    stage = serve(production=True)
    ran = stage.run(*options, "kit", command, "--yes")
    assert ran.code == 2
    assert stage.asked("deployRequest") == []


def test_where_all_is_as_it_should_be_nothing_is_deployed(serve: Serve) -> None:
    stage = serve()
    stage.run("kit", "deploy", "--yes")
    before = len(stage.asked("deployRequest"))
    ran = stage.run("kit", "deploy")
    assert (ran.code, len(stage.asked("deployRequest"))) == (0, before)
    assert "nothing to deploy" in ran.out


def test_what_was_changed_by_hand_is_overwritten_only_with_yes(serve: Serve) -> None:
    stage = serve()
    stage.run("kit", "deploy", "--yes")
    changed_by_hand(stage)
    stage.at_a_terminal("y")
    refused = stage.run("kit", "deploy")
    assert refused.code == 4
    assert f"changed by hand: {JOB}" in refused.err
    ran = stage.run("kit", "deploy", "--yes", "--json")
    assert (ran.code, ran.json["overwritten"]) == (0, [f"ApexClass {JOB}"])
    assert stage.run("kit", "check", "--json").json["components"][0]["state"] == "same"


def test_an_org_without_de_says_so_with_every_place_and_exit_5(serve: Serve) -> None:
    stage = serve(without=frozenset({"package"}))
    ran = stage.run("kit", "deploy", "--yes")
    assert ran.code == 5
    assert "classes/DePresenceWorld.cls:" in ran.out
    assert "Install the package" in ran.err
    assert not there(stage)


def test_problems_are_told_with_file_line_and_column_in_json(serve: Serve) -> None:
    ran = serve(without=frozenset({"package"})).run("kit", "deploy", "--yes", "--json")
    one = next(one for one in ran.json["problems"] if one["file"] == "classes/DePresenceWorld.cls")
    assert one["line"] > 0
    assert one["column"] > 0
    assert (ran.json["valid"], ran.json["done"]) == (False, False)


def test_a_user_to_whom_the_metadata_api_is_closed_is_told_the_permission(serve: Serve) -> None:
    stage = serve()
    fault = (
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault>'
        "<faultcode>sf:INSUFFICIENT_ACCESS</faultcode><faultstring>INSUFFICIENT_ACCESS: no</faultstring>"
        "</soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )
    stage.fault("/Soap/m/", Fault(answer=Reply(500, fault.encode(), XML)), "POST")
    ran = stage.run("kit", "deploy", "--yes")
    assert ran.code == 5
    assert "Modify Metadata Through Metadata API Functions" in ran.err
    assert stage.run("kit", "check").code == 0


def test_streaming_is_switched_on_only_where_asked_for_and_off_again_with_the_kit(serve: Serve) -> None:
    stage = serve(without=frozenset({"streaming"}))
    stage.run("kit", "deploy", "--yes")
    assert not stage.world.deployed.streams("LogoutEventStream")
    switched = stage.run("kit", "deploy", "--yes", "--streaming")
    assert switched.code == 0
    assert "LogoutEventStream is switched on" in switched.err
    assert "Switched on: LogoutEventStream" in switched.out
    assert stage.world.deployed.streams("LogoutEventStream")
    ran = stage.run("kit", "remove", "--yes")
    assert "LogoutEventStream is switched off" in ran.err
    assert not stage.world.deployed.streams("LogoutEventStream")


def test_streaming_that_somebody_else_switched_on_stays_on(serve: Serve) -> None:
    stage = serve()
    stage.run("kit", "deploy", "--yes", "--streaming")
    stage.run("kit", "remove", "--yes")
    assert stage.world.deployed.streams("LogoutEventStream")


def test_removed_the_org_is_bare_again(serve: Serve) -> None:
    stage = serve()
    before = set(stage.world.deployed.parts)
    stage.run("kit", "deploy", "--yes")
    ran = stage.run("kit", "remove", "--yes")
    assert (ran.code, set(stage.world.deployed.parts)) == (0, before)
    assert "Removed:" in ran.out


def test_a_bare_org_has_nothing_to_remove(serve: Serve) -> None:
    stage = serve()
    ran = stage.run("kit", "remove", "--yes")
    assert (ran.code, stage.asked("deployRequest")) == (0, [])
    assert "no kit is in" in ran.out


def test_a_companion_that_no_kit_brought_is_left_alone(serve: Serve) -> None:
    stage = serve(extra=frozenset({"companion"}))
    ran = stage.run("kit", "remove", "--yes")
    assert ran.code == 0
    assert "left alone" in ran.err
    assert stage.world.deployed.has_class("DePresenceCompanion")


def test_production_wants_its_name_for_a_removal_too(serve: Serve) -> None:
    stage = serve(production=True)
    stage.at_a_terminal(NAME)
    stage.run(*PRODUCTION, "deploy")
    stage.at_a_terminal("y")
    assert stage.run(*PRODUCTION, "remove").code == 4
    assert there(stage)
    stage.at_a_terminal(NAME)
    assert stage.run(*PRODUCTION, "remove").code == 0
    assert not there(stage)


def test_a_class_cannot_change_while_its_job_waits_and_what_to_do_is_told(serve: Serve) -> None:
    stage = serve()
    stage.run("kit", "deploy", "--yes")
    changed_by_hand(stage)
    stage.world.enqueue(JOB)
    ran = stage.run("kit", "deploy", "--yes")
    assert ran.code == 1
    assert "de-presence job abort, then this again" in ran.err
    assert "Deployed" not in ran.out


def test_a_job_that_lives_is_aborted_before_its_class_goes(serve: Serve) -> None:
    stage = serve()
    before = set(stage.world.deployed.parts)
    stage.run("kit", "deploy", "--yes")
    assert stage.run("job", "start", "--yes").code == 0
    assert stage.run("job", "status", "--json").json["chains"]
    ran = stage.run("kit", "remove", "--yes")
    assert (ran.code, set(stage.world.deployed.parts)) == (0, before)
    assert "Aborted 1 chain of the org's own job" in ran.err
    assert stage.run("job", "status", "--json").json["chains"] == []


def test_what_the_same_refusal_of_many_files_says_is_one_line_and_what_the_user_lacks(serve: Serve) -> None:
    ran = serve(without=frozenset({"author-apex"})).run("kit", "deploy", "--yes")
    assert ran.code == 5
    assert len(ran.out.splitlines()) == 1
    assert "others: You need the Author Apex permission" in ran.out
    assert "Ask for Author Apex" in ran.err


def test_a_deployment_ends_with_what_is_still_to_do(serve: Serve) -> None:
    ran = serve().run("kit", "deploy", "--yes")
    left = ran.out.partition("Still to do:")[2]
    assert "permission set DePresence: assigned to nobody" in left
    assert "whoever runs the monitor" in left
    assert "permission set DePresenceLogin: assigned to nobody" in left
    assert "those who log in through the login flow" in left
    assert "de-presence job start" in left
