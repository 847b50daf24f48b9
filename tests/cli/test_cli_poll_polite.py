"""``poll`` in an org whose API calls run out: what it says, and that it neither ends nor asks on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cli.stage import EXECUTE, Serve, Stage
from tests.cli.test_cli_poll import GO, one_gone

WORDS = "of the org's API calls are used; reading pauses above 95 %"


def scarce(serve: Serve, used: float) -> Stage:
    """Somebody left who is still on, and so much of the org's day is used up."""
    stage = serve(answers="toggle")
    account = stage.server.account
    account.allowance = replace(account.allowance, calls=10_000)
    account.used = int(used * 10_000)
    return stage


def test_above_95_percent_a_poll_tells_why_it_reads_no_more(serve: Serve) -> None:
    stage = scarce(serve, 0.96)
    ran = stage.run("poll", "--once", "--json")
    assert ran.code == 0
    assert any(WORDS in one["title"] for one in ran.json["errors"])
    assert ran.err.count(WORDS) == 1


@pytest.mark.parametrize(("used", "readings"), [(0.5, 2), (0.96, 1)])
def test_above_95_percent_no_second_reading_confirms_absences(serve: Serve, used: float, readings: int) -> None:
    stage = scarce(serve, used)
    one_gone(stage)
    stage.run("poll", "--once")
    assert len(stage.asked(EXECUTE)) == readings


def test_an_absence_that_no_second_reading_confirmed_is_withheld(serve: Serve) -> None:
    stage = scarce(serve, 0.96)
    one = one_gone(stage)
    ran = stage.run(*GO)
    assert [held["rule"] for held in ran.json["plan"]["withheld"] if held["id"] == one] == ["R5"]
    assert stage.toggles() == []


@pytest.mark.parametrize("used", [0.5, 0.9])
def test_below_that_nothing_is_told_and_the_plan_goes(serve: Serve, used: float) -> None:
    stage = scarce(serve, used)
    one = one_gone(stage)
    ran = stage.run(*GO)
    assert (ran.json["errors"], ran.json["applied"]["ok"]) == ([], [one])


def test_status_and_toggle_work_in_spite_of_it(serve: Serve) -> None:
    stage = scarce(serve, 0.97)
    one = one_gone(stage)
    assert stage.run("status", "--json").code == 0
    assert stage.run("toggle", "off", one, "--yes").code == 0
    assert stage.toggles()[0][0] == one
