"""``kit check`` and ``kit export``: what changes nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.doctor.pages import print_checks
from tui.cli.failures import WrongUsage
from tui.cli.given import Given
from tui.cli.kit.consent import at_kit
from tui.cli.kit.pages import look_shape
from tui.cli.paper import print_json, print_line
from tui.cli.telling import say
from tui.cli.wiring import Wired, wired
from tui.presence.chains import health
from tui.presence.checks import Check
from tui.presence.problems import NothingGiven, OrgFailure
from tui.presence.words import plural

if TYPE_CHECKING:
    from tui.org.kit.bundle import Bundle
    from tui.org.kit.installed import KitState

JOB = "org's own job"


async def look_at(run: Wired) -> KitState:
    """What of the kit this org has. Raises OrgFailure."""
    return await at_kit(run, "looking", lambda kit: kit.look())


async def checks(run: Wired, state: KitState) -> tuple[Check, ...]:
    """What of the kit is there and what is still to do; where it is there, how the org's own job fares too."""
    from tui.org.kit.findings import findings

    found = findings(state)
    return found if state.stamp is None else (*found, await _job(run))


async def _job(run: Wired) -> Check:
    why = "By it the org follows sessions without this program"
    try:
        healthy, problem, todo = health(await run.org.job())
    except OrgFailure as failure:
        return Check(JOB, None, f"cannot be told: {failure.problem}", why)
    if healthy:
        return Check(JOB, True, "runs")
    return Check(JOB, None, problem or "", why, f"de-presence job {'start' if todo == 'start' else 'status'}")


async def check_kit(given: Given, environment: Mapping[str, str], *, as_json: bool) -> int:
    """Look and print."""
    async with wired(given, environment) as run:
        state = await look_at(run)
        found = await checks(run, state)
    if as_json:
        print_json(look_shape(state, found))
    else:
        print_checks(found, state.facts)
    return 0


async def export_kit(given: Given, environment: Mapping[str, str], folder: Path, *, as_json: bool) -> int:
    """Write the project. Without an org what needs one is left out, and said."""
    _refuse_full(folder)
    made = await _for_org(given, environment)
    _write(made, folder)
    if as_json:
        left_out = [one.name for one in made.left_out]
        told = {"version": made.version, "folder": os.fspath(folder), "components": len(made.parts)}
        print_json({**told, "left_out": left_out})
    else:
        print_line(f"{plural(len(made.parts), 'component')} of kit {made.version} in {os.fspath(folder)}")
    for one in made.left_out:
        say(f"{one.name} is left out: it refers to what only an org can tell, and none told it")
    return 0


def _refuse_full(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise WrongUsage("The folder is not empty", os.fspath(folder), "Name one that is empty, or not there yet")


def _write(made: Bundle, folder: Path) -> None:
    from tui.org.kit.export import project

    for path, text in project(made).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


async def _for_org(given: Given, environment: Mapping[str, str]) -> Bundle:
    from tui.org.kit.bundle import Found, bundle
    from tui.org.kit.source import read_parts

    try:
        async with wired(given, environment) as run:
            return (await look_at(run)).bundle
    except NothingGiven:
        return bundle(read_parts(), Found())
