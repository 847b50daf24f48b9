"""Make all pictures anew: ``python -m screenshots``. Same seed, same clock: the same pictures each time."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import resvg_py

from screenshots.stage import ScriptClock, Stage, stage
from tui.demo.http.server import DemoServer
from tui.demo.options import Options
from tui.demo.world.world import World
from tui.presence.model import Problem

HERE = Path(__file__).parent
FONTS = "Fira Code, DejaVu Sans Mono, Menlo, Consolas, monospace"
Scene = Callable[[Stage], Awaitable[None]]


async def at_work(on: Stage) -> None:
    """The loop on for some minutes, one user held, three marked."""
    await on.until(lambda pulse: pulse.roster, "the first reading")
    await on.press("p")
    await on.minutes(0.5)
    await on.until(lambda pulse: pulse.phase == "asking", "the first plan is asked")
    await on.press("y")
    await on.until(lambda pulse: pulse.phase == "on", "the first plan is sent")
    await on.minutes(6)
    await on.press("down", "down", "down", "space", "space", "down", "space")


async def plan(on: Stage) -> None:
    """What the next cycle would do, before the first."""
    await on.until(lambda pulse: pulse.roster, "the first reading")
    await on.minutes(1)
    await on.press("P")


async def bulk(on: Stage) -> None:
    """Three users about to go off."""
    await on.until(lambda pulse: pulse.roster, "the first reading")
    await on.press("space", "space", "space", "x")


async def details(on: Stage) -> None:
    """One idle user, explained."""
    await on.until(lambda pulse: pulse.roster, "the first reading")
    await on.press("slash", *"presence:idle", "enter", "down", "enter")
    await on.pilot.pause(0.3)


async def doctor(on: Stage) -> None:
    """What works in this org, and what is missing."""
    await on.until(lambda pulse: pulse.roster, "the first reading")
    await on.press("D")
    await on.drawn("Fine")


async def orgs(on: Stage) -> None:
    """The orgs that can be opened; the connect screen is the same list with more words."""
    await on.until(lambda pulse: pulse.roster, "the first reading")
    await on.press("O")
    await on.drawn("To add one")
    await on.press("j")


async def connect(on: Stage) -> None:
    """Nobody said which org."""
    on.app.ask_for_org(Problem("There is no org", "the Salesforce CLI is not installed", ""))
    await on.drawn("To connect one")


SCENES: tuple[tuple[str, tuple[int, int], Scene, str | None], ...] = (
    ("monitor-120x40", (120, 40), at_work, None),
    ("monitor-80x24", (80, 24), at_work, None),
    ("monitor-200x50", (200, 50), at_work, None),
    ("monitor-light-120x40", (120, 40), at_work, "textual-light"),
    ("plan-120x40", (120, 40), plan, None),
    ("bulk-off-120x40", (120, 40), bulk, None),
    ("details-120x40", (120, 40), details, None),
    ("doctor-120x40", (120, 40), doctor, None),
    ("orgs-120x40", (120, 40), orgs, None),
    ("connect-80x24", (80, 24), connect, None),
)


def main() -> None:
    """Play every scene on an org of its own and keep its picture as SVG and PNG."""
    for name, size, scene, theme in SCENES:
        svg = without_remote_fonts(play(size, scene, theme))
        (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")
        (HERE / f"{name}.png").write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=1)))
        print(name)


def play(size: tuple[int, int], scene: Scene, theme: str | None) -> str:
    """The SVG of one scene."""
    clock = ScriptClock()
    world = World(Options(size="typical", seed=7), clock.utc, token="00D5e000000demo!screenshots")
    with DemoServer(world) as server, tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_play(server, clock, size, Path(folder), scene, theme))


async def _play(
    server: DemoServer, clock: ScriptClock, size: tuple[int, int], folder: Path, scene: Scene, theme: str | None
) -> str:
    async with stage(server, clock, size, folder, theme) as on:
        await scene(on)
        return on.app.export_screenshot(title="de-presence")


def without_remote_fonts(svg: str) -> str:
    """The picture without fonts from a network; the viewer's own monospace takes their place."""
    svg = re.sub(r"@font-face\s*\{[^}]*\}", "", svg)
    return svg.replace("Fira Code, monospace", FONTS).replace("font-family: Fira Code;", f"font-family: {FONTS};")


if __name__ == "__main__":
    main()
