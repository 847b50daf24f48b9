"""``kit deploy``: looked at, validated, agreed to, deployed."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.cli.failures import NotAllowed, Withheld
from tui.cli.given import Given
from tui.cli.kit_consent import at_kit, consent, refuse_unasked
from tui.cli.kit_looking import look_at
from tui.cli.kit_pages import deploy_shape, done_words, overview, print_flaws
from tui.cli.paper import print_json, print_line
from tui.cli.telling import say, tell
from tui.cli.wiring import Wired, wired
from tui.org.apex import PACKAGE
from tui.org.doctor.packages import INSTALL
from tui.org.kit.findings import findings, listed, streaming_clicks
from tui.org.kit.installed import FLOW, KitState, PartState
from tui.org.kit.metadata import Deployment
from tui.presence.model import Problem
from tui.presence.words import plural

PENDING = "jobs pending or in progress"  # the platform's words for a class whose job waits or runs
BUSY = "de-presence job abort, then this again, then job start: a class cannot change while its job waits or runs"
BACK = "All of it is rolled back: nothing was changed by this deployment"
RIGHT = "Modify Metadata Through Metadata API Functions"


class Wish(Struct, frozen=True):
    """What was asked for."""

    validate_only: bool
    streaming: bool
    yes: bool
    as_json: bool


async def deploy_kit(given: Given, environment: Mapping[str, str], wish: Wish) -> int:
    """The whole of it; the exit code."""
    async with wired(given, environment, writes=not wish.validate_only) as run:
        state = await look_at(run)
        refuse_closed(state)
        streams = wish.streaming and not state.streaming
        if not wish.validate_only:
            if not streams and nothing_to_do(state):
                return _settled(state, wish)
            refuse_overwriting(state, yes=wish.yes)
            refuse_unasked(run.facts, yes=wish.yes)
        for line in overview(state):
            say(line)
        tried = await at_kit(run, "validating", lambda kit: kit.validate(state))
        if wish.validate_only or not tried.success:
            return _end(state, tried, wish, done=False)
        consent(run.facts, [f"The org takes it: {done_words(tried)}"], "Deploy?", yes=wish.yes)
        return await _deploy(run, state, wish, streams=streams)


async def _deploy(run: Wired, state: KitState, wish: Wish, *, streams: bool) -> int:
    """In earnest. Streaming comes first, as the kit's stamp says whose doing it is."""
    flowing = await _stream(run, state) if streams else True
    told = await at_kit(run, "deploying", lambda kit: kit.deploy(state, streams=streams and flowing))
    if streams and flowing and not told.success:
        say("The streaming of logout events stays switched on")
    code = _end(state, told, wish, done=told.success)
    if told.success and not wish.as_json:
        await _say_what_is_left(run)
    return code or (0 if flowing else 1)


async def _stream(run: Wired, state: KitState) -> bool:
    told = await at_kit(run, "streaming", lambda kit: kit.stream(on=True))
    if not told.success:
        why = told.flaws[0].what if told.flaws else told.status
        tell(Problem("Event streaming could not be switched on", why, streaming_clicks(state)))
    return told.success


async def _say_what_is_left(run: Wired) -> None:
    """What a person must still do, now that it is there."""
    for one in findings(await look_at(run)):
        if one.ok is not True and one.next:
            print_line(f"{one.name}: {one.found}. {one.next}")


def refuse_closed(state: KitState) -> None:
    """Raises NotAllowed where the Metadata API does not answer this user."""
    if state.untold:
        raise NotAllowed("The Metadata API is closed to your user", state.untold, f"Ask an administrator for {RIGHT}")


def refuse_overwriting(state: KitState, *, yes: bool) -> None:
    """Raises Withheld where somebody's own work, or a newer kit, would be overwritten."""
    changed, newer = state.named("changed"), state.named("newer")
    if changed and not yes:
        raise Withheld(
            "Nothing was deployed", f"changed by hand: {listed(changed)}", "Look at them; --yes overwrites them"
        )
    if newer and not yes:
        theirs = state.stamp.version if state.stamp is not None else ""
        raise Withheld(
            "Nothing was deployed",
            f"the org has kit {theirs}, and this program brings the older {state.bundle.version}",
            "Update this program; --yes puts the older kit in its place",
        )


def nothing_to_do(state: KitState) -> bool:
    """Whether the org has all of it, and nothing but it."""
    ours = [state.part(name) for name in state.bundle.names]
    return not state.strays and all(one.state == "same" and not _asleep(one) for one in ours)


def _asleep(one: PartState) -> bool:
    """Whether a deployment would wake it: a flow that is the same stays as it is, inactive or not."""
    return one.active is False and one.name != FLOW


def _settled(state: KitState, wish: Wish) -> int:
    if wish.as_json:
        print_json(deploy_shape("deploy", state, Deployment("", "", done=True, success=True), done=False))
    else:
        print_line(f"Kit {state.bundle.version} is in {state.facts.name} as this program brings it: nothing to deploy")
    return 0


def _end(state: KitState, told: Deployment, wish: Wish, *, done: bool) -> int:
    if wish.as_json:
        print_json(deploy_shape("validate" if wish.validate_only else "deploy", state, told, done=done))
    else:
        print_flaws(told.flaws)
    if not told.success:
        return refused(told, "the kit")
    if not wish.as_json:
        words = "Deployed" if done else "Valid, and nothing was changed"
        print_line(f"{words}: kit {state.bundle.version}, {done_words(told)}")
    return 0


def refused(told: Deployment, what: str) -> int:
    """Say that the org refused a deployment, and the exit code."""
    first = f"; the first: {told.flaws[0].place}: {told.flaws[0].what}" if told.flaws else ""
    cause = f"{told.status}: {plural(len(told.flaws), 'problem')}{first}"
    words = " ".join(one.what.lower() for one in told.flaws)
    without_de = PACKAGE in words
    tell(Problem(f"The org did not take {what}", cause, INSTALL if without_de else BUSY if PENDING in words else BACK))
    return NotAllowed.exit_code if without_de else 1
