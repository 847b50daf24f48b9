"""What an org has of the kit, in words: a line each, with the exact clicks and the address where a person must act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tui.org.kit.assigned import LOGINS, MONITORS
from tui.org.kit.installed import FLOW, LOGOUTS, KitState
from tui.org.kit.parts import Name
from tui.org.kit.shares import APART, RUNNER, TRIGGER
from tui.org.kit.stamp import numbers
from tui.presence.checks import Check
from tui.presence.words import plural

DEPLOY = "de-presence kit deploy"
RIGHT = "Modify Metadata Through Metadata API Functions"
MOST_NAMED = 6
TRIGGER_CHECK = "logout trigger"
_QUICK = "Setup, Quick Find"


def findings(state: KitState) -> tuple[Check, ...]:
    """The lines of ``kit check``, in the order in which they build on each other."""
    return tuple(_findings(state))


def _findings(state: KitState) -> Iterator[Check]:
    yield _version(state)
    if state.untold:
        why = "It carries the kit into the org, and tells what is there beside the Apex"
        yield Check(
            "Metadata API", None, f"closed to your user: {state.untold}", why, f"Ask an administrator for {RIGHT}"
        )
    if state.stamp is None and not state.named("same", "changed"):
        yield _action(state)
        yield _streaming(state)
        return
    yield _components(state)
    yield _trigger(state)
    if state.part(TRIGGER).state != "missing":
        yield _runner(state)
    yield _flow(state)
    yield _action(state)
    if state.part(FLOW).state != "missing":
        yield _assignment(state)
    yield _streaming(state)
    yield _monitors(state)
    yield _logins(state)


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
    same, missing, changed = state.named("same"), _expected(state), state.named("changed")
    out = [one for one in state.named("missing") if one not in missing]
    all_of = len(state.parts) - len(out)
    told = [f"{len(same)} of {plural(all_of, 'component')} as the kit brings them"]
    for words, names in (
        ("missing", missing),
        ("changed by hand", changed),
        ("of another version", state.named("older", "newer")),
        ("left over from an older kit", state.strays),
        ("not told", state.named("untold")),
        ("left out", out),
    ):
        if names:
            told.append(f"{words}: {listed(names)}")
    if set(missing) - set(APART):
        ok: bool | None = False
    else:  # what is left out has a line of its own, and so has the trigger
        ok = True if len(same) == all_of and not state.strays else None
    todo = f"{DEPLOY} puts them right" + ("; what was changed by hand only with --yes" if changed else "")
    return Check("components", ok, "; ".join(told), "", todo)


def _expected(state: KitState) -> tuple[Name, ...]:
    """What is missing and could be there: without DE's action the flow is left out on purpose."""
    out = {one.name for one in state.bundle.left_out}
    return tuple(one for one in state.named("missing") if one not in out)


def _trigger(state: KitState) -> Check:
    one = state.part(TRIGGER)
    why = "It turns off who logs out within seconds; without it that waits for the next turn of job or monitor"
    if one.state == "missing":
        return Check(TRIGGER_CHECK, False, "not here", why, _untaken(state))
    if one.active is False:
        return Check(TRIGGER_CHECK, False, "inactive", why, f"{DEPLOY} activates it")
    return Check(TRIGGER_CHECK, True, "active", why)


def _untaken(state: KitState) -> str:
    """It goes in by itself, and may be refused where the rest is taken; the org keeps its words."""
    if state.stamp is None:
        return DEPLOY
    words = f"{_QUICK} Deployment Status: {setup_page(state, 'DeployStatus')}"
    why = "production does where no test can publish a logout, as then nothing covers it"
    return f"{DEPLOY} tries it alone and tells why the org refuses it; {why}. What the org said before: {words}"


def _runner(state: KitState) -> Check:
    why = "As the Automated Process user it may see nobody's sessions, and then leaves logouts to the job"
    if state.runs_as is not None:
        mine = state.manages_users and state.runs_as == state.facts.username
        needs = "That user must stay active and keep Manage Users"
        return Check("trigger runs as", True if mine else None, state.runs_as, needs)
    if state.untold:
        return Check("trigger runs as", None, "cannot be told", why)
    todo = DEPLOY if state.manages_users else f"Have {DEPLOY} run by somebody who has Manage Users"
    return Check("trigger runs as", None, "the Automated Process user", why, todo)


def _flow(state: KitState) -> Check:
    one = state.part(FLOW)
    why = "It turns on who logs in, without waiting for the next cycle"
    if one.state == "untold":
        return Check("login flow", None, "cannot be told", why)
    if one.state == "missing":
        found = "not here" if state.action else "not here, as it needs DE's action"
        return Check("login flow", None, found, why, DEPLOY if state.action else "")
    if one.active is False:
        todo = f"{_QUICK} Flows, {FLOW.name}, Activate: {setup_page(state, 'Flows')}"
        return Check("login flow", None, "inactive: production takes flows so unless told otherwise", why, todo)
    return Check("login flow", True, "active", why)


def _action(state: KitState) -> Check:
    if state.action is not None:
        return Check("DE's action", True, f"{state.action.name} ({state.action.user}, {state.action.online})")
    why = "The login flow is left out without it"
    todo = f"Ask for a DE permission set that opens the action DE Toggle Users to you, then {DEPLOY}"
    return Check("DE's action", None, "no action DE Toggle Users is shown to you", why, todo)


def _assignment(state: KitState) -> Check:
    clicks = f"{_QUICK} Login Flows, New; Flow {FLOW.name}; a name, user license and profile; Save; for each profile"
    found = "no API tells which have it; it runs for nobody until you assign it to the profiles of your DE users"
    return Check("login flow's profiles", None, found, "", f"{clicks}: {setup_page(state, 'LoginFlow')}")


def _streaming(state: KitState) -> Check:
    why = "Without it neither the trigger nor the monitor hears of logouts as they happen"
    if state.streaming:
        return Check("event streaming", True, f"{LOGOUTS} is on", why)
    found = "cannot be told" if state.streaming is None else f"{LOGOUTS} is off"
    return Check("event streaming", None, found, why, f"{DEPLOY} --streaming, or by hand: {streaming_clicks(state)}")


def streaming_clicks(state: KitState) -> str:
    """How a person switches the streaming of logouts on."""
    return f"{_QUICK} Event Manager, Logout Event, Enable Streaming: {setup_page(state, 'EventManager')}"


def _monitors(state: KitState) -> Check:
    """Whoever runs the monitor."""
    why = "Assign it to whoever runs the monitor; with Author Apex they get at the companion anyway"
    told, name = state.monitors, f"permission set {MONITORS.name}"
    if told is None:
        return Check(name, None, "to whom it is assigned cannot be told", why)
    if told.mine:
        others = f" and {plural(told.users - 1, 'other')}" if told.users > 1 else ""
        return Check(name, True, f"assigned to you{others}")
    who = f"assigned to {plural(told.users, 'user')}, not to you" if told.users else "assigned to nobody"
    return Check(name, None, who, why, _assign(state, "DE Presence"))


def _logins(state: KitState) -> Check:
    """Whoever logs in through the flow."""
    why = "Assign it to those who log in through the login flow, which asks its class whether they are a DE user"
    told, name = state.logins, f"permission set {LOGINS.name}"
    if told is None:
        return Check(name, None, "to whom it is assigned cannot be told", why)
    if told.users:
        return Check(name, True, f"assigned to {plural(told.users, 'user')}")
    if state.part(FLOW).state == "missing":
        return Check(name, None, "assigned to nobody; without the login flow nobody needs it")
    return Check(name, None, "assigned to nobody", why, _assign(state, "DE Presence Login"))


def _assign(state: KitState, label: str) -> str:
    return f"{_QUICK} Permission Sets, {label}, Manage Assignments, Add Assignment: {setup_page(state, 'PermSets')}"


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
