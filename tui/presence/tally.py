"""How many people were in which state at one reading: what trends are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from tui.presence.model import Id


class TeamTally(Struct, frozen=True, gc=False):
    """One team: its people, how many of them are present (active or idle), and how many DE answers on there."""

    users: int
    present: int
    on: int


class Tally(Struct, frozen=True):
    """One complete reading in numbers, queues apart. ``at`` is on the org's clock.

    ``on`` counts those whom DE answers on in at least one team. ``out_of_step`` are those whom the plan would send.
    ``teams`` is by team Id.
    """

    at: datetime
    users: int
    active: int
    idle: int
    absent: int
    unknown: int
    on: int
    out_of_step: int
    teams: Mapping[Id, TeamTally] = field(default_factory=dict)
