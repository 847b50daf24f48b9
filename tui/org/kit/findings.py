"""What an org has of the kit, in words: a line each, with the exact clicks and the address where a person must act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tui.org.kit.installed import FLOW, LOGOUTS, PERMISSION_SET, KitState
from tui.org.kit.parts import Name
from tui.org.kit.shares import RUNNER, TRIGGER
from tui.org.kit.stamp import numbers
from tui.presence.checks import Check
from tui.presence.words import plural

DEPLOY = "de-presence kit deploy"
MOST_NAMED = 6
_QUICK = "Setup, Quick Find"


def findings(state: KitState) -> tuple[Check, ...]:
    """The lines of ``kit check``, in the order in which they build on each other."""
    return tuple(_findings(state))


def _findings(state: KitState) -> Iterator[Check]:
    yield _version(state)
    if state.stamp is None and not state.named("same", "changed"):
        yield _action(state)
        yield _streaming(state)
        return
    yield _components(state)
    yield _trigger(state)
    yield _runner(state)
    yield _flow(state)
    yield _action(state)
    yield _assignment(state)
    yield _streaming(state)
    yield _permission_set(state)


def _version(state: KitState) -> Check:
    ours = state.bundle.version
    if state.stamp is None:
        rest = state.named("same", "changed")
        found = f"not here; {listed(rest)} of its name, without a kit's stamp" if rest else "not in this org"
        return Check("kit", None, found, "It carries the companion, the org's own job and the live logouts", DEPLOY)
    theirs = state.stamp.version
    if theirs == ours:
        return Check("kit", True, f"version {theirs}, as this program brings it")
    if numbers(theirs) > numbers(ours):
        return Check("kit", None, f"version {theirs}; this program brings {ours}", "", "Update this program")
    return Check("kit", None, f"version {theirs}; this program brings {ours}", "", f"{DEPLOY} upgrades it")


def _components(state: KitState) -> Check:
    same, all_of = state.named("same"), [one.name for one in state.parts]
    told = [f"{len(same)} of {plural(len(all_of), 'component')} as the kit brings them"]
    missing, changed = _expected(state), state.named("changed")
    for words, names in (
        ("missing", missing),
        ("changed by hand", changed),
        ("of another version", state.named("older", "newer")),
        ("left over from an older kit", state.strays),
        ("not told", state.named("untold")),
    ):
        if names:
            told.append(f"{words}: {listed(names)}")
    if state.untold:
        told.append(f"objects, flow and permission sets cannot be read: {state.untold}")
    todo = f"{DEPLOY} puts them right" + ("; what was changed by hand only with --yes" if changed else "")
    return Check("components", not missing and (None if len(told) > 1 else True), "; ".join(told), "", todo)


def _expected(state: KitState) -> tuple[Name, ...]:
    """What is missing and could be there: without DE's action the flow is left out on purpose."""
    out = {one.name for one in state.bundle.left_out}
    return tuple(one for one in state.named("missing") if one not in out)


def _trigger(state: KitState) -> Check:
    one = state.part(TRIGGER)
    why = "It turns off who logs out within seconds"
    if one.state == "missing":
        return Check("logout trigger", False, "not here", why, DEPLOY)
    if one.active is False:
        return Check("logout trigger", False, "inactive", why, f"{DEPLOY} activates it")
    return Check("logout trigger", True, "active", why)


def _runner(state: KitState) -> Check:
    why = "As the Automated Process user it may see nobody's sessions, and then leaves logouts to the job"
    if state.runs_as is not None:
        return Check("trigger runs as", None, state.runs_as, f"{state.runs_as} needs Manage Users and must stay active")
    if state.untold:
        return Check("trigger runs as", None, "cannot be told", why)
    todo = DEPLOY if state.manages_users else "Have it deployed by somebody who has Manage Users"
    return Check("trigger runs as", None, "the Automated Process user", why, todo)


def _flow(state: KitState) -> Check:
    one = state.part(FLOW)
    why = "It turns on who logs in, without waiting for the next cycle"
    if one.state == "untold":
        return Check("login flow", None, "cannot be told", why)
    if one.state == "missing":
        return Check("login flow", None, "not here", why, DEPLOY if state.action else "It needs DE's action")
    if one.active is False:
        todo = f"{_QUICK} Flows, {FLOW.name}, Activate: {setup_page(state, 'Flows')}"
        return Check("login flow", None, "inactive: production takes flows so unless told otherwise", why, todo)
    return Check("login flow", True, "active", why)


def _action(state: KitState) -> Check:
    if state.action is not None:
        return Check("DE's action", True, f"{state.action.name} ({state.action.user}, {state.action.online})")
    why = "The login flow is left out without it"
    todo = "Ask for a DE permission set that opens the action DE Toggle Users to you"
    return Check("DE's action", None, "no action DE Toggle Users is shown to you", why, todo)


def _assignment(state: KitState) -> Check:
    clicks = f"{_QUICK} Login Flows, New; Flow {FLOW.name}; a name, user license and profile; Save; for each profile"
    why = "No API tells to which profiles a login flow is assigned"
    found = "cannot be told" if state.part(FLOW).state != "missing" else "nothing to assign"
    todo = f"{clicks}: {setup_page(state, 'LoginFlow')}" if state.part(FLOW).state != "missing" else ""
    return Check("login flow's profiles", None, found, why, todo)


def _streaming(state: KitState) -> Check:
    why = "Without it neither the trigger nor the monitor hears of logouts as they happen"
    if state.streaming:
        return Check("event streaming", True, f"{LOGOUTS} is on", why)
    found = "cannot be told" if state.streaming is None else f"{LOGOUTS} is off"
    return Check("event streaming", None, found, why, f"{DEPLOY} --streaming, or by hand: {streaming_clicks(state)}")


def streaming_clicks(state: KitState) -> str:
    """How a person switches the streaming of logouts on."""
    return f"{_QUICK} Event Manager, Logout Event, Enable Streaming: {setup_page(state, 'EventManager')}"


def _permission_set(state: KitState) -> Check:
    why = "It opens the companion to you; with Author Apex you have that anyway"
    if state.mine:
        return Check("your permission set", True, f"{PERMISSION_SET.name} is assigned to you", why)
    if state.mine is None:
        return Check("your permission set", None, "cannot be told", why)
    clicks = f"{_QUICK} Permission Sets, DE Presence, Manage Assignments, Add Assignment"
    found = f"{PERMISSION_SET.name} is not assigned to you"
    return Check("your permission set", None, found, why, f"{clicks}: {setup_page(state, 'PermSets')}")


def left_out(state: KitState) -> Iterator[tuple[Name, str]]:
    """What is not deployed here, and why."""
    whys = {
        FLOW: "no action DE Toggle Users is shown to you",
        RUNNER: "you lack Manage Users, so the trigger would see no sessions as you",
    }
    for one in state.bundle.left_out:
        yield one.name, whys.get(one.name, "this org lacks what it refers to")


def listed(names: Iterable[Name]) -> str:
    """Names by which a person finds them."""
    told = [one.name for one in names]
    more = len(told) - MOST_NAMED
    return ", ".join(told[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def setup_page(state: KitState, page: str) -> str:
    """The address of a page of Setup in this org."""
    return f"{state.facts.instance_url}/lightning/setup/{page}/home"
