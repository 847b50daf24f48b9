"""How the kit's job fares, in the org's row of a custom setting: twin of ``DePresenceStatus``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tui.demo.world.jobs.twin_org import STATUS
from tui.demo.world.jobs.twin_turn import Turn
from tui.demo.world.kit.rows import CustomRows, Value

_LONGEST = 255


class Status:
    """The row, as ``by`` writes it; only the fields that change are written."""

    def __init__(self, custom: CustomRows, by: str) -> None:
        self._custom = custom
        self._by = by

    @property
    def row(self) -> Mapping[str, Value]:
        """The row as it stands now."""
        return self._custom.setting(STATUS)

    @property
    def stopped(self) -> bool:
        """Whether a person stopped the job."""
        return self.row["Stopped__c"] is True

    def started(self) -> None:
        """The job starts: no stop, no old error."""
        fresh: dict[str, Value] = dict.fromkeys(("Last_Error__c", "Last_Error_At__c", "Brake__c"))
        self._write({**fresh, "Stopped__c": False, "Restarts__c": 0.0})

    def stop(self) -> None:
        """A person stops the job."""
        self._write({"Stopped__c": True})

    def ran(self, turn: Turn, at: datetime) -> None:
        """A link did its turn."""
        plan = turn.plan
        values: dict[str, Value] = {
            "Last_Run__c": at,
            "Users__c": float(turn.users),
            "Turned_On__c": float(turn.turned_on),
            "Turned_Off__c": float(turn.turned_off),
            "Withheld__c": float(len(plan.withheld) + len(plan.braked)) if plan else 0.0,
            "Brake__c": plan.brake[:_LONGEST] if plan and plan.brake else None,
            "Restarts__c": 0.0,
        }
        if turn.problem is not None:
            values |= {"Last_Error__c": turn.problem[:_LONGEST], "Last_Error_At__c": at}
        self._write(values)

    def failed(self, why: str, at: datetime, restarts: int) -> None:
        """A link failed; the next one follows later."""
        self._write({"Last_Error__c": why[:_LONGEST], "Last_Error_At__c": at, "Restarts__c": float(restarts)})

    def noted(self, why: str, at: datetime) -> None:
        """Something worth a word that is no failure of a link."""
        self._write({"Last_Error__c": why[:_LONGEST], "Last_Error_At__c": at})

    def _write(self, values: Mapping[str, Value]) -> None:
        self._custom.write_setting(STATUS, values, self._by)
