"""The org's own job over HTTP: anonymous Apex, the companion's verbs, and the rows that queries show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.demo.deploys import deployed, kit_components, parts
from tests.demo.job_days import kit
from tests.demo.served import NONE, V, Wire, served

JOB = "/services/apexrest/depresence/v1/job"
LINKS = "SELECT Id, Status, JobType, CreatedDate, ExtendedStatus, CompletedDate, ApexClass.Name FROM AsyncApexJob"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with served() as one:
        one.world.deploy(kit())
        yield one


def ran(wire: Wire, source: str) -> Any:
    return wire.apex(source).json()


def links(wire: Wire) -> list[Any]:
    found: list[Any] = wire.query(LINKS).json()["records"]
    return found


def test_started_by_anonymous_apex_it_waits_as_its_class_and_then_works(wire: Wire) -> None:
    assert ran(wire, "DePresenceJob.start();")["success"] is True
    (link,) = links(wire)
    assert (link["Status"], link["JobType"], link["ApexClass"]["Name"]) == ("Queued", "Queueable", "DePresenceJob")
    wire.later(seconds=3)
    assert links(wire)[0]["Status"] == "Processing"
    wire.later(seconds=3)
    assert [one["Status"] for one in links(wire)] == ["Completed", "Queued"]


def test_a_links_class_is_the_one_that_is_deployed(wire: Wire) -> None:
    ran(wire, "DePresenceJob.start();")
    classes = wire.query("SELECT Id FROM ApexClass WHERE Name = 'DePresenceJob'").json()["records"]
    assert wire.query("SELECT ApexClassId FROM AsyncApexJob").json()["records"][0]["ApexClassId"] == classes[0]["Id"]


def test_a_second_start_throws_the_jobs_own_exception(wire: Wire) -> None:
    ran(wire, "DePresenceJob.start();")
    again = ran(wire, "DePresenceJob.start();")
    assert (again["compiled"], again["success"]) == (True, False)
    assert again["exceptionMessage"].startswith("DePresenceJob.JobException: The job runs already")
    assert len(links(wire)) == 1


def test_a_start_in_a_block_that_throws_never_was(wire: Wire) -> None:
    assert ran(wire, "DePresenceJob.start(); Integer none; none++;")["success"] is False
    wire.later(minutes=10)
    assert links(wire) == []


def test_abort_tells_how_many_it_ended(wire: Wire) -> None:
    ran(wire, "DePresenceJob.start();")
    assert ran(wire, "if (DePresenceJob.abort() != 1) { throw new ListException('not one'); }")["success"] is True
    assert [one["Status"] for one in links(wire)] == ["Aborted"]


def test_one_link_is_aborted_by_its_id_and_not_twice(wire: Wire) -> None:
    ran(wire, "DePresenceJob.start();")
    source = f"System.abortJob('{links(wire)[0]['Id']}');"
    assert ran(wire, source)["success"] is True
    assert "does not exist" in ran(wire, source)["exceptionMessage"]


@pytest.mark.parametrize("name", ["DePresenceJob.start()", "ToggleDEUserBasedOnSession.startJob()"])
def test_a_class_that_is_not_deployed_does_not_exist(name: str) -> None:
    with served() as bare:
        answer = ran(bare, f"{name};")
    assert answer["compiled"] is False
    assert answer["compileProblem"] == f"Variable does not exist: {name.partition('.')[0]}"


def test_a_class_of_that_name_without_the_kits_objects_is_another_one() -> None:
    with served() as bare:
        files = parts({("ApexClass", "DePresenceJob"): "public class DePresenceJob {}"})
        assert deployed(bare, files).status == "Succeeded"
        assert ran(bare, "DePresenceJob.start();")["compiled"] is False


def test_without_author_apex_the_class_is_closed_and_a_bare_abort_is_not(wire: Wire) -> None:
    ran(wire, "DePresenceJob.start();")
    wire.world.revoke("author-apex")
    assert "do not have access" in ran(wire, "DePresenceJob.abort();")["compileProblem"]
    assert ran(wire, f"System.abortJob('{links(wire)[0]['Id']}');")["success"] is True


def test_without_view_setup_no_job_and_no_schedule_is_shown(wire: Wire) -> None:
    ran(wire, "DePresenceJob.start();")
    wire.world.revoke("view-setup")
    assert links(wire) == []
    permissions = wire.query("SELECT PermissionsViewSetup FROM UserPermissionAccess").json()["records"]
    assert permissions[0]["PermissionsViewSetup"] is False
    assert wire.get(JOB).json()["chains"] != []  # Apex sees what its caller does not


def test_a_schedule_is_told_with_its_moment_and_its_name(wire: Wire) -> None:
    wire.world.custom.write_setting("DePresence_Settings__c", {"By_Schedule__c": True}, wire.world.caller_id)
    ran(wire, "DePresenceJob.start();")
    wire.later(seconds=10)
    asked = (
        "SELECT Id, State, NextFireTime, CreatedDate, OwnerId FROM CronTrigger"
        " WHERE CronJobDetail.JobType = '7' AND CronJobDetail.Name LIKE 'DE Presence %'"
    )
    (row,) = wire.query(asked).json()["records"]
    assert (row["State"], row["OwnerId"]) == ("WAITING", wire.world.caller_id)
    assert row["NextFireTime"] > row["CreatedDate"]
    (chain,) = wire.get(JOB).json()["chains"]
    assert (chain["id"], chain["class_name"], chain["status"]) == (row["Id"], "DePresenceScheduled", "WAITING")
    assert chain["next_run"][:19] == row["NextFireTime"][:19]


def test_the_companion_tells_starts_and_aborts(wire: Wire) -> None:
    before = wire.get(JOB).json()
    assert before == {
        "version": "1.0.0",
        "chains": [],
        "stopped": False,
        "last_run": None,
        "last_error": None,
        "last_error_at": None,
    }
    started = wire.post(JOB, {"do": "start"}).json()
    assert [one["class_name"] for one in started["chains"]] == ["DePresenceJob"]
    wire.later(seconds=5)
    assert wire.get(JOB).json()["last_run"] == "2026-11-23T10:17:10.000Z"
    ended = wire.post(JOB, {"do": "abort"}).json()
    assert (ended["chains"], ended["stopped"]) == ([], True)


def test_the_companion_refuses_a_second_start_as_the_job_does(wire: Wire) -> None:
    wire.post(JOB, {"do": "start"})
    reply = wire.post(JOB, {"do": "start"})
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (400, "INVALID_INPUT")
    assert "runs already" in reply.json()[0]["message"]


@pytest.mark.parametrize("body", [{"do": "dance"}, {"do": 5}, ["start"], {}])
def test_the_companion_refuses_other_verbs(wire: Wire, body: object) -> None:
    assert wire.post(JOB, body).json()[0]["errorCode"] == "INVALID_INPUT"
    assert links(wire) == []


def test_the_companions_verbs_need_access_to_its_class(wire: Wire) -> None:
    wire.world.revoke("class-access")
    assert (wire.get(JOB).status_code, wire.post(JOB, {"do": "start"}).status_code) == (403, 403)


def test_a_companion_without_the_kit_knows_of_no_job() -> None:
    with served(extra=frozenset({"companion"})) as alone:
        assert (alone.get(JOB).status_code, alone.post(JOB, {"do": "start"}).status_code) == (400, 400)
    with served() as bare:
        assert bare.get(JOB).status_code == 404


def test_a_class_with_a_waiting_link_is_not_changed_until_that_is_aborted(wire: Wire) -> None:
    ran(wire, "DePresenceJob.start();")
    newer = kit_components(wire)["ApexClass", "DePresenceJob"] + "// newer\n"
    files = parts({("ApexClass", "DePresenceJob"): newer})
    assert "jobs pending" in deployed(wire, files).problems["DePresenceJob"]
    ran(wire, "DePresenceJob.abort();")
    assert deployed(wire, files).status == "Succeeded"


def test_the_org_says_when_it_is_a_developers() -> None:
    for extra, edition in ((NONE, "Enterprise Edition"), (frozenset({"developer"}), "Developer Edition")):
        with served(extra=extra) as one:
            asked = one.get(f"{V}/query", {"q": "SELECT OrganizationType FROM Organization"}).json()
            assert asked["records"][0]["OrganizationType"] == edition
