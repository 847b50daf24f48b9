"""``toggle`` against a served org."""

from __future__ import annotations

import pytest

from tests.cli.stage import ACTION, Serve, Stage
from tui.demo.http.server import Fault
from tui.demo.http.wire import json_reply
from tui.demo.world.people import Person


def on(stage: Stage) -> Person:
    """Somebody who is there and on."""
    stage.in_step()
    return stage.people()[0]


def test_an_off_reaches_de_and_the_result_says_what_de_answers(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one = on(stage)
    ran = stage.run("toggle", "off", one.username, "--yes", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json == {
        "requested": "off",
        "results": [
            {"id": one.id, "username": one.username, "ok": True, "de": "off", "reason_sent": False, "error": None}
        ],
    }
    assert stage.toggles() == [(one.id, False, None)]


def test_an_on_reaches_de(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one = on(stage)
    stage.world.manager_toggles(one.id, False)
    ran = stage.run("toggle", "on", one.id, "--yes", "--json")
    assert (ran.code, ran.json["results"][0]["de"]) == (0, "on")


def test_a_reason_travels(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    ran = stage.run("toggle", "off", one.id, "--reason", "Lunch; 'quoted' \\ \"x\"\n", "--yes", "--json")
    assert (ran.code, ran.json["results"][0]["reason_sent"]) == (0, True)
    assert stage.world.reason_of(one.id) == "Lunch; 'quoted' \\ \"x\"\n"


def test_several_users_are_one_call_and_one_result_each_in_the_order_asked(serve: Serve) -> None:
    stage = serve()
    on(stage)
    three = [one.id for one in reversed(stage.people()[:3])]
    ran = stage.run("toggle", "off", *three, "--yes", "--json")
    assert [one["id"] for one in ran.json["results"]] == three
    assert len(stage.toggles()) == 3


def test_the_journal_has_it_by_a_person_with_route_reason_and_outcome(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    stage.run("toggle", "off", one.id, "--reason", "Lunch", "--yes")
    (entry,) = stage.run("history", "--json").objects
    assert (entry["kind"], entry["user"], entry["to"], entry["by"]) == ("toggle", one.id, "off", "person")
    assert (entry["outcome"], entry["route"], entry["why"]) == ("done", "anonymous", "Lunch")


def test_the_loop_leaves_them_alone_afterwards(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    stage.run("toggle", "off", one.id, "--yes")
    (user,) = stage.run("status", "--json", one.id).json["users"]
    assert user["hold"] == {"until": None, "why": "toggled by you (held until presence changes)"}
    assert user["sent"]["to"] == "off"
    assert user["planned"] is None
    assert "held until presence changes" in user["withheld"]


def test_until_sets_another_limit(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    stage.run("toggle", "off", one.id, "--until", "2h", "--yes")
    (user,) = stage.run("status", "--json", one.id).json["users"]
    assert user["hold"]["until"].startswith("2026-11-23T12:17:")


def test_without_a_terminal_and_without_yes_it_exits_4_and_sends_nothing(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    ran = stage.run("toggle", "off", one.id, "--json")
    assert (ran.code, ran.out) == (4, "")
    assert "--yes" in ran.err
    assert stage.toggles() == []


def test_at_a_terminal_it_shows_whom_and_asks(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    stage.at_a_terminal("y")
    ran = stage.run("toggle", "off", one.id, "--reason", "Lunch")
    assert ran.code == 0
    assert all(word in ran.err for word in (one.name, "→ off", "Lunch", "SANDBOX", "Toggle 1 user off?"))
    assert len(stage.toggles()) == 1


def test_a_no_at_the_terminal_sends_nothing_and_exits_4(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    stage.at_a_terminal("n")
    assert stage.run("toggle", "off", one.id).code == 4
    assert stage.toggles() == []


def test_an_unknown_user_exits_2_and_nothing_is_sent_to_the_known_ones(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    ran = stage.run("toggle", "off", one.id, "Nobody Of This Name", "--yes", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert stage.toggles() == []


def test_a_read_only_run_exits_2_and_asks_the_org_nothing(serve: Serve) -> None:
    stage = serve()
    assert stage.run("--read-only", "toggle", "off", "Anna", "--yes").code == 2
    assert stage.asked() == []


def test_a_production_org_is_read_only_unless_writable_is_given(serve: Serve) -> None:
    stage = serve(production=True)
    one = on(stage)
    ran = stage.run("toggle", "off", one.id, "--yes")
    assert ran.code == 2
    assert "--writable" in ran.err
    assert stage.toggles() == []
    assert stage.run("--writable", "toggle", "off", one.id, "--yes").code == 0
    assert len(stage.toggles()) == 1


def test_an_inactive_user_is_refused_and_the_others_are_sent(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    gone = stage.people()[1]
    stage.world.deactivate(gone.id)
    ran = stage.run("toggle", "on", one.id, gone.id, "--yes", "--json")
    assert ran.code == 1
    assert [(result["ok"], result["error"]) for result in ran.json["results"]] == [
        (True, None),
        (False, "inactive user"),
    ]
    assert [user_id for user_id, _, _ in stage.toggles()] == [one.id]


def test_a_frozen_user_is_never_turned_on_but_may_be_turned_off(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    stage.world.freeze(one.id)
    assert stage.run("toggle", "on", one.id, "--yes").code == 1
    assert stage.run("toggle", "off", one.id, "--yes").code == 0


def test_a_lost_answer_is_unsettled_and_exits_1(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    stage.fault(ACTION, Fault(cut="after"), method="POST")
    ran = stage.run("toggle", "off", one.id, "--yes", "--json")
    assert (ran.code, ran.json["results"][0]["ok"]) == (1, None)
    assert len(stage.toggles()) == 1
    assert [entry["outcome"] for entry in stage.run("history", "--json").objects] == ["unsettled"]


def test_a_refusal_by_the_org_is_told(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    no = json_reply([{"message": "Not today", "errorCode": "INVALID_INPUT"}], 400)
    stage.fault(ACTION, Fault(answer=no), method="POST")
    ran = stage.run("toggle", "off", one.id, "--yes", "--json")
    assert (ran.code, ran.json["results"][0]["ok"]) == (1, False)
    assert "Not today" in ran.json["results"][0]["error"]


def test_an_org_without_the_action_is_reached_by_anonymous_apex(serve: Serve) -> None:
    stage = serve(without=frozenset({"action"}))
    one = on(stage)
    assert stage.run("toggle", "off", one.id, "--yes").code == 0
    assert stage.run("history", "--json").objects[0]["route"] == "anonymous"


@pytest.mark.parametrize("lacking", ["manage-users", "author-apex", "package"])
def test_a_missing_permission_exits_5_and_sends_nothing(serve: Serve, lacking: str) -> None:
    stage = serve(without=frozenset({lacking}))
    one = stage.people()[0] if lacking != "package" else None
    ran = stage.run("toggle", "off", one.id if one else "Anna", "--yes", "--json")
    assert (ran.code, ran.out) == (5, "")
    assert stage.toggles() == []


def test_a_dead_token_exits_3(serve: Serve) -> None:
    stage = serve()
    stage.server.account.kill_token()
    assert stage.run("toggle", "off", "Anna", "--yes").code == 3


def test_a_token_that_dies_before_the_toggle_exits_3_with_a_result_for_each(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    dead = json_reply([{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}], 401)
    stage.fault(ACTION, Fault(answer=dead), method="POST")
    ran = stage.run("toggle", "off", one.id, "--yes", "--json")
    assert (ran.code, ran.json["results"][0]["ok"]) == (3, False)
    assert stage.toggles() == []


def test_what_cannot_be_recorded_is_not_sent_without_a_terminal(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    (stage.places / "XDG_STATE_HOME").write_text("a file in place of the folder")
    ran = stage.run("toggle", "off", one.id, "--yes", "--json")
    assert ran.code == 1
    assert "The journal cannot be used" in ran.err
    assert stage.toggles() == []


def test_what_cannot_be_recorded_is_asked_once_more_at_a_terminal(serve: Serve) -> None:
    stage = serve()
    one = on(stage)
    (stage.places / "XDG_STATE_HOME").write_text("a file in place of the folder")
    stage.at_a_terminal("y")
    ran = stage.run("toggle", "off", one.id, "--yes")
    assert ran.code == 0
    assert "will not be recorded" in ran.err
    assert len(stage.toggles()) == 1
