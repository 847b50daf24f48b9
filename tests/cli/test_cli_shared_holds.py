"""What a person does here is known to the org's own job: it leaves whom they hold alone, until they release them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

import pytest

from tests.cli.stage import Serve, Stage
from tests.loop.fakes import FakeClock, FakeJournal
from tests.org.demo_org import WorldTime
from tui.cli.witness import ReadOnly
from tui.demo.http.server import Fault
from tui.demo.http.wire import json_reply
from tui.demo.world.world import World
from tui.loop.hand import Hand, HoldOrder, Order
from tui.loop.watch import watch
from tui.org.holds import HOLD
from tui.org.org import SalesforceOrg
from tui.org.wire.connection import Connection
from tui.presence.memory import Hold
from tui.presence.ports import Org
from tui.presence.settings import Settings

ALL_DAY = 86_400
LEAVE = Hold("leave them alone", until_presence=True)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two looks at a deployment."""
    monkeypatch.setattr("tui.org.kit.deploying.PAUSES", (0.0,))


def done(stage: Stage, *args: str) -> None:
    ran = stage.run(*args)
    assert ran.code == 0, ran.err


def job_at_work(stage: Stage) -> list[str]:
    """Everybody is there all day, and on by the org's own job; their Ids."""
    done(stage, "kit", "deploy", "--yes")
    everybody = [one.id for one in stage.people()]
    for user in everybody:
        stage.world.log_in(user, "UI", "Application", valid=ALL_DAY)
    done(stage, "job", "start", "--yes")
    stage.later(minutes=30)
    assert all(stage.world.toggled_on(user) for user in everybody)
    return everybody


def held(world: World) -> list[str]:
    return [str(row["User__c"]) for row in world.custom.rows(HOLD)]


def ordered(stage: Stage, order: Order, *, read_only: bool = False) -> list[str]:
    """A person's order, carried out by a monitor; what the activity log says of it."""
    return asyncio.run(_ordered(stage, order, read_only=read_only))


async def _ordered(stage: Stage, order: Order, *, read_only: bool) -> list[str]:
    wire = SalesforceOrg(Connection(stage.server.url, stage.server.access_token), WorldTime(lambda: stage.world.now))
    org: Org = ReadOnly(wire) if read_only else wire
    hand, clock, said = Hand(), FakeClock(), list[str]()
    hand.order(order)
    source = watch(org, FakeJournal(), Settings(), clock, hand, sleep=clock.sleep, chance=lambda: 0.5)
    async with aclosing(source) as pulses:
        async for pulse in pulses:
            said += [one.why for one in pulse.entries if one.kind == "error"]
            if pulse.roster is not None:
                break
    assert pulse.memory.of(_users(order)[0]).hold == (order.hold if isinstance(order, HoldOrder) else None)
    await wire.close()
    return said


def _users(order: Order) -> Sequence[str]:
    assert isinstance(order, HoldOrder)
    return order.user_ids


def test_the_job_leaves_alone_whom_a_person_turned_off_and_takes_over_when_they_are_released(serve: Serve) -> None:
    stage = serve()
    one, *others = job_at_work(stage)
    done(stage, "toggle", "off", one, "--yes")
    assert held(stage.world) == [one]
    stage.later(hours=2)
    assert not stage.world.toggled_on(one)
    assert all(stage.world.toggled_on(user) for user in others)
    assert ordered(stage, HoldOrder((one,), None)) == []
    assert held(stage.world) == []
    stage.later(minutes=30)
    assert stage.world.toggled_on(one)


def test_the_job_ends_the_hold_itself_when_they_leave(serve: Serve) -> None:
    stage = serve()
    one = job_at_work(stage)[0]
    done(stage, "toggle", "off", one, "--yes")
    stage.later(minutes=30)
    stage.world.expire(one)
    stage.later(minutes=30)
    assert held(stage.world) == []
    stage.world.log_in(one, "UI", "Application", valid=ALL_DAY)
    stage.later(minutes=30)
    assert stage.world.toggled_on(one)


def test_whom_a_monitor_holds_stays_on_though_they_left(serve: Serve) -> None:
    stage = serve()
    one, two, *_ = job_at_work(stage)
    assert ordered(stage, HoldOrder((one,), Hold("on call"))) == []
    stage.world.expire(one)
    stage.world.expire(two)
    stage.later(hours=1)
    assert stage.world.toggled_on(one)
    assert not stage.world.toggled_on(two)


def test_without_the_kit_a_toggle_costs_one_question_and_is_silent(serve: Serve) -> None:
    stage = serve()
    stage.in_step()
    ran = stage.run("toggle", "off", stage.people()[0].id, "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert stage.asked("/composite") == []


def test_a_refused_row_is_a_word_and_the_toggle_and_its_hold_stand(serve: Serve) -> None:
    stage = serve()
    one = job_at_work(stage)[0]
    no = json_reply([{"message": "not you", "errorCode": "INSUFFICIENT_ACCESS"}], 403)
    stage.fault("/composite", Fault(answer=no), "POST")
    ran = stage.run("toggle", "off", one, "--yes")
    word = "the org's own job does not know of this hold"
    assert (ran.code, held(stage.world), stage.world.toggled_on(one)) == (0, [], False)
    assert ran.err.startswith(word)
    assert "not you" in ran.err
    assert stage.asked("/composite") == [403]
    shown = next(user for user in stage.run("status", "--json").json["users"] if user["id"] == one)
    assert "held" in str(shown)
    assert [word in said for said in ordered(stage, HoldOrder((one,), LEAVE))] == [True]


def test_a_read_only_run_writes_no_hold(serve: Serve) -> None:
    stage = serve()
    one = job_at_work(stage)[0]
    said = ordered(stage, HoldOrder((one,), LEAVE), read_only=True)
    assert ["read-only" in word for word in said] == [True]
    assert (held(stage.world), stage.asked("/composite")) == ([], [])
