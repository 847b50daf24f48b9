"""Apex jobs and schedules of the org's own, and how they look as rows of AsyncApexJob and CronTrigger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from tui.demo.world.columns_people import USER
from tui.demo.world.ids import record_id
from tui.demo.world.people import Person
from tui.demo.world.rows import Columns, Row

ALIVE = frozenset({"Holding", "Queued", "Preparing", "Processing"})
QUEUEABLE = "Queueable"
SCHEDULED = "ScheduledApex"


@dataclass(eq=False)
class Schedule:
    """A class that is scheduled for one moment. ``state`` is a word of CronTrigger; ``next`` is None once it fired."""

    number: int
    name: str
    created: datetime
    owner: Person
    next: datetime | None
    expression: str
    state: str = "WAITING"
    previous: datetime | None = None
    fired: int = 0

    @property
    def id(self) -> str:
        """Its CronTrigger Id."""
        return record_id("08e", self.number)

    @property
    def detail_id(self) -> str:
        """The Id of its CronJobDetail."""
        return record_id("08a", self.number)


@dataclass(eq=False)
class Job:
    """A job: its class, its state, when it was made and as whom it runs. ``error`` is what it ended by.

    ``schedule`` is what a job of scheduled Apex stands for; the platform shows such a row from the day on which the
    class was scheduled [mem].
    """

    number: int
    class_name: str
    status: str
    created: datetime
    owner: Person
    class_id: str = ""
    job_type: str = QUEUEABLE
    completed: datetime | None = None
    error: str | None = None
    schedule: Schedule | None = None

    @property
    def id(self) -> str:
        """Its Id."""
        return record_id("707", self.number)

    @property
    def alive(self) -> bool:
        """Whether it waits or runs."""
        return self.status in ALIVE

    def end(self, status: str, at: datetime, error: str | None = None) -> None:
        """It is over."""
        self.status, self.completed, self.error = status, at, error


APEX_CLASS: Columns[Job] = {
    "Id": attrgetter("class_id"),
    "Name": attrgetter("class_name"),
    "NamespacePrefix": lambda _: None,
    "ApiVersion": lambda _: 67.0,
    "Status": lambda _: "Active",
    "IsValid": lambda _: True,
    "CreatedDate": attrgetter("created"),
    "SystemModstamp": attrgetter("created"),
}

CRON_DETAIL: Columns[Schedule] = {
    "Id": attrgetter("detail_id"),
    "Name": attrgetter("name"),
    "JobType": lambda _: "7",  # scheduled Apex (object reference, CronJobDetail)
}

CRON_TRIGGER: Columns[Schedule] = {
    "Id": attrgetter("id"),
    "CronJobDetailId": attrgetter("detail_id"),
    "CronJobDetail": lambda one: Row(CRON_DETAIL, one),
    "CronExpression": attrgetter("expression"),
    "State": attrgetter("state"),
    "NextFireTime": attrgetter("next"),
    "PreviousFireTime": attrgetter("previous"),
    "TimesTriggered": attrgetter("fired"),
    "OwnerId": attrgetter("owner.id"),
    "CreatedDate": attrgetter("created"),
    "CreatedById": attrgetter("owner.id"),
    "CreatedBy": lambda one: Row(USER, one.owner),
}


def _always(value: object) -> Callable[[Job], object]:
    return lambda _: value


JOB: Columns[Job] = {
    "Id": attrgetter("id"),
    "ApexClassId": attrgetter("class_id"),
    "ApexClass": lambda one: Row(APEX_CLASS, one),
    "JobType": attrgetter("job_type"),
    "Status": attrgetter("status"),
    "CreatedDate": attrgetter("created"),
    "CreatedById": attrgetter("owner.id"),
    "CreatedBy": lambda one: Row(USER, one.owner),
    "CompletedDate": attrgetter("completed"),
    "ExtendedStatus": attrgetter("error"),
    "NumberOfErrors": lambda one: 1 if one.status == "Failed" else 0,
    "JobItemsProcessed": _always(0),
    "TotalJobItems": _always(0),
    "CronTriggerId": lambda one: one.schedule.id if one.schedule else None,
    "CronTrigger": lambda one: Row(CRON_TRIGGER, one.schedule) if one.schedule else None,
    **dict.fromkeys(("MethodName", "ParentJobId"), _always(None)),
}
