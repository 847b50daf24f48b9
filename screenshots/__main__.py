"""Make the pictures anew: ``python -m screenshots [NAME…]``. Same seed, same clock: the same pictures each time."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import resvg_py

from screenshots.day import live_through
from screenshots.scenes import AFTER_A_DAY, NEW, Scene
from screenshots.stage import ScriptClock, stage
from tui.demo.http.server import DemoServer
from tui.demo.options import Options
from tui.demo.world.world import World

HERE = Path(__file__).parent
FONTS = "Fira Code, DejaVu Sans Mono, Menlo, Consolas, monospace"
HOURS = 6


def main(names: Sequence[str]) -> None:
    """Play the scenes, all or those whose names begin so: the new ones on orgs of their own, the others on one."""
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    os.environ.pop("NO_COLOR", None)
    beginnings = tuple(names) or ("",)
    for scene in NEW:
        play([scene] if scene.name.startswith(beginnings) else [], 0)
    play([scene for scene in AFTER_A_DAY if scene.name.startswith(beginnings)], HOURS)


def play(scenes: Sequence[Scene], hours: float) -> None:
    """Play scenes one after another on an org that has been watched for that long, each in a monitor of its own."""
    if not scenes:
        return
    clock = ScriptClock()
    world = World(Options(size="typical", seed=7), clock.utc, token="00D5e000000demo!screenshots")
    with DemoServer(world) as server, tempfile.TemporaryDirectory() as folder:
        if scenes[0].kit:
            bring_kit(server, folder)
        asyncio.run(_play(server, clock, Path(folder), scenes, hours))


async def _play(server: DemoServer, clock: ScriptClock, folder: Path, scenes: Sequence[Scene], hours: float) -> None:
    if hours:
        await live_through(server, clock, folder, hours)
    for scene in scenes:
        async with stage(server, clock, scene.size, folder, scene.theme) as on:
            await scene.play(on)
            _keep(scene.name, on.app.export_screenshot(title="de-presence"))


def bring_kit(server: DemoServer, folder: str) -> None:
    """Deploy the kit and start the org's own job, as a person would."""
    homes = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), folder)
    org = {"SF_ACCESS_TOKEN": server.access_token, "SF_ORG_INSTANCE_URL": server.url}
    for words in ("kit deploy --yes", "job start --yes"):
        command = [sys.executable, "-m", "tui", *words.split()]
        subprocess.run(command, env={**os.environ, **homes, **org}, check=True, capture_output=True)


def _keep(name: str, drawn: str) -> None:
    """As SVG and as PNG."""
    svg = without_remote_fonts(drawn)
    (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")
    (HERE / f"{name}.png").write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=1)))
    print(name)


def without_remote_fonts(svg: str) -> str:
    """The picture without fonts from a network; the viewer's own monospace takes their place."""
    svg = re.sub(r"@font-face\s*\{[^}]*\}", "", svg)
    return svg.replace("Fira Code, monospace", FONTS).replace("font-family: Fira Code;", f"font-family: {FONTS};")


if __name__ == "__main__":
    main(sys.argv[1:])
