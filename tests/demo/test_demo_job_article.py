"""The article's own job in the simulated org: it works as printed, and one can see what is wrong with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.demo.deploys import deployed, parts
from tests.demo.job_days import JobDay
from tests.demo.served import served
from tui.demo.world.jobs.article import ArticleJob
from tui.demo.world.jobs.twin import ARTICLES, JobRefused

ALL_DAY = 86_400


@pytest.fixture
def day() -> JobDay:
    made = JobDay()
    made.world.install_article()
    return made


def users(day: JobDay) -> int:
    return len({one for team in day.world.availability().values() for one in team if one.startswith("005")})


def test_every_user_is_toggled_again_at_every_turn(day: JobDay) -> None:
    day.world.article_job.start()
    day.minutes(17)
    assert len(day.sent()) == 4 * users(day)


def test_who_has_a_session_of_the_browser_is_on_and_who_has_none_is_off_with_the_articles_reason(day: JobDay) -> None:
    user = day.alone().id
    day.world.log_in(user, "UI", "Application", valid=ALL_DAY)
    day.world.article_job.start()
    day.minutes(1)
    assert (day.world.toggled_on(user), day.world.reason_of(user)) == (True, None)
    day.world.log_out(user)
    day.minutes(6)
    assert (day.world.toggled_on(user), day.world.reason_of(user)) == (False, "No active session")


def test_who_logged_in_by_single_sign_on_is_turned_off(day: JobDay) -> None:
    user = day.alone().id
    day.world.manager_toggles(user, on=True)
    day.world.log_in(user, "UI", "SAML Sfdc Initiated SSO", valid=ALL_DAY)
    day.world.article_job.start()
    day.minutes(1)
    assert not day.world.toggled_on(user)


def test_what_a_manager_did_is_undone(day: JobDay) -> None:
    user = day.alone().id
    day.world.log_in(user, "UI", "Application", valid=ALL_DAY)
    day.world.article_job.start()
    day.minutes(1)
    day.world.manager_toggles(user, on=False, reason="Training")
    day.minutes(6)
    assert day.world.toggled_on(user)


def test_two_starts_are_two_chains_and_abort_ends_one(day: JobDay) -> None:
    day.world.article_job.start()
    day.world.article_job.start()
    assert len(day.alive()) == 2
    day.world.article_job.abort()
    day.minutes(20)
    assert len(day.alive()) == 1


def test_an_error_ends_the_chain_without_a_word(day: JobDay) -> None:
    day.world.article_job.start()
    day.world.fail_links("System.DmlException: UNABLE_TO_LOCK_ROW")
    day.minutes(30)
    assert [(one.status, one.error) for one in day.world.jobs.rows] == [
        ("Failed", "System.DmlException: UNABLE_TO_LOCK_ROW")
    ]


def test_without_manage_users_everybody_else_goes_off(day: JobDay) -> None:
    user = day.alone().id
    day.world.log_in(user, "UI", "Application", valid=ALL_DAY)
    day.world.article_job.start()
    day.minutes(1)
    day.world.revoke("manage-users")
    day.minutes(6)
    assert not day.world.toggled_on(user)


def test_in_a_developer_org_it_ends_after_five_turns() -> None:
    day = JobDay("developer")
    day.world.install_article()
    day.world.article_job.start()
    day.minutes(60)
    assert [one.status for one in day.world.jobs.rows] == [*["Completed"] * 4, "Failed"]
    assert "Maximum stack depth" in str(day.world.jobs.rows[-1].error)


def test_the_kits_job_does_not_start_beside_it_and_ends_it_when_aborted(day: JobDay) -> None:
    day.world.article_job.start()
    with pytest.raises(JobRefused, match="runs already"):
        day.world.kit_job.start()
    day.world.article_job.start()
    assert day.world.kit_job.abort() == 2
    day.minutes(20)
    assert day.alive() == []


def test_both_at_once_fight_over_who_came_by_single_sign_on(day: JobDay) -> None:
    day.settle()
    user = day.alone().id
    day.world.log_in(user, "UI", "SAML Sfdc Initiated SSO", valid=ALL_DAY)
    day.world.article_job.start()
    day.minutes(60)
    own = [online for who, online, _ in day.sent() if who == user]
    assert {True, False} == set(own)


def test_its_class_compiles_here_as_it_would_in_an_org() -> None:
    with served() as wire:
        source = ArticleJob(wire.world).part().source
        assert deployed(wire, parts({("ApexClass", ARTICLES): source})).status == "Succeeded"
        assert wire.apex(f"{ARTICLES}.startJob();").json()["success"] is True
        wire.now += timedelta(minutes=11)
        assert len(wire.query("SELECT Id FROM AsyncApexJob").json()["records"]) == 4
        assert wire.apex(f"{ARTICLES}.abortJob();").json()["success"] is True
        statuses = [one["Status"] for one in wire.query("SELECT Status FROM AsyncApexJob").json()["records"]]
        assert statuses == [*["Completed"] * 3, "Aborted"]
