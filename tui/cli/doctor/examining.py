"""All that the doctor finds, on this machine and in the org, and the exit code that follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from tui.cli.beginning import settings_file
from tui.cli.connections.connecting import in_thread
from tui.cli.doctor import local_checks
from tui.cli.failures import NotConnected
from tui.cli.given import Given
from tui.cli.wiring import Wired, wired
from tui.org.doctor import names
from tui.presence.checks import Check
from tui.presence.model import OrgFacts
from tui.presence.ons import Ons, hours_told
from tui.presence.problems import BadSettings, Failure, JournalFailure, NoKeychain, NothingGiven, OrgFailure
from tui.presence.words import plural
from tui.store.places import platform_places

ANSWERS = "what DE answers"
NOT_CONNECTED = "There is no connection yet"


class Findings(Struct, frozen=True):
    """The checks, the org that they are of where one answered, and the exit code of the contract."""

    checks: tuple[Check, ...]
    org: OrgFacts | None
    code: int


async def examined(given: Given, environment: Mapping[str, str]) -> Findings:
    """Everything, for a command line. An org that cannot be reached is a finding. Raises WrongUsage."""
    wrong = _wrong_settings(given)
    if wrong is not None:
        return Findings(await _local(given, environment, None, wrong), None, BadSettings.exit_code)
    try:
        async with wired(given, environment) as run:
            checks = await checks_of(run, given, environment)
            return Findings(checks, run.facts, code_of(checks))
    except (OrgFailure, NoKeychain, NothingGiven, NotConnected) as failure:
        checks = (*await _local(given, environment, None, None), *_unreached(failure))
        return Findings(checks, None, failure.exit_code)


async def checks_of(run: Wired | None, given: Given, environment: Mapping[str, str]) -> tuple[Check, ...]:
    """Everything, with the org that is open; without one, what this machine tells. Raises Aborted at the run's end."""
    local = await _local(given, environment, run, _wrong_settings(given))
    if run is None:
        return (*local, *_unreached(NotConnected(NOT_CONNECTED, "", "Wait for it, or see what the loop line says")))
    try:
        found = await run.wire.examine(run.settings, run.read_only)
    except OrgFailure as failure:
        found = _unreached(failure)
    return (*local, *found, answers(run))


def folded(checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks for people: those that were not looked at for the same reason are one."""
    skipped: dict[str, list[str]] = {}
    for one in checks:
        if one.found.startswith(names.NOT_LOOKED_AT):
            skipped.setdefault(one.found, []).append(one.name)
    looked = [one for one in checks if not one.found.startswith(names.NOT_LOOKED_AT)]
    return (*looked, *(Check(found, None, ", ".join(which)) for found, which in skipped.items()))


def code_of(checks: Sequence[Check]) -> int:
    """0 where nothing needed is missing; 3 no connection or login, 5 a permission or DE, 1 anything else."""
    missing = [one for one in checks if one.ok is False]
    if any(one.name in (names.REACHABLE, names.LOGIN) and not one.permission for one in missing):
        return 3
    if any(one.permission for one in missing):
        return 5
    return 1 if missing else 0


def answers(run: Wired) -> Check:
    """What was seen of DE's Boolean, whose meaning is not documented."""
    try:
        ons = run.journal.memory().ons
    except JournalFailure as failure:
        return Check(ANSWERS, None, f"cannot be told: {failure.problem}", next=failure.problem.next)
    offset = datetime.now(UTC).astimezone().utcoffset() or timedelta()
    return answers_of(ons, offset)


def answers_of(ons: Ons, offset: timedelta) -> Check:
    """The counts in words, the hours on a clock that is ``offset`` ahead of UTC."""
    why = "Whether it answers the toggle itself or availability after hours and holidays is not documented"
    shown, not_shown = sum(ons.shown.values()), sum(ons.not_shown.values())
    if not shown + not_shown:
        return Check(ANSWERS, None, "no on that it accepted has been followed by a complete reading yet", why)
    hours = round(offset.total_seconds() / 3600)
    accepted = plural(shown + not_shown, "accepted on")
    found = f"of {accepted}, {shown:,} shown at the next complete reading, {not_shown:,} not"
    if not_shown:
        found += f": those were sent {hours_told(ons.not_shown, hours)}"
    return Check(ANSWERS, None, found, why)


async def _local(
    given: Given, environment: Mapping[str, str], run: Wired | None, wrong: BadSettings | None
) -> tuple[Check, ...]:
    """In a thread: a keychain may wait for a person to unlock it."""
    places = platform_places()
    journal, problem = (run.journal.path, run.journal.problem) if run else (places.journals, None)

    def look() -> tuple[Check, ...]:
        return (
            local_checks.versions(),
            local_checks.terminal(environment),
            local_checks.keychain(),
            local_checks.settings(given.config or places.settings, wrong),
            local_checks.journal(journal, problem),
            local_checks.log(places.log),
        )

    return await in_thread(look)


def _wrong_settings(given: Given) -> BadSettings | None:
    try:
        settings_file(given)
    except BadSettings as failure:
        return failure
    return None


def _unreached(failure: Failure) -> tuple[Check, ...]:
    from tui.org.doctor.examination import of_unreached

    return of_unreached(failure)
