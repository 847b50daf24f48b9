"""``status`` against a served org."""

from __future__ import annotations

import socket

import pytest

from tests.cli.stage import Serve
from tests.made import NINE, uid, user
from tui.cli.status_pages import next_words
from tui.demo.http.server import Fault
from tui.presence.memory import Past
from tui.presence.model import Presence
from tui.presence.plan import Plan, Planned
from tui.presence.roster import Standing
from tui.presence.status_shapes import user_shape

USER = [
    "id", "name", "username", "inactive", "presence", "reason", "live_sessions", "last_seen", "idle_seconds_at_least",
    "expires_at", "de", "teams_on", "teams", "sent", "hold", "planned", "withheld",
]  # fmt: skip


def test_json_has_the_contracts_keys_in_its_order(serve: Serve) -> None:
    ran = serve().run("status", "--json")
    assert ran.code == 0
    assert list(ran.json) == ["org", "as_of", "complete", "routes", "api", "problems", "users"]
    assert list(ran.json["org"]) == ["id", "name", "username", "sandbox", "instance_url"]
    assert list(ran.json["routes"]) == ["sessions", "read", "write"]
    assert list(ran.json["api"]) == ["calls", "used", "limit"]
    assert list(ran.json["users"][0]) == USER


def test_json_tells_of_every_user_what_the_org_says(serve: Serve) -> None:
    stage = serve(answers="toggle")
    there, gone = stage.people()[:2]
    stage.world.log_in(there.id)
    stage.world.expire(gone.id)
    stage.world.manager_toggles(gone.id, True)
    ran = stage.run("status", "--json")
    users = {one["id"]: one for one in ran.json["users"]}
    assert ran.json["complete"] is True
    assert (users[there.id]["name"], users[there.id]["username"]) == (there.name, there.username)
    assert users[there.id]["presence"] == "active"
    assert users[there.id]["live_sessions"] >= 1
    assert (users[gone.id]["presence"], users[gone.id]["live_sessions"], users[gone.id]["de"]) == ("absent", 0, "on")
    assert users[gone.id]["withheld"] == "to be confirmed"


def test_times_are_the_orgs_in_utc(serve: Serve) -> None:
    ran = serve().run("status", "--json")
    assert ran.json["as_of"].startswith("2026-11-23T10:17:")
    assert ran.json["as_of"].endswith("Z")


def test_a_table_for_people_names_the_org_and_counts(serve: Serve) -> None:
    stage = serve()
    ran = stage.run("status")
    assert ran.code == 0
    assert "SANDBOX" in ran.out.splitlines()[0]
    assert all(word in ran.out.splitlines()[1] for word in ("active", "idle", "absent", "unknown"))
    assert stage.people()[0].name in ran.out


def test_the_table_says_what_was_sent_and_how_it_ended_and_who_is_held(serve: Serve) -> None:
    stage = serve(answers="toggle")
    stage.in_step()
    one = stage.people()[0]
    stage.run("toggle", "off", one.id, "--until", "2h", "--yes")
    (line,) = [line for line in stage.run("status").out.splitlines() if line.startswith(one.name)]
    assert "off just now, done" in line
    assert "held until 2026-11-23 12:17 UTC: toggled by you" in line


def test_the_table_names_the_team_in_which_an_off_leaves_nobody_on() -> None:
    standing, planned = Standing(user(1), Presence.ABSENT, ""), Planned(uid(1), False, "")
    shape = user_shape(standing, Past(), planned, Plan(NINE, off=(planned,)), answered=True)
    assert next_words(shape, ("Enterprise",)) == "→ off, last one on in team Enterprise"


def test_a_toggle_that_was_lost_is_told_as_settled_once_a_loop_settled_it(serve: Serve) -> None:
    stage = serve(answers="toggle")
    stage.in_step()
    one = stage.people()[0]
    stage.server.interceptor = lambda request: (
        Fault(cut="after") if "toggleUsers" in request.query.get("anonymousBody", "") else None
    )
    assert stage.run("toggle", "off", one.id, "--reason", "Lunch", "--yes").code == 1
    stage.server.interceptor = lambda _: None

    def outcome() -> str:
        return str(stage.run("status", one.id, "--json").json["users"][0]["sent"]["outcome"])

    assert outcome() == "unsettled"
    for _ in range(30):  # the first reading whose org clock is past the toggle's settles it
        stage.run("poll", "--once")
        if outcome() != "unsettled":
            break
    assert outcome() == "done"


def test_a_queue_is_called_one_and_no_unknown(serve: Serve) -> None:
    ran = serve(size=20).run("status")
    assert "0 unknown" in ran.out
    assert [line for line in ran.out.splitlines()[2:] if "unknown" in line] == []
    assert "· queue" in ran.out


def test_a_production_org_is_named_as_one_and_may_be_read(serve: Serve) -> None:
    ran = serve(production=True).run("status")
    assert ran.code == 0
    assert "PRODUCTION" in ran.out


def test_csv_has_the_same_users_and_columns(serve: Serve) -> None:
    stage = serve()
    ran = stage.run("status", "--csv")
    assert [row["id"] for row in ran.rows] == [one["id"] for one in stage.run("status", "--json").json["users"]]
    assert list(ran.rows[0])[:10] == USER[:10]


def test_only_wanted_users_are_printed(serve: Serve) -> None:
    stage = serve()
    one = stage.people()[0]
    stage.world.log_in(one.id)
    by_name = stage.run("status", "--json", one.name, one.username, one.id[:15])
    assert [user["id"] for user in by_name.json["users"]] == [one.id]
    there = stage.run("status", "--json", "--presence", "active").json["users"]
    assert one.id in [user["id"] for user in there]
    assert {user["presence"] for user in there} == {"active"}
    assert stage.run("status", "--json", "--de", "mixed").json["users"] == []


def test_an_unknown_user_is_named_with_the_near_ones_and_nothing_is_printed(serve: Serve) -> None:
    stage = serve()
    name = stage.people()[0].name
    ran = stage.run("status", "--json", f"{name}x")
    assert (ran.code, ran.out) == (2, "")
    assert name in ran.err
    assert len(ran.err.splitlines()) <= 3


def test_a_dead_token_exits_3(serve: Serve) -> None:
    stage = serve()
    token = stage.server.access_token
    stage.server.account.kill_token()
    ran = stage.run("status", "--json")
    assert (ran.code, ran.out) == (3, "")
    assert len(ran.err.splitlines()) <= 3
    assert token not in ran.err


def test_an_unreachable_host_exits_3(serve: Serve) -> None:
    stage = serve()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        stage.environment("SF_ORG_INSTANCE_URL", f"http://127.0.0.1:{taken.getsockname()[1]}")
        assert stage.run("status").code == 3


def test_plain_http_to_another_machine_is_refused_before_the_token_leaves(serve: Serve) -> None:
    stage = serve()
    stage.environment("SF_ORG_INSTANCE_URL", "http://acme.example")
    ran = stage.run("status")
    assert ran.code == 3
    assert "https" in ran.err


def test_without_manage_users_it_exits_5_and_names_the_permission(serve: Serve) -> None:
    ran = serve(without=frozenset({"manage-users"})).run("status", "--json")
    assert ran.code == 5
    assert {user["presence"] for user in ran.json["users"]} == {"unknown"}
    assert "Manage Users" in ran.err


def test_without_the_package_it_exits_5(serve: Serve) -> None:
    ran = serve(without=frozenset({"package"})).run("status", "--json")
    assert (ran.code, ran.out) == (5, "")
    assert "Distribution Engine" in ran.err


def test_without_author_apex_it_exits_5_and_names_the_permission(serve: Serve) -> None:
    ran = serve(without=frozenset({"author-apex"})).run("status", "--json")
    assert ran.code == 5
    assert "Author Apex" in ran.err


def test_what_could_not_be_read_is_told_and_exits_1(serve: Serve) -> None:
    stage = serve()
    stage.no_apex()
    ran = stage.run("status", "--json")
    assert ran.code == 1
    assert ran.json["complete"] is False
    assert ran.json["problems"]
    assert ran.err


def test_hostile_names_move_nothing_in_table_and_csv_and_are_whole_in_json(serve: Serve) -> None:
    stage = serve(hostile=True)
    name = "\x1b[2J[bold]=cmd|'x'"
    one = stage.people()[0]
    stage.world.rename(one.id, name)
    assert name in [user["name"] for user in stage.run("status", "--json").json["users"]]
    for form in ((), ("--csv",)):
        told = stage.run("status", *form)
        assert told.code == 0
        assert "\x1b" not in told.out
        assert "\u202e" not in told.out


@pytest.mark.parametrize("key", ["users", "teams", "profiles", "permission_sets"])
def test_an_exclusion_that_fits_nobody_exits_2(serve: Serve, key: str) -> None:
    stage = serve()
    stage.settings(f'[exclude]\n{key} = ["Nobody of this name"]\n')
    ran = stage.run("status", "--json")
    assert ran.code == 2
    assert "Nobody of this name" in ran.err


def test_wrong_settings_exit_2_before_the_org_is_asked(serve: Serve) -> None:
    stage = serve()
    stage.settings("[loop]\nintervall = 60\n")
    ran = stage.run("status")
    assert ran.code == 2
    assert "line 2" in ran.err
    assert stage.asked() == []


def test_a_journal_that_cannot_be_read_is_a_problem_and_no_obstacle(serve: Serve) -> None:
    stage = serve()
    (stage.places / "XDG_STATE_HOME").write_text("a file in place of the folder")
    ran = stage.run("status", "--json")
    assert ran.code == 0
    assert "The journal cannot be used" in [one["title"] for one in ran.json["problems"]]


def test_status_sends_nothing_whatever_is_out_of_step(serve: Serve) -> None:
    stage = serve()
    stage.run("status")
    stage.run("status")
    assert stage.toggles() == []


def test_a_key_of_no_command_is_wrong_settings_for_every_command(serve: Serve) -> None:
    stage = serve()
    stage.settings('[keys]\ntogle-on = "t"\n')
    for command in (("status",), ("history",), ("poll", "--once"), ("toggle", "on", "nobody")):
        ran = stage.run(*command)
        assert ran.code == 2
        assert 'Write "toggle-on"' in ran.err
