"""One stay at a screen, and the habits that decide how it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tui.demo.world.people import Person
from tui.demo.world.sessions import AuthSession


@dataclass(frozen=True)
class LogoutEvent:
    """What LogoutEventStream would tell of a logout from the UI; never of a timeout or a closed browser."""

    at: datetime
    user_id: str
    username: str
    source_ip: str
    session_key: str
    login_key: str


@dataclass(slots=True, eq=False)
class Visit:
    """Somebody, or a program, at one root session until ``leaves``; ``logs_out`` else only closes the browser.

    ``screen`` is whether a person sits there. ``back`` is the time of the next click where it is known already.
    """

    root: AuthSession
    leaves: datetime
    logs_out: bool
    screen: bool = True
    left: bool = False
    back: datetime | None = None


def screen_type(person: Person) -> str:
    """The type of a person's own root session: partners come in by their site."""
    return "UI" if person.profile.user_type == "Standard" else "ChatterNetworks"


def logs_out(timeout: int) -> float:
    """How likely one logs out instead of closing the browser: whoever is timed out soon anyway seldom does."""
    return 0.25 if timeout <= 900 else 0.5 if timeout <= 1_800 else 0.75 if timeout <= 3_600 else 0.92


def pause(rng: Random, valid: int) -> timedelta:
    """From the half mark to the next click: mostly a moment, now and then a pause that makes them idle."""
    long = rng.random() < 0.1
    gap = rng.uniform(0.1, 0.9) * valid / 2 if long else rng.expovariate(1 / min(240, valid * 0.04))
    return timedelta(seconds=round(min(gap, valid * 0.45)))
