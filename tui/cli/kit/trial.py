"""Which shares of the kit are due, and their validation: all together, and where that fails the core alone."""

from __future__ import annotations

from msgspec import Struct

from tui.cli.kit.consent import at_kit
from tui.cli.wiring import Wired
from tui.org.kit.installed import FLOW, KitState, PartState
from tui.org.kit.metadata import Deployment
from tui.org.kit.shares import Share

BOTH: tuple[Share, ...] = ("core", "trigger")


class Trial(Struct, frozen=True):
    """How the validation of a share ended. ``trigger`` is the org's refusal where the trigger alone is at fault."""

    share: Share
    told: Deployment
    trigger: Deployment | None = None


def due(state: KitState, *, streams: bool) -> tuple[Share, ...]:
    """The shares that a deployment would change anything of, in their order. ``streams`` is written into the core."""
    core = streams or bool(state.strays) or _differs(state, "core")
    shares: tuple[tuple[Share, bool], ...] = (("core", core), ("trigger", _differs(state, "trigger")))
    return tuple(share for share, wanted in shares if wanted)


def _differs(state: KitState, share: Share) -> bool:
    ours = [state.part(name) for name in state.bundle.names_in(share)]
    return any(one.state != "same" or _asleep(one) for one in ours)


def _asleep(one: PartState) -> bool:
    """Whether a deployment would wake it: a flow that is the same stays as it is, inactive or not."""
    return one.active is False and one.name != FLOW


async def validate(run: Wired, state: KitState, shares: tuple[Share, ...]) -> Trial:
    """All of it together, as the trigger may need the core; where that fails, the core alone tells whose fault it is.

    Nothing is tried again where a file of the core is told as broken.
    """
    share = shares[0] if len(shares) == 1 else "all"
    told = await at_kit(run, "validating", lambda kit: kit.validate(state, share))
    if told.success or share == "core":
        return Trial(share, told)
    if share == "trigger":
        return Trial(share, told, told)
    if _blames_core(state, told):
        return Trial(share, told)
    alone = await at_kit(run, "validating without the logout trigger", lambda kit: kit.validate(state, "core"))
    return Trial("core", alone, told if alone.success else None)


def _blames_core(state: KitState, told: Deployment) -> bool:
    files = {one.path for one in state.bundle.names_in("core")}
    return any(one.file in files for one in told.flaws)
