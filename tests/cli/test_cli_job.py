"""``job`` against a served org: its chains and their health, a start and an abort after a yes, and the exit codes."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from tests.cli.stage import Serve, Stage
from tests.loop.fakes import FakeClock, FakeOrg
from tests.made import NINE
from tui.cli.job.driving import BETWEEN, settled
from tui.demo.http.server import Fault
from tui.demo.http.wire import Request, json_reply
from tui.demo.world.ids import record_id
from tui.demo.world.jobs.jobs import Job
from tui.demo.world.kit.deployed import ApexCode, Part
from tui.presence.chains import LOOK_AGAIN, Chain, JobState
from tui.store.lock import FileLock

ARTICLES = "ToggleDEUserBasedOnSession"
KEYS = [
    "installed", "healthy", "problem", "chains", "version", "stopped", "last_run", "last_error", "runner_active",
    "runner_sees_all",
]  # fmt: skip
DONE = Fault(answer=json_reply({"compiled": True, "success": True, "column": -1, "line": -1}))


def part(number: int, name: str, body: str) -> Part:
    return Part("ApexClass", name, record_id("01p", 900 + number), body, ApexCode(body, 65.0), NINE, NINE)


def kit_org(serve: Serve, **options: object) -> Stage:
    """An org that has the kit's classes; what anonymous Apex says of the job is done at once."""
    stage = serve(**options)
    stamp = "public class DePresenceKit { public static final String VERSION = '9.9.9'; }"
    classes = [part(1, "DePresenceJob", "public class DePresenceJob {}"), part(2, "DePresenceKit", stamp)]
    stage.world.deploy(stage.world.deployed.holding(classes))

    def obey(request: Request) -> Fault | None:
        source = request.query.get("anonymousBody", "")
        if source == "DePresenceJob.start();":
            stage.world.enqueue("DePresenceJob")
        elif source == "DePresenceJob.abort();" or source.startswith("System.abortJob"):
            end(stage.world.jobs.rows)
        else:
            return None
        return DONE

    stage.server.interceptor = obey
    return stage


def end(jobs: list[Job]) -> None:
    for one in jobs:
        one.status = "Aborted"


def verbs(stage: Stage) -> int:
    return len(stage.asked("/executeAnonymous"))


# status


def test_a_healthy_job_exits_0_with_the_contracts_json(serve: Serve) -> None:
    stage = kit_org(serve)
    job_id = stage.world.enqueue("DePresenceJob")
    ran = stage.run("job", "status", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert list(ran.json) == KEYS
    assert (ran.json["installed"], ran.json["healthy"], ran.json["problem"]) == (True, True, None)
    assert (ran.json["version"], ran.json["runner_active"], ran.json["runner_sees_all"]) == ("9.9.9", True, True)
    (chain,) = ran.json["chains"]
    assert list(chain)[:5] == ["id", "status", "created_at", "created_by", "last_error"]
    assert (chain["id"], chain["status"], chain["created_by"]) == (job_id, "Queued", stage.world.caller.name)


def test_for_people_it_says_who_runs_it_and_when_its_turn_comes(serve: Serve) -> None:
    stage = kit_org(serve)
    stage.world.enqueue("DePresenceJob")
    ran = stage.run("job", "status")
    assert "The org's own job: healthy. It runs: its next turn comes at any moment." in ran.out
    assert f"  Runs as     {stage.world.caller.name}: active, may see all sessions" in ran.out
    assert "  Job         DePresenceJob, kit 9.9.9" in ran.out
    assert "CHAIN          STATUS" in ran.out


def test_two_chains_exit_1_and_say_what_to_do(serve: Serve) -> None:
    stage = kit_org(serve)
    stage.world.enqueue("DePresenceJob")
    stage.world.enqueue(ARTICLES)
    ran = stage.run("job", "status", "--json")
    assert (ran.code, ran.json["healthy"], len(ran.json["chains"])) == (1, False, 2)
    assert ran.err.splitlines() == [
        "The org's own job is not healthy",
        "2 chains run at once, so that each user is toggled by all of them",
        "de-presence job abort, then job start as a user who may see all sessions",
    ]


def test_an_org_without_a_job_exits_1_and_names_the_kit(serve: Serve) -> None:
    ran = serve().run("job", "status", "--json")
    assert (ran.code, ran.json["installed"], ran.json["healthy"], ran.json["chains"]) == (1, False, None, [])
    assert ran.err.startswith("The org's own job is not there\n")
    assert "kit deploy" in ran.err


def test_a_job_that_was_never_started_exits_1(serve: Serve) -> None:
    ran = kit_org(serve).run("job", "status", "--json")
    assert (ran.code, ran.json["healthy"], ran.json["problem"]) == (1, False, "it was never started")


def test_jobs_that_may_not_be_seen_exit_5_with_the_permission(serve: Serve) -> None:
    stage = serve()
    refused = json_reply(
        [{"message": "sObject type 'AsyncApexJob' is not supported.", "errorCode": "INVALID_TYPE"}], 400
    )
    stage.server.interceptor = lambda request: (
        Fault(answer=refused) if "AsyncApexJob" in request.query.get("q", "") else None
    )
    ran = stage.run("job", "status", "--json")
    assert (ran.code, ran.json["healthy"], ran.json["chains"]) == (5, None, None)
    assert "View Setup" in ran.err


def test_status_writes_nothing_and_works_in_a_read_only_run(serve: Serve) -> None:
    stage = kit_org(serve, production=True)
    stage.world.enqueue("DePresenceJob")
    assert stage.run("job", "status", "--read-only").code == 0
    assert stage.run("--read-only", "job", "status").code == 0
    assert verbs(stage) == 0


# two looks


class JobOrg(FakeOrg):
    """An org that tells of its job as a test says, one reading after the other."""

    def __init__(self, *states: JobState) -> None:
        super().__init__(FakeClock(), set(), set())
        self.states = list(states)

    async def job(self) -> JobState:
        return self.states.pop(0)


GONE = JobState(NINE, True, chains=(), last_run=NINE, last_error="UNABLE_TO_LOCK_ROW")
LATER = NINE.replace(minute=1, second=1)


def looks(*states: JobState) -> tuple[JobState, str | None, list[float]]:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    state, health = asyncio.run(settled(JobOrg(*states), sleep))
    return state, health.problem, slept


def test_where_no_link_is_seen_it_looks_again_after_a_minute_and_only_then_says_dead() -> None:
    state, problem, slept = looks(GONE, replace(GONE, at=LATER))
    assert (state.at, slept) == (LATER, [BETWEEN])
    assert "it is dead" in (problem or "")


def test_a_link_in_the_second_look_means_that_it_lives() -> None:
    alive = (Chain("7075e0000000001AAA", "DePresenceJob", "Queued", LATER),)
    assert looks(GONE, replace(GONE, at=LATER, chains=alive, last_error=None))[1] is None


def test_a_minute_that_the_org_does_not_agree_with_proves_nothing() -> None:
    assert looks(GONE, GONE)[1] == LOOK_AGAIN


def test_one_look_is_enough_where_it_tells() -> None:
    assert looks(replace(GONE, stopped=True))[2] == []


# start


def test_start_asks_and_says_as_whom_it_runs(serve: Serve) -> None:
    stage = kit_org(serve)
    stage.at_a_terminal("y")
    ran = stage.run("job", "start", "--json")
    assert (ran.code, ran.json["healthy"]) == (0, True)
    assert [one.class_name for one in stage.world.jobs.rows] == ["DePresenceJob"]
    assert f"It runs in the org as {stage.world.caller.username}, and toggles users" in ran.err
    assert "Start the org's own job in" in ran.err
    assert "(SANDBOX)?" in ran.err
    assert ran.err.endswith("The org's own job was started.\n")


def test_a_no_starts_nothing(serve: Serve) -> None:
    stage = kit_org(serve)
    stage.at_a_terminal("n")
    assert stage.run("job", "start").code == 4
    assert verbs(stage) == 0


def test_without_a_terminal_and_without_yes_it_exits_4(serve: Serve) -> None:
    stage = kit_org(serve)
    ran = stage.run("job", "start")
    assert (ran.code, verbs(stage)) == (4, 0)
    assert "--yes" in ran.err


@pytest.mark.parametrize("name", ["DePresenceJob", ARTICLES])
def test_a_second_chain_is_refused_even_with_yes(serve: Serve, name: str) -> None:
    stage = kit_org(serve)
    stage.world.enqueue(name)
    ran = stage.run("job", "start", "--yes")
    assert (ran.code, verbs(stage)) == (4, 0)
    assert ran.err.splitlines() == [
        "Nothing was started",
        f"the org's own job runs already: {name}, Queued, as {stage.world.caller.name}",
        "de-presence job abort ends it",
    ]


def test_an_org_without_the_kit_is_sent_to_it_before_anything_is_asked(serve: Serve) -> None:
    stage = serve()
    ran = stage.run("job", "start")
    assert ran.code == 1
    assert ran.err.splitlines()[0] == "The kit's job is not in this org"


def test_beside_a_loop_of_this_machine_it_says_so_in_the_question(serve: Serve) -> None:
    stage = kit_org(serve)
    lock = loop_lock(stage)
    stage.at_a_terminal("n")
    ran = stage.run("job", "start")
    assert "Another loop is running for this org on this machine: both would toggle the same users." in ran.err
    assert stage.run("job", "start", "--yes").code == 0
    lock.release()


def test_a_start_leaves_the_loops_lock_to_others(serve: Serve) -> None:
    stage = kit_org(serve)
    stage.run("job", "start", "--yes")
    loop_lock(stage).release()


def loop_lock(stage: Stage) -> FileLock:
    lock = FileLock(stage.places / f"XDG_STATE_HOME/de-presence/journals/{stage.world.org_id}.loop-lock")
    assert lock.take()
    return lock


def test_a_user_without_manage_users_cannot_start_a_job_that_would_run_as_them(serve: Serve) -> None:
    stage = kit_org(serve, without=frozenset({"manage-users"}))
    ran = stage.run("job", "start", "--yes")
    assert (ran.code, verbs(stage)) == (5, 0)
    assert "Manage Users" in ran.err


@pytest.mark.parametrize("verb", ["start", "abort"])
def test_both_are_writes_which_a_read_only_run_and_a_production_org_refuse(serve: Serve, verb: str) -> None:
    stage = kit_org(serve, production=True)
    stage.world.enqueue("DePresenceJob")
    for more in ((), ("--read-only",)):
        assert stage.run("job", verb, "--yes", *more).code == 2
    assert verbs(stage) == 0


# abort


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between two looks take no time."""
    monkeypatch.setattr("tui.org.jobs.driver.PAUSES", (0.0, 0.0))


@pytest.mark.usefixtures("at_once")
def test_abort_asks_with_what_it_ends_and_ends_it(serve: Serve) -> None:
    stage = kit_org(serve)
    stage.world.enqueue(ARTICLES)
    stage.at_a_terminal("y")
    ran = stage.run("job", "abort", "--json")
    assert (ran.code, ran.json["chains"]) == (0, [])
    assert f"{ARTICLES}, Queued, as {stage.world.caller.name}" in ran.err
    assert "Abort the org's own job in" in ran.err
    assert ran.err.endswith("The org's own job is off; users stay as DE has them now.\n")


@pytest.mark.usefixtures("at_once")
def test_a_chain_that_does_not_end_exits_1_and_is_named(serve: Serve) -> None:
    stage = kit_org(serve)
    stage.world.enqueue(ARTICLES)
    stage.server.interceptor = lambda request: DONE if "anonymousBody" in request.query else None
    ran = stage.run("job", "abort", "--yes")
    assert ran.code == 1
    assert f"1 chain could not be ended: {ARTICLES}, Queued" in ran.err


def test_where_nothing_runs_nothing_is_asked(serve: Serve) -> None:
    stage = kit_org(serve)
    ran = stage.run("job", "abort", "--json")
    assert (ran.code, ran.json["chains"], verbs(stage)) == (0, [], 0)


def test_a_no_aborts_nothing(serve: Serve) -> None:
    stage = kit_org(serve)
    stage.world.enqueue("DePresenceJob")
    stage.at_a_terminal("n")
    assert stage.run("job", "abort").code == 4
    assert verbs(stage) == 0
