"""``kit check`` and ``kit export``: what is there, what is missing, where to click, and a project on disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.stage import Serve, Stage
from tui.cli import main


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two looks at a deployment."""
    monkeypatch.setattr("tui.org.kit.deploying.PAUSES", (0.0,))


def grant(stage: Stage, name: str, user: str) -> None:
    """Somebody assigns a permission set of the kit."""
    part = stage.world.deployed.find("PermissionSet", name)
    assert part is not None
    stage.world.assigned.append((user, part.id))


def test_a_bare_org_is_told_as_such_with_the_next_step(serve: Serve) -> None:
    ran = serve().run("kit", "check")
    assert ran.code == 0
    assert "not in this org" in ran.out
    assert "next: de-presence kit deploy" in ran.out
    assert ran.err == ""


def test_json_tells_every_component_and_every_check(serve: Serve) -> None:
    stage = serve()
    bare = stage.run("kit", "check", "--json").json
    assert (bare["installed"], bare["version"]) == (False, None)
    assert {one["state"] for one in bare["components"]} == {"missing"}
    stage.run("kit", "deploy", "--yes")
    there = stage.run("kit", "check", "--json").json
    assert (there["installed"], there["version"]) == (True, there["brings"])
    assert {one["state"] for one in there["components"]} == {"same"}
    assert {one["name"] for one in there["components"] if one["active"]} == {
        "DePresenceLogoutTrigger",
        "Toggle_DE_User_On_Login",
    }
    assert {"name", "ok", "found", "next", "why"} == set(there["checks"][0])


def test_what_stays_manual_is_told_with_clicks_and_the_address_in_this_org(serve: Serve) -> None:
    stage = serve(without=frozenset({"streaming"}))
    stage.run("kit", "deploy", "--yes")
    found = {one["name"]: one for one in stage.run("kit", "check", "--json").json["checks"]}
    pages = {
        "login flow's profiles": "LoginFlow",
        "event streaming": "EventManager",
        "permission set DePresence": "PermSets",
        "permission set DePresenceLogin": "PermSets",
    }
    for name, page in pages.items():
        assert found[name]["ok"] is None
        assert "Setup, Quick Find" in found[name]["next"]
        assert f"{stage.server.url}/lightning/setup/{page}/home" in found[name]["next"]


@pytest.mark.parametrize("mine", [True, False])
def test_who_has_the_permission_sets_is_told(serve: Serve, *, mine: bool) -> None:
    stage = serve()
    stage.run("kit", "deploy", "--yes")
    users = [one.id for one in stage.people()[:3]]
    for user in [*users, *([stage.world.caller_id] if mine else [])]:
        grant(stage, "DePresence", user)
    grant(stage, "DePresenceLogin", users[0])
    found = {one["name"]: one for one in stage.run("kit", "check", "--json").json["checks"]}
    monitors, logins = found["permission set DePresence"], found["permission set DePresenceLogin"]
    expected = (True, "assigned to you and 3 others") if mine else (None, "assigned to 3 users, not to you")
    assert (monitors["ok"], monitors["found"]) == expected
    assert (logins["ok"], logins["found"]) == (True, "assigned to 1 user")


def test_looking_changes_nothing(serve: Serve) -> None:
    stage = serve()
    before = set(stage.world.deployed.parts)
    stage.run("--read-only", "kit", "check")
    assert set(stage.world.deployed.parts) == before
    assert stage.asked("deployRequest") == []


def test_an_export_is_filled_with_what_the_org_has(serve: Serve, tmp_path: Path) -> None:
    folder = tmp_path / "kit"
    ran = serve().run("kit", "export", str(folder))
    assert (ran.code, ran.err) == (0, "")
    assert json.loads((folder / "sfdx-project.json").read_text())["sourceApiVersion"] == "65.0"
    flow = (folder / "force-app/main/default/flows/Toggle_DE_User_On_Login.flow-meta.xml").read_text()
    assert "<actionName>n2de__" in flow


def test_without_an_org_an_export_leaves_out_what_needs_one_and_says_so(
    places: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "kit"
    assert main(["kit", "export", str(folder)]) == 0
    assert "Toggle_DE_User_On_Login is left out" in capfd.readouterr().err
    assert (folder / "force-app/main/default/classes/DePresenceJob.cls").is_file()
    assert not (folder / "force-app/main/default/flows").exists()


def test_an_export_is_told_as_json_too(serve: Serve, tmp_path: Path) -> None:
    told = serve().run("kit", "export", str(tmp_path / "made"), "--json").json
    assert told["components"] > len(told["left_out"])
    assert told["folder"] == str(tmp_path / "made")


def test_an_export_overwrites_nothing(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit/mine.txt").write_text("mine")
    ran = serve().run("kit", "export", str(tmp_path / "kit"))
    assert ran.code == 2
    assert "not empty" in ran.err
    assert [one.name for one in (tmp_path / "kit").iterdir()] == ["mine.txt"]


def test_beside_the_kit_the_orgs_own_job_is_told(serve: Serve) -> None:
    stage = serve()
    stage.run("kit", "deploy", "--yes")
    before = stage.run("kit", "check", "--json").json["checks"][-1]
    assert (before["ok"], before["next"]) == (None, "de-presence job start")
    stage.run("job", "start", "--yes")
    after = stage.run("kit", "check", "--json").json["checks"][-1]
    assert (after["name"], after["ok"]) == ("org's own job", True)


def test_a_user_to_whom_the_metadata_api_is_closed_is_told_by_check(serve: Serve) -> None:
    ran = serve(without=frozenset({"customize-application"})).run("kit", "check", "--json")
    found = {one["name"]: one for one in ran.json["checks"]}
    assert "Modify Metadata" in found["Metadata API"]["next"]


def test_a_flow_that_is_left_out_is_no_fault_of_the_components(serve: Serve) -> None:
    stage = serve(without=frozenset({"action"}))
    stage.run("kit", "deploy", "--yes")
    found = {one["name"]: one for one in stage.run("kit", "check", "--json").json["checks"]}
    assert found["components"]["ok"] is True
    assert "left out: Toggle_DE_User_On_Login" in found["components"]["found"]
    assert "login flow's profiles" not in found
