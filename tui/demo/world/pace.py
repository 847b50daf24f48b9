"""How fast the simulated day goes by size, so that there is always something to see and never a storm."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Means in seconds: how long one stays and is away, and the time between two acts of managers and of admins.

    ``opening`` stretches the first minutes, which are arranged so that every kind of event is seen soon.
    """

    stay: float
    away: float
    manager: float
    login_as: float
    opening: float


def pace(users: int) -> Pace:
    """The pace of an org with that many DE users."""
    if users < 100:
        return Pace(stay=1_500, away=900, manager=260, login_as=1_800, opening=1.5)
    if users < 1_000:
        return Pace(stay=3_600, away=2_100, manager=170, login_as=1_200, opening=1.0)
    return Pace(stay=7_200, away=4_200, manager=90, login_as=300, opening=1.0)
