"""``poll`` against a served org: what is planned, what is sent, and what is withheld."""

from __future__ import annotations

import pytest

from tests.cli.stage import AT_ONCE, Serve, Stage
from tui.demo.http.server import Fault
from tui.demo.http.wire import Request, json_reply
from tui.store.lock import FileLock

CYCLE = [
    *("cycle", "org", "applying", "started_at", "finished_at", "read", "plan", "applied", "brake", "errors"),
    *("first", "woken"),
]
GO = ("poll", "--once", "--apply", "--yes", "--json")


def one_gone(stage: Stage) -> str:
    """Everybody is there and on; then one leaves, still on."""
    stage.in_step()
    one = stage.people()[0].id
    stage.world.log_out(one)
    return one


def test_without_apply_the_plan_is_shown_and_nothing_sent(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one = one_gone(stage)
    ran = stage.run("poll", "--once", "--json")
    assert (ran.code, list(ran.json)) == (0, CYCLE)
    assert (ran.json["applying"], ran.json["plan"]["off"]) == (False, [one])
    assert ran.json["applied"] == {"ok": [], "failed": [], "unsettled": []}
    assert stage.toggles() == []


def test_with_apply_and_yes_the_plan_is_sent_with_the_reason_of_the_settings(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one = one_gone(stage)
    ran = stage.run(*GO)
    assert (ran.code, ran.err) == (0, "")
    assert (ran.json["applying"], ran.json["applied"]["ok"]) == (True, [one])
    assert stage.toggles() == [(one, False, "No active session")]


def test_a_first_plan_without_yes_exits_4_with_the_plan_and_sends_nothing(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one = one_gone(stage)
    ran = stage.run("poll", "--once", "--apply", "--json")
    assert ran.code == 4
    assert (ran.json["first"], ran.json["plan"]["off"]) == (True, [one])
    assert "--yes" in ran.err
    assert stage.toggles() == []


def test_a_first_plan_ends_a_continuous_poll_too(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one_gone(stage)
    assert stage.run("poll", "--apply").code == 4


def test_a_plan_after_the_first_needs_no_yes(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one_gone(stage)
    stage.run(*GO)
    another = stage.people()[1].id
    stage.world.log_out(another)
    ran = stage.run("poll", "--once", "--apply", "--json")
    assert (ran.code, ran.json["applied"]["ok"]) == (0, [another])


def half_gone(stage: Stage) -> set[str]:
    """The first plan was accepted; then all leave at once."""
    one_gone(stage)
    stage.run(*GO)
    gone = {one.id for one in stage.people()[1:]}
    for one in gone:
        stage.world.log_out(one)
    return gone


def test_the_brake_exits_4_with_the_plan_and_its_id_and_sends_no_off(serve: Serve) -> None:
    stage = serve(answers="toggle")
    gone = half_gone(stage)
    before = len(stage.toggles())
    ran = stage.run("poll", "--once", "--apply", "--yes", "--json")
    assert ran.code == 4
    braked = {one["id"] for one in ran.json["plan"]["withheld"] if one["rule"] == "R11"}
    assert len(braked) > 1
    assert braked <= gone
    assert ran.json["brake"]
    assert f"--confirm {ran.json['plan']['id']}" in ran.err
    assert len(stage.toggles()) == before


def test_confirm_releases_exactly_the_plan_with_that_id(serve: Serve) -> None:
    stage = serve(answers="toggle")
    gone = half_gone(stage)
    shown = stage.run("poll", "--once", "--apply", "--json").json["plan"]["id"]
    assert stage.run("poll", "--once", "--apply", "--confirm", "00000000", "--json").code == 4
    ran = stage.run("poll", "--once", "--apply", "--confirm", shown, "--json")
    assert ran.code == 0
    assert len(ran.json["applied"]["ok"]) > 1
    assert set(ran.json["applied"]["ok"]) <= gone


def test_dry_run_in_the_settings_beats_apply(serve: Serve) -> None:
    stage = serve(answers="toggle")
    stage.settings(AT_ONCE + "dry_run = true\n")
    one = one_gone(stage)
    ran = stage.run(*GO)
    assert (ran.json["applying"], ran.json["plan"]["off"]) == (False, [one])
    assert stage.toggles() == []
    assert "dry-run" in [entry["outcome"] for entry in stage.run("history", "--json").objects]


def test_another_loop_on_this_machine_exits_4(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one_gone(stage)
    lock = FileLock(stage.places / f"XDG_STATE_HOME/de-presence/journals/{stage.world.org_id}.loop-lock")
    assert lock.take()
    ran = stage.run(*GO)
    lock.release()
    assert ran.code == 4
    assert "another loop" in ran.err
    assert stage.toggles() == []


def test_the_orgs_own_job_exits_4_and_is_named(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one_gone(stage)
    stage.run(*GO)
    another = stage.people()[1].id
    stage.world.log_out(another)
    stage.world.enqueue("ToggleDEUserBasedOnSession")
    before = len(stage.toggles())
    ran = stage.run("poll", "--once", "--apply", "--json")
    assert (ran.code, ran.out, len(stage.toggles())) == (4, "", before)
    assert "ToggleDEUserBasedOnSession" in ran.err
    assert "--yes" in ran.err
    assert stage.run("poll", "--once").code == 0


def test_with_yes_it_runs_beside_the_orgs_own_job_and_says_so(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one = one_gone(stage)
    stage.world.enqueue("ToggleDEUserBasedOnSession")
    ran = stage.run(*GO)
    assert (ran.code, ran.json["applied"]["ok"]) == (0, [one])
    assert "runs beside it" in ran.err


def test_where_the_org_hides_its_jobs_it_says_so_and_goes_on(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one_gone(stage)
    refused = json_reply([{"message": "not supported", "errorCode": "INVALID_TYPE"}], 400)
    stage.server.interceptor = lambda request: (
        Fault(answer=refused) if "AsyncApexJob" in request.query.get("q", "") else None
    )
    ran = stage.run(*GO)
    assert ran.code == 0
    assert "It is not known whether the org's own polling job runs" in ran.err


def test_a_read_only_run_may_show_a_plan_and_not_apply_it(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one_gone(stage)
    assert stage.run("--read-only", "poll", "--once").code == 0
    assert stage.run("--read-only", *GO).code == 2
    assert stage.toggles() == []


def test_lines_for_people_name_users_and_how_each_toggle_ended(serve: Serve) -> None:
    stage = serve(answers="toggle")
    name = stage.world.users[one_gone(stage)].name
    ran = stage.run("poll", "--once", "--apply", "--yes")
    (line,) = [line for line in ran.out.splitlines() if name in line]
    assert "→ off" in line
    assert line.endswith("done")


def test_an_incomplete_reading_exits_1_and_sends_nothing(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one_gone(stage)
    stage.no_apex()
    ran = stage.run(*GO)
    assert ran.code == 1
    assert ran.json["read"]["complete"] is False
    assert ran.json["errors"]
    assert stage.toggles() == []


def test_a_token_that_dies_before_the_toggles_exits_3_with_the_cycle(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one = one_gone(stage)
    dead = json_reply([{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}], 401)
    stage.server.interceptor = lambda request: (
        Fault(answer=dead) if "toggleUsers" in request.query.get("anonymousBody", "") else None
    )
    ran = stage.run(*GO)
    assert ran.code == 3
    assert [failed["id"] for failed in ran.json["applied"]["failed"]] == [one]
    assert stage.toggles() == []


@pytest.mark.parametrize("lacking", ["manage-users", "author-apex", "package"])
def test_a_missing_permission_exits_5(serve: Serve, lacking: str) -> None:
    stage = serve(without=frozenset({lacking}))
    assert stage.run(*GO).code == 5
    assert stage.toggles() == []


def test_a_dead_token_exits_3(serve: Serve) -> None:
    stage = serve()
    stage.server.account.kill_token()
    assert stage.run(*GO).code == 3


def test_an_exclusion_that_fits_nobody_exits_2(serve: Serve) -> None:
    stage = serve()
    stage.settings('[exclude]\nteams = ["No such team"]\n')
    assert stage.run(*GO).code == 2


def hidden_jobs(stage: Stage) -> None:
    refused = json_reply(
        [{"message": "sObject type 'AsyncApexJob' is not supported.", "errorCode": "INVALID_TYPE"}], 400
    )
    stage.server.interceptor = lambda request: (
        Fault(answer=refused) if "AsyncApexJob" in request.query.get("q", "") else None
    )


def test_where_the_orgs_jobs_may_not_be_seen_a_loop_that_applies_says_so_and_asks(serve: Serve) -> None:
    stage = serve(answers="toggle")
    one_gone(stage)
    hidden_jobs(stage)
    ran = stage.run("poll", "--once", "--apply")
    assert ran.code == 4
    assert "It is not known whether the org's own polling job runs" in ran.err
    assert "--yes" in ran.err
    assert stage.toggles() == []
    stage.at_a_terminal("n")
    assert stage.run("poll", "--once", "--apply").code == 4
    stage.at_a_terminal("y")
    assert stage.run("poll", "--once", "--apply").err.count("Start the poll loop all the same?") == 1


def test_a_job_that_is_started_meanwhile_ends_a_continuous_poll_with_4(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.loop.rivals.CYCLES_BETWEEN", 1)
    stage = serve(answers="toggle")
    one_gone(stage)
    stage.run(*GO)
    looks: list[int] = []

    def started_after_the_first_look(request: Request) -> None:
        if "AsyncApexJob" in request.query.get("q", ""):
            looks.append(1)
            if len(looks) == 2:
                stage.world.enqueue("DePresenceJob")

    stage.server.interceptor = started_after_the_first_look
    ran = stage.run("poll", "--apply", "--json")
    assert (ran.code, len(ran.objects), len(looks)) == (4, 1, 2)
    assert ran.err.splitlines()[0] == "This loop stopped"
    assert "The org's own job DePresenceJob is on" in ran.err
