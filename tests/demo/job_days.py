"""A world whose own job runs: the kit deployed once for all tests, a clock, and the words of the tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from tests.demo.deploys import deployed, kit_components, parts
from tests.demo.served import served
from tests.demo.world_days import NOBODY, START, Day
from tui.demo.options import Options
from tui.demo.world.jobs.jobs import Job
from tui.demo.world.kit.deployed import Deployed
from tui.demo.world.kit.rows import Value
from tui.demo.world.kit.settings import OBJECT
from tui.demo.world.world import World

HOLD = "DePresence_Hold__c"
MINUTE = 60


@cache
def kit() -> Deployed:
    """An org's components once the kit was deployed there, by HTTP as anybody would."""
    with served() as wire:
        result = deployed(wire, parts(kit_components(wire)))
        assert result.status == "Succeeded", result.problems
        return wire.world.deployed


class JobDay(Day):
    """A small, quiet org with the kit in it, whose logouts nobody follows; its job is not started yet."""

    def __init__(
        self, *extra: str, size: str | int = "small", without: frozenset[str] = NOBODY, quiet: bool = True
    ) -> None:
        self.now = START
        self.world = World(Options(size=size, extra=frozenset(extra), without=without), lambda: self.now)
        if quiet:
            self.world.quiet()
        self.world.deploy(kit().lacking([("ApexTrigger", "DePresenceLogoutTrigger")]))

    def settings(self, **values: Value) -> None:
        """Somebody writes fields of the job's settings, such as ``Dry_Run``."""
        row = {f"{name}__c": value for name, value in values.items()}
        self.world.custom.write_setting(OBJECT, row, self.world.caller_id)

    def hold(self, user: str, **values: Value) -> None:
        """Somebody holds a user."""
        row = {f"{name}__c": value for name, value in values.items()}
        self.world.custom.create(HOLD, {"User__c": user, "Why__c": "Training", **row}, self.world.caller_id)

    def minutes(self, count: float) -> None:
        """Time goes on, and nobody asks the org anything meanwhile."""
        self.now += timedelta(minutes=count)
        self.world.advance()

    def link(self) -> Job:
        """Time goes on until a job has ended, which is told."""
        over = {one.id for one in self.world.jobs.rows if not one.alive}
        for _ in range(11 * MINUTE):
            self.later(1)
            for one in self.world.jobs.rows:
                if not one.alive and one.id not in over:
                    return one
        raise AssertionError("no job ends")

    def ends(self, count: int) -> list[datetime]:
        """When the next links end, while time goes on."""
        return [one.completed for one in (self.link() for _ in range(count)) if one.completed]

    def settle(self) -> None:
        """Start the job, and let it bring everybody into step; the brake has let go of everybody by then."""
        self.world.kit_job.start()
        self.minutes(45)
        self.world.received.clear()

    def sent(self) -> list[tuple[str, bool, str | None]]:
        """What jobs have toggled."""
        return [(one.user_id, one.online, one.reason) for one in self.world.received if one.via == "job"]

    def alive(self) -> list[Job]:
        """The jobs that wait or run."""
        return [one for one in self.world.jobs.rows if one.alive]

    def ended(self, status: str) -> list[Job]:
        """The jobs that ended so."""
        return [one for one in self.world.jobs.rows if one.status == status]

    def status(self) -> Mapping[str, Value]:
        """The job's status row."""
        return self.world.kit_job.status().row
