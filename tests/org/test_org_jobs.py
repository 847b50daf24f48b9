"""The org's own polling job: found by its class while it waits or runs, and unknown where the org does not tell."""

from __future__ import annotations

import asyncio

import pytest

from tests.org.demo_org import MORNING, served
from tests.org.scripted import Scripted, page
from tui.demo.options import Options
from tui.org.jobs.links import read_jobs
from tui.org.wire.errors import MissingPermission, OrgFailure, Rejected, Unreachable
from tui.presence.ports import Job

POLLING = "ToggleDEUserBasedOnSession"
ROW = {
    "Id": "7075e0000000001AAA",
    "Status": "Queued",
    "CreatedDate": "2026-11-23T09:00:00.000+0000",
    "CreatedBy": {"Name": "Ada"},
    "ApexClass": {"Name": POLLING, "NamespacePrefix": None},
}


def test_an_org_without_such_a_job_has_none() -> None:
    with served(Options(size="small")) as place:
        assert asyncio.run(place.org.own_jobs()) == ()


@pytest.mark.parametrize("status", ["Holding", "Queued", "Preparing", "Processing"])
def test_a_job_that_waits_or_runs_is_found_with_since_when_and_as_whom(status: str) -> None:
    with served(Options(size="small")) as place:
        job_id = place.world.enqueue(POLLING, status)
        found = asyncio.run(place.org.own_jobs())
        assert found == (Job(job_id, POLLING, status, MORNING, place.world.caller.name),)


def test_ended_jobs_and_those_of_other_classes_are_not_the_orgs_own_loop() -> None:
    with served(Options(size="small")) as place:
        for status in ("Completed", "Failed", "Aborted"):
            place.world.enqueue(POLLING, status)
        place.world.enqueue("NightlyCleanup")
        assert asyncio.run(place.org.own_jobs()) == ()


@pytest.mark.parametrize("refusal", [MissingPermission("no"), Rejected("no", code="INVALID_TYPE")])
def test_what_the_org_refuses_is_unknown(refusal: OrgFailure) -> None:
    assert read_jobs(Scripted(lambda _: refusal), view_setup=True) is None


def test_no_rows_without_view_setup_are_no_proof_that_there_is_no_job() -> None:
    assert read_jobs(Scripted(lambda _: page()), view_setup=False) is None
    assert read_jobs(Scripted(lambda _: page(ROW)), view_setup=False)


def test_an_org_out_of_reach_is_a_failure() -> None:
    with pytest.raises(Unreachable):
        read_jobs(Scripted(lambda _: Unreachable("gone")), view_setup=True)


def test_names_of_the_org_come_as_one_plain_line() -> None:
    row = {**ROW, "CreatedBy": {"Name": "A\x1b[31m\nda"}, "ApexClass": {"Name": POLLING, "NamespacePrefix": "acme"}}
    (job,) = read_jobs(Scripted(lambda _: page(row)), view_setup=True) or ()
    assert (job.class_name, job.created_by) == (f"acme.{POLLING}", "A [31m da")
