"""An org with jobs of its own, in a function: its tables answer queries, its verbs end and start links."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from tests.org.scripted import Asked, Scripted, page
from tui.org.jobs.desk import Desk
from tui.org.jobs.driver import Driver
from tui.org.routes.companion import Companion
from tui.org.wire.calls import Kind
from tui.org.wire.errors import MissingPermission, Rejected
from tui.presence.chains import JobState
from tui.presence.model import OrgFacts, Permissions

T = TypeVar("T")
ADA, BOB = "0055e0000000001AAA", "0055e0000000002AAA"
FACTS = OrgFacts("00D5e0000000001AAA", "Acme", "ada@acme.example", ADA, True, "https://acme.my.salesforce.com")
ALL = Permissions(manage_users=True, author_apex=True, customize_application=True, view_setup=True)
BARE = Permissions(manage_users=True, author_apex=False, customize_application=False, view_setup=False)
KIT: list[dict[str, object]] = [
    {"Name": "DePresenceJob", "Body": "public class DePresenceJob {}"},
    {"Name": "DePresenceKit", "Body": "public class K { public static final String VERSION = '1.2.3'; }"},
]


def link(number: int, status: str = "Queued", name: str = "DePresenceJob", **more: object) -> dict[str, object]:
    """A row of AsyncApexJob, born ``number`` minutes after eleven; ended ones end five minutes later."""
    over = status in {"Completed", "Failed", "Aborted"}
    return {
        "Id": f"7075e00000000{number:02d}AAA",
        "JobType": "Queueable",
        "Status": status,
        "CreatedDate": f"2026-11-23T11:{number:02d}:00.000+0000",
        "CreatedById": ADA,
        "CreatedBy": {"Name": "Ada"},
        "CompletedDate": f"2026-11-23T11:{number + 5:02d}:03.000+0000" if over else None,
        "ExtendedStatus": None,
        "CronTriggerId": None,
        "ApexClass": {"Name": name, "NamespacePrefix": None},
        **more,
    }


class JobOrg:
    """``links`` and ``crons`` are rows; ``refused`` are tables that are refused, ``verbs`` what was written.

    ``on_write`` does what a write does, or raises; its answer is the body of a reply.
    """

    def __init__(self, *links: dict[str, object], kit: bool = True, companion: bool = False) -> None:
        self.links, self.crons = list(links), list[dict[str, object]]()
        self.classes = list(KIT) if kit else []
        self.status: dict[str, object] = {}
        self.settings: dict[str, object] = {}
        self.users = {ADA: {"Name": "Ada", "IsActive": True}, BOB: {"Name": "Bob", "IsActive": True}}
        self.managers = {ADA}
        self.refused: set[str] = set()
        self.told: dict[str, object] | None = None
        self.permissions = ALL
        self.companion = Companion(there=companion, package=companion)
        self.verbs: list[str] = []
        self.on_write: Callable[[str], object] = self.obey
        self.slept: list[float] = []
        self.on_sleep: Callable[[], None] = lambda: None
        self.calls = Scripted(self._answer)

    @property
    def desk(self) -> Desk:
        return Desk(self.calls, FACTS, self.permissions, self.companion)

    def look(self) -> JobState:
        return self.desk.look()

    def start(self) -> JobState:
        return asyncio.run(Driver(self._ask, self._sleep).start())

    def abort(self) -> JobState:
        return asyncio.run(Driver(self._ask, self._sleep).abort())

    def obey(self, verb: str) -> object:
        """A start begins a link, an abort ends all; one that is named ends that one."""
        if "start" in verb:
            self.links.append(link(50))
        elif "System.abortJob" in verb:
            self._end(lambda row: str(row["Id"]) in verb)
        else:
            self._end(lambda _: True)
        return {"compiled": True, "success": True, "version": "1.2.3", "chains": []}

    def _end(self, which: Callable[[dict[str, object]], bool]) -> None:
        alive = [row for row in self.links if row["CompletedDate"] is None]
        for row in filter(which, alive):
            row |= {"Status": "Aborted", "CompletedDate": "2026-11-23T11:59:00.000+0000"}
        self.crons = [row for row in self.crons if not which(row)]

    async def _ask(self, work: Callable[[Desk], T]) -> T:
        return work(self.desk)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.on_sleep()

    def _answer(self, asked: Asked) -> object:
        if asked.kind is Kind.WRITE:
            verb = asked.apex or f"{asked.path.rpartition('/')[2]}: {asked.body['do']}"
            self.verbs.append(verb)
            return self.on_write(verb)
        if asked.path.endswith("/job"):
            return Rejected("no", code="NOT_FOUND") if self.told is None else self.told
        if not asked.soql:
            return {}
        table = asked.soql.split(" FROM ")[1].split()[0]
        return MissingPermission("no") if table in self.refused else page(*self._rows(table, asked.soql))

    def _rows(self, table: str, soql: str) -> list[dict[str, object]]:
        if table == "AsyncApexJob":
            assert "'DePresenceJob'" in soql
            ended = "'Completed'" in soql
            found = [row for row in self.links if (row["CompletedDate"] is not None) is ended]
            return list(reversed(found)) if ended else found
        rows: dict[str, list[dict[str, object]]] = {
            "CronTrigger": self.crons,
            "ApexClass": self.classes,
            "DePresence_Status__c": [self.status] if self.status else [],
            "DePresence_Settings__c": [self.settings] if self.settings else [],
            "User": [{**row} for user_id, row in self.users.items() if user_id in soql],
            "PermissionSetAssignment": [{"Id": "0Pa5e0000000001AAA"} for one in self.managers if one in soql],
        }
        return rows[table]
