"""All that an org tells of its own job: links, schedules, the kit's stamp, and the user as whom it runs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from tests.org.job_org import ADA, BARE, BOB, JobOrg, link
from tests.org.scripted import NOON
from tui.org.wire.errors import Unreachable
from tui.presence.chains import Health, health


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, second, tzinfo=UTC)


def test_a_chain_is_told_with_since_when_by_whom_and_when_its_turn_comes() -> None:
    org = JobOrg(link(50, "Completed"), link(55))
    state = org.look()
    (chain,) = state.chains or ()
    assert (state.at, state.installed, state.version, state.delay_minutes) == (NOON, True, "1.2.3", 5)
    assert (chain.class_name, chain.status, chain.created_at) == ("DePresenceJob", "Queued", at(11, 55))
    assert (chain.created_by, chain.created_by_id, chain.next_run) == ("Ada", ADA, at(12, 0))
    assert [one.completed_at for one in state.ended] == [at(11, 55, 3)]
    assert health(state).healthy


def test_the_first_link_of_a_chain_has_its_turn_at_once() -> None:
    (chain,) = JobOrg(link(59)).look().chains or ()
    assert chain.next_run == at(11, 59)


def test_a_link_at_work_has_its_turn_now() -> None:
    (chain,) = JobOrg(link(59, "Processing")).look().chains or ()
    assert chain.next_run is None


def test_the_delay_is_the_settings_own() -> None:
    org = JobOrg(link(48, "Completed"), link(53))
    org.settings = {"Interval_Minutes__c": 9.0}
    (chain,) = org.look().chains or ()
    assert chain.next_run == at(12, 2)


def test_why_the_link_before_failed_is_told_with_the_one_that_waits() -> None:
    words = "UNABLE_TO_LOCK_ROW: unable to obtain exclusive access\x1b[31m"
    state = JobOrg(link(50, "Failed", ExtendedStatus=words), link(55)).look()
    (chain,) = state.chains or ()
    assert chain.last_error == "UNABLE_TO_LOCK_ROW: unable to obtain exclusive access [31m"
    assert state.ended[0].last_error == chain.last_error


def test_the_articles_class_is_recognised_without_any_kit() -> None:
    state = JobOrg(link(55, name="ToggleDEUserBasedOnSession"), kit=False).look()
    assert [one.class_name for one in state.chains or ()] == ["ToggleDEUserBasedOnSession"]
    assert (state.installed, state.delay_minutes) == (False, 5)


def test_what_the_job_wrote_of_itself_is_told() -> None:
    org = JobOrg(link(55))
    org.status = {
        "Stopped__c": False,
        "Last_Run__c": "2026-11-23T11:55:00.000+0000",
        "Last_Error__c": "DE is gone",
        "Last_Error_At__c": "2026-11-23T11:55:00.000+0000",
    }
    state = org.look()
    assert (state.stopped, state.last_run, state.last_error) == (False, at(11, 55), "DE is gone")
    assert state.failing


# who runs it


def test_the_jobs_user_is_checked_for_active_and_manage_users() -> None:
    state = JobOrg(link(55, CreatedById=BOB, CreatedBy={"Name": "Bob"})).look()
    assert (state.runner_active, state.runner_sees_all) == (True, False)
    assert "Bob, who lacks Manage Users" in (health(state).problem or "")


def test_a_permission_set_with_manage_users_is_enough() -> None:
    org = JobOrg(link(55, CreatedById=BOB, CreatedBy={"Name": "Bob"}))
    org.managers.add(BOB)
    assert org.look().runner_sees_all is True


def test_an_inactive_user_is_told() -> None:
    org = JobOrg(link(55))
    org.users[ADA]["IsActive"] = False
    assert org.look().runner_active is False


def test_the_caller_is_known_by_their_own_permissions() -> None:
    org = JobOrg(link(55))
    org.refused.add("PermissionSetAssignment")
    assert org.look().runner_sees_all is True


@pytest.mark.parametrize("table", ["User", "PermissionSetAssignment"])
def test_what_the_org_does_not_tell_of_its_user_stays_unknown(table: str) -> None:
    org = JobOrg(link(55, CreatedById=BOB))
    org.refused.add(table)
    state = org.look()
    assert (state.runner_active if table == "User" else state.runner_sees_all) is None


def test_without_view_setup_assignments_that_are_not_shown_prove_nothing() -> None:
    org = JobOrg(link(55, CreatedById=BOB))
    org.permissions = BARE
    assert org.look().runner_sees_all is None


# schedules

CRON: dict[str, object] = {
    "Id": "08e5e0000000001AAA",
    "State": "WAITING",
    "NextFireTime": "2026-11-23T12:03:00.000+0000",
    "CreatedDate": "2026-11-23T11:58:00.000+0000",
    "OwnerId": BOB,
}


LINK = {"id": "7075e0000000055AAA", "status": "Queued"}


def scheduled(status: str = "Queued") -> dict[str, object]:
    return link(58, status, "DePresenceScheduled", JobType="ScheduledApex", CronTriggerId=CRON["Id"])


def test_a_schedule_and_the_job_that_stands_for_it_are_one_chain_with_the_schedules_moment() -> None:
    org = JobOrg(scheduled())
    org.crons = [CRON]
    (chain,) = org.look().chains or ()
    assert (chain.id, chain.status, chain.next_run, chain.scheduled) == (CRON["Id"], "WAITING", at(12, 3), True)
    assert chain.created_by == "Ada"


def test_a_schedule_that_no_job_stands_for_is_a_chain_too_and_its_owner_runs_it() -> None:
    org = JobOrg()
    org.crons = [CRON]
    (chain,) = org.look().chains or ()
    assert (chain.class_name, chain.created_by, chain.next_run) == ("DePresenceScheduled", "Bob", at(12, 3))


@pytest.mark.parametrize("state", ["COMPLETE", "DELETED"])
def test_a_schedule_that_is_over_is_no_chain_though_its_job_lingers(state: str) -> None:
    org = JobOrg(scheduled())
    org.crons = [{**CRON, "State": state}]
    assert org.look().chains == ()


def test_where_schedules_are_not_shown_the_job_that_stands_for_one_is_told_as_it_is() -> None:
    org = JobOrg(scheduled())
    org.refused.add("CronTrigger")
    (chain,) = org.look().chains or ()
    assert (chain.id, chain.status, chain.next_run) == (CRON["Id"], "Queued", None)


# who may not see


def test_jobs_that_may_not_be_seen_are_unknown_and_so_is_the_kit() -> None:
    org = JobOrg(kit=False)
    org.permissions = BARE
    state = org.look()
    assert (state.chains, state.installed, state.at) == (None, None, NOON)


def test_the_companion_tells_what_the_query_may_not() -> None:
    org = JobOrg(companion=True)
    org.permissions = BARE
    org.told = {
        "version": "1.2.3",
        "chains": [
            {**LINK, "class_name": "DePresenceJob", "created_at": "2026-11-23T11:55:00.000Z"},
            {"id": CRON["Id"], "status": "WAITING", "next_run": "2026-11-23T12:03:00.000Z"},
        ],
        "stopped": False,
        "last_run": "2026-11-23T11:55:00.000Z",
        "last_error": None,
        "last_error_at": None,
    }
    state = org.look()
    told = [(one.class_name, one.scheduled) for one in state.chains or ()]
    assert told == [("DePresenceJob", False), ("DePresenceJob", True)]
    assert (state.version, state.last_run, state.at) == ("1.2.3", at(11, 55), NOON)
    assert not [one for one in org.calls.asked if "DePresence_Status__c" in one.soql]


def test_a_companion_that_is_older_and_knows_no_job_leaves_the_tables() -> None:
    org = JobOrg(link(55), companion=True)
    assert (org.look().version, len(org.look().chains or ())) == ("1.2.3", 1)


@pytest.mark.parametrize("table", ["ApexClass", "CronTrigger", "DePresence_Status__c", "DePresence_Settings__c"])
def test_a_table_that_is_refused_costs_only_what_it_tells(table: str) -> None:
    org = JobOrg(link(55))
    org.refused.add(table)
    state = org.look()
    assert len(state.chains or ()) == 1
    assert health(replace(state, at=at(11, 56))) == Health()


def test_an_org_out_of_reach_is_a_failure() -> None:
    org = JobOrg()
    org.calls.answer = lambda _: Unreachable("gone")
    with pytest.raises(Unreachable):
        org.look()
