"""Apex jobs of the org's own, and how they look as rows. There are none until somebody steers one into the world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from tui.demo.world.columns_people import USER
from tui.demo.world.ids import record_id
from tui.demo.world.people import Person
from tui.demo.world.rows import Columns, Row


@dataclass
class Job:
    """A queueable job: the name of its class, its state, when it was made and as whom it runs."""

    number: int
    class_name: str
    status: str
    created: datetime
    owner: Person

    @property
    def id(self) -> str:
        """Its Id."""
        return record_id("707", self.number)


APEX_CLASS: Columns[Job] = {
    "Id": lambda one: record_id("01p", one.number),
    "Name": attrgetter("class_name"),
    "NamespacePrefix": lambda _: None,
    "ApiVersion": lambda _: 67.0,
    "Status": lambda _: "Active",
    "IsValid": lambda _: True,
    "CreatedDate": attrgetter("created"),
    "SystemModstamp": attrgetter("created"),
}


def _always(value: object) -> Callable[[Job], object]:
    return lambda _: value


JOB: Columns[Job] = {
    "Id": attrgetter("id"),
    "ApexClassId": lambda one: record_id("01p", one.number),
    "ApexClass": lambda one: Row(APEX_CLASS, one),
    "JobType": _always("Queueable"),
    "Status": attrgetter("status"),
    "CreatedDate": attrgetter("created"),
    "CreatedById": attrgetter("owner.id"),
    "CreatedBy": lambda one: Row(USER, one.owner),
    "NumberOfErrors": _always(0),
    "JobItemsProcessed": _always(0),
    "TotalJobItems": _always(0),
    **dict.fromkeys(
        ("CompletedDate", "ExtendedStatus", "MethodName", "ParentJobId", "CronTriggerId", "CronTrigger"), _always(None)
    ),
}
