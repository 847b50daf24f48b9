"""What is seen on each picture: an org that was opened just now, or one whose day the journal has seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from screenshots.stage import Stage
from tui.presence.model import Problem

Play = Callable[[Stage], Awaitable[None]]
WIDE, SMALL, HUGE = (120, 40), (80, 24), (200, 50)


class Scene(NamedTuple):
    """The name of the picture, what is played, and the size of the terminal in cells; ``kit``: the org has it."""

    name: str
    play: Play
    size: tuple[int, int] = WIDE
    theme: str | None = None
    kit: bool = False


async def at_work(on: Stage) -> None:
    """The loop on for some minutes, two users marked."""
    await _read(on)
    await on.press("p")
    await on.until(lambda pulse: pulse.phase == "on", "the loop is on")
    await on.minutes(6)
    await on.press("down", "down", "down", "space", "space", "down", "space")


async def plan(on: Stage) -> None:
    """What the next cycle would do, and what it would not."""
    await _read(on)
    await on.press("P")


async def bulk(on: Stage) -> None:
    """Three users about to go off."""
    await _read(on)
    await on.press("space", "space", "space", "x")


async def not_receiving(on: Stage) -> None:
    """Somebody who is there and gets no records, explained."""
    await _read(on)
    await _filtered(on, "present:yes next:held-back")
    await on.press("enter")
    await on.drawn("Logins")
    await on.drawn("by the loop")
    await on.pilot.pause(0.3)


async def on_and_away(on: Stage) -> None:
    """Those who are on and should not be, by a filter that is being typed."""
    await _read(on)
    await on.press("slash", *"de:on present:no")
    await on.pilot.pause(0.3)


async def left(on: Stage) -> None:
    """Who left, newest first."""
    await _read(on)
    await on.press("H")
    await on.pilot.pause(0.3)
    await on.press("slash", *"to:absent", "enter")
    await on.pilot.pause(0.5)


async def totals(on: Stage) -> None:
    """How long each team was in each state."""
    await _read(on)
    await on.press("H", "t", "t")
    await on.pilot.pause(0.5)


async def past(on: Stage) -> None:
    """The table as it was in the morning."""
    await _read(on)
    await on.press("H", "a", *"09:30", "enter")
    await on.pilot.pause(0.5)


async def trends(on: Stage) -> None:
    """How the day went."""
    await _read(on)
    await on.press("t")
    await on.pilot.pause(0.5)


async def teams(on: Stage) -> None:
    """The teams, the first one open."""
    await _read(on)
    await on.press("T")
    await on.pilot.pause(0.3)
    await on.press("space")
    await on.pilot.pause(0.3)


async def doctor(on: Stage) -> None:
    """What works in this org, and what is missing."""
    await _read(on)
    await on.press("D")
    await on.drawn("Fine")


async def job(on: Stage) -> None:
    """The org's own job at work."""
    await _read(on)
    await on.minutes(12)
    await on.press("J")
    await on.pilot.pause(0.5)


async def orgs(on: Stage) -> None:
    """The orgs that can be opened; the connect screen is the same list with more words."""
    await _read(on)
    await on.press("O")
    await on.drawn("To add one")
    await on.press("j")


async def connect(on: Stage) -> None:
    """Nobody said which org."""
    on.app.ask_for_org(Problem("There is no org", "the Salesforce CLI is not installed", ""))
    await on.drawn("To connect one")


async def _read(on: Stage) -> None:
    await on.until(lambda pulse: pulse.roster, "the first reading")


async def _filtered(on: Stage, text: str) -> None:
    await on.press("slash", *text, "enter")


NEW = (
    Scene("doctor-120x40", doctor),
    Scene("orgs-120x40", orgs),
    Scene("connect-80x24", connect, SMALL),
    Scene("job-120x40", job, kit=True),
)
AFTER_A_DAY = (
    Scene("details-120x40", not_receiving),
    Scene("plan-120x40", plan),
    Scene("filter-120x40", on_and_away),
    Scene("history-120x40", left),
    Scene("totals-120x40", totals),
    Scene("past-120x40", past),
    Scene("trends-120x40", trends),
    Scene("teams-120x40", teams),
    Scene("bulk-off-120x40", bulk),
    Scene("monitor-120x40", at_work),
    Scene("monitor-80x24", at_work, SMALL),
    Scene("monitor-200x50", at_work, HUGE),
    Scene("monitor-light-120x40", at_work, theme="textual-light"),
)
