"""``kit deploy``: looked at, validated, agreed to, deployed."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.cli.failures import NotAllowed, Withheld
from tui.cli.given import Given
from tui.cli.kit.consent import at_kit, consent, refuse_unasked
from tui.cli.kit.looking import checks, look_at
from tui.cli.kit.outcome import ended, print_core, trial_words, tried, worth_deploying
from tui.cli.kit.pages import deploy_shape, overview
from tui.cli.kit.trial import BOTH, Trial, due, validate
from tui.cli.paper import print_json, print_line
from tui.cli.telling import say, tell
from tui.cli.wiring import Wired, wired
from tui.org.kit.findings import RIGHT, TRIGGER_CHECK, listed, streaming_clicks
from tui.org.kit.installed import LOGOUTS, KitState
from tui.org.kit.metadata import Deployment
from tui.org.kit.shares import Share
from tui.presence.model import Problem

TOLD = frozenset({"kit", "components", TRIGGER_CHECK})  # the deployment has told what it did and did not do


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
        shares = BOTH if wish.validate_only else due(state, streams=streams)
        if not shares:
            return _settled(state, wish)
        if not wish.validate_only:
            refuse_overwriting(state, yes=wish.yes)
            refuse_unasked(run.facts, yes=wish.yes)
        for line in overview(state):
            say(line)
        if streams and not wish.validate_only:
            say(f"  {LOGOUTS} is switched on")
        trial = await validate(run, state, shares)
        if wish.validate_only or not worth_deploying(trial, run.facts):
            return tried(state, trial, as_json=wish.as_json, validate_only=wish.validate_only)
        consent(run.facts, trial_words(state, trial), "Deploy?", yes=wish.yes)
        return await _deploy(run, state, wish, shares, trial, streams=streams)


async def _deploy(
    run: Wired, state: KitState, wish: Wish, shares: tuple[Share, ...], trial: Trial, *, streams: bool
) -> int:
    """In earnest. Streaming comes first, as the kit's stamp says whose doing it is; the trigger last, on its own."""
    flowing = await _stream(run, state, wish) if streams else True
    core = trigger = None
    if "core" in shares:
        core = await at_kit(run, "deploying", lambda kit: kit.deploy(state, "core", streams=streams and flowing))
        if not wish.as_json:
            print_core(state, core)
    if "trigger" in shares and (core is None or core.success):
        trigger = await _deploy_trigger(run, state, trial)
    if streams and flowing and core is not None and not core.success:
        say("The streaming of logout events stays switched on")
    code = ended(state, core, trigger, as_json=wish.as_json)
    if not wish.as_json and (core is None or core.success):
        await _say_what_is_left(run)
    return code or (0 if flowing else 1)


async def _deploy_trigger(run: Wired, state: KitState, trial: Trial) -> Deployment:
    """The trigger by itself. Where tests run anyway, what they refused for trial is not asked for again."""
    if trial.trigger is not None and not run.facts.sandbox:
        return trial.trigger
    return await at_kit(run, "deploying the logout trigger", lambda kit: kit.deploy(state, "trigger"))


async def _stream(run: Wired, state: KitState, wish: Wish) -> bool:
    told = await at_kit(run, "streaming", lambda kit: kit.stream(on=True))
    if not told.success:
        why = told.flaws[0].what if told.flaws else told.status
        tell(Problem("Event streaming could not be switched on", why, streaming_clicks(state)))
    elif not wish.as_json:
        print_line(f"Switched on: {LOGOUTS}")
    return told.success


async def _say_what_is_left(run: Wired) -> None:
    """What a person must still do, now that it is there."""
    left = [one for one in await checks(run, await look_at(run)) if one.name not in TOLD]
    left = [one for one in left if one.ok is not True and one.next]
    if left:
        print_line("Still to do:")
    for one in left:
        print_line(f"- {one.name}: {one.found}")
        for line in filter(None, (one.why, one.next)):
            print_line(f"  {line}")


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


def _settled(state: KitState, wish: Wish) -> int:
    if wish.as_json:
        print_json(deploy_shape("deploy", state, Deployment("", "", done=True, success=True), done=False))
    else:
        print_line(f"Kit {state.bundle.version} is in {state.facts.name} as this program brings it: nothing to deploy")
    return 0
