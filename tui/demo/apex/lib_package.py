"""DE's global classes as the article calls them; their further members are not documented, so there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tui.demo.apex.execution import Run
from tui.demo.apex.lib_text import to_id
from tui.demo.apex.shelf import Signature, WithRun, methods
from tui.demo.apex.values import null_used, thrown
from tui.demo.world.world import DEError

GLOBAL = "n2de.DistributionEngineGlobal"
DTO = f"{GLOBAL}.ToggleUserDTO"
MANAGED = frozenset({GLOBAL.lower(), DTO.lower()})


@dataclass(frozen=True)
class ToggleUser:
    """A ``ToggleUserDTO``: what to do with one user."""

    user_id: str | None
    online: bool | None
    reason: str | None


def _toggle(run: Run, users: list[Any]) -> None:
    if any(one is None or one.user_id is None or one.online is None for one in users):
        raise null_used()
    try:
        run.world.toggle([(one.user_id, one.online, one.reason) for one in users], via="anonymous")
    except DEError as error:  # the class's real name is not documented
        raise thrown(f"{GLOBAL}.DistributionEngineException", str(error)) from error


PACKAGE: list[Signature] = [
    *methods(
        GLOBAL,
        {
            "static Map<Id, Map<Id, Boolean>> getUserAvailabilityAllTeams()": WithRun(Run.availability),
            f"static void toggleUsers(List<{DTO}>)": WithRun(_toggle),
        },
    ),
    *methods(DTO, {f"static {DTO} new(Id, Boolean, String)": lambda user, on, why: ToggleUser(to_id(user), on, why)}),
]
