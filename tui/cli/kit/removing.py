"""``kit remove``: the job aborted, then exactly what the kit put there taken away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tui.cli.failures import Withheld
from tui.cli.given import Given
from tui.cli.kit.consent import NOTHING, at_kit, consent, refuse_unasked
from tui.cli.kit.deploying import refuse_closed
from tui.cli.kit.looking import look_at
from tui.cli.kit.outcome import refused
from tui.cli.kit.pages import counted, deploy_shape, print_flaws
from tui.cli.paper import print_json, print_line
from tui.cli.telling import say, tell
from tui.cli.wiring import Wired, wired
from tui.org.kit.assigned import LOGINS, MONITORS
from tui.org.kit.findings import listed, setup_page
from tui.org.kit.installed import FLOW, LOGOUTS, STREAMING, KitState
from tui.org.kit.metadata import Deployment
from tui.presence.model import Problem
from tui.presence.words import plural


async def remove_kit(given: Given, environment: Mapping[str, str], *, yes: bool, as_json: bool) -> int:
    """The whole of it; the exit code."""
    async with wired(given, environment, writes=True) as run:
        state = await look_at(run)
        refuse_closed(state)
        if not state.there:
            return _bare(state, as_json=as_json)
        refuse_unasked(run.facts, yes=yes)
        consent(run.facts, _preview(state), "Remove it?", yes=yes)
        await _end_job(run)
        tried = await at_kit(run, "validating", lambda kit: kit.remove(state, check_only=True))
        if not tried.success:
            return _end(state, tried, as_json=as_json, done=False)
        told = await at_kit(run, "removing", lambda kit: kit.remove(state, check_only=False))
        code = _end(state, told, as_json=as_json, done=told.success)
        if told.success and switched_on(state):
            code = code or await _unstream(run, as_json=as_json)
    return code


def switched_on(state: KitState) -> bool:
    """Whether it was the kit that switched logout events on, and they still are."""
    return bool(state.streaming) and state.stamp is not None and STREAMING in state.stamp.sums


def _preview(state: KitState) -> Iterator[str]:
    facts = state.facts
    kind = "SANDBOX" if facts.sandbox else "PRODUCTION"
    version = state.stamp.version if state.stamp is not None else ""
    yield f"Remove kit {version} from {facts.name} · {kind}, as {facts.username}"
    yield f"  deleted: {counted(state.there)}, and the settings and holds that are kept in them"
    changed = state.named("changed")
    if changed:
        yield f"  changed by hand, and deleted too: {listed(changed)}"
    for name, told in ((MONITORS, state.monitors), (LOGINS, state.logins)):
        if told is not None and told.users and name in state.there:
            yield f"  permission set {name.name} is assigned to {plural(told.users, 'user')}: {unassign(state)}"
    if switched_on(state):
        yield f"  {LOGOUTS} is switched off, as the kit switched it on"
    yield "  the org's own job is aborted first"
    if FLOW in state.there:
        yield f"  where profiles use the login flow, take it off them before: {setup_page(state, 'LoginFlow')}"


def unassign(state: KitState) -> str:
    """Whether an org deletes a permission set that somebody has is not documented for the Metadata API."""
    return f"where the org refuses to delete it so, take it off them before: {setup_page(state, 'PermSets')}"


async def _end_job(run: Wired) -> None:
    """A class cannot be deleted while its job is alive. Raises Withheld where a chain could not be ended."""
    before = await run.org.job()
    if before.chains == ():
        return
    after = await run.org.abort_jobs()
    if after.chains:
        raise Withheld(
            "Nothing was removed",
            f"{plural(len(after.chains), 'chain')} of the org's own job could not be ended",
            "de-presence job status shows them",
        )
    if before.chains:
        say(f"Aborted {plural(len(before.chains), 'chain')} of the org's own job")


async def _unstream(run: Wired, *, as_json: bool) -> int:
    told = await at_kit(run, "streaming", lambda kit: kit.stream(on=False))
    if told.success:
        if not as_json:
            print_line(f"Switched off: {LOGOUTS}")
        return 0
    tell(Problem(f"{LOGOUTS} could not be switched off", told.flaws[0].what if told.flaws else told.status, ""))
    return 1


def _bare(state: KitState, *, as_json: bool) -> int:
    if as_json:
        print_json(deploy_shape("remove", state, Deployment("", "", done=True, success=True), done=False))
        return 0
    rest = [one.name for one in state.parts if one.state not in {"missing", "untold"}]
    if rest:
        say(f"{listed(rest)} bear its names without a kit's stamp: they are left alone")
    print_line(f"{NOTHING}: no kit is in {state.facts.name}")
    return 0


def _end(state: KitState, told: Deployment, *, as_json: bool, done: bool) -> int:
    if as_json:
        print_json(deploy_shape("remove", state, told, done=done))
    else:
        print_flaws(told.flaws)
    if not told.success:
        return refused(told, "the removal")
    if not as_json:
        print_line(f"Removed: {counted(state.there)}")
    return 0
