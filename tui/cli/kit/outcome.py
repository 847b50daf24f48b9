"""How a deployment of the kit ended, in words and as an exit code."""

from __future__ import annotations

from collections.abc import Iterator

from tui.cli.failures import NotAllowed
from tui.cli.kit.pages import deploy_shape, done_words, print_flaws
from tui.cli.kit.trial import Trial
from tui.cli.paper import print_json, print_line
from tui.cli.telling import tell
from tui.org.doctor.packages import INSTALL
from tui.org.kit.installed import KitState
from tui.org.kit.metadata import Deployment
from tui.org.routes.apex import PACKAGE
from tui.presence.model import OrgFacts, Problem
from tui.presence.words import plural

PENDING = "jobs pending or in progress"  # the platform's words for a class whose job waits or runs
BUSY = "de-presence job abort, then this again, then job start: a class cannot change while its job waits or runs"
BACK = "All of it is rolled back: nothing was changed by this deployment"
LACKING = {  # words of a refusal, and what helps: the org's user lacks something
    PACKAGE: INSTALL,
    "author apex": "Ask for Author Apex, or have it deployed by somebody who has it",
}
UNCOVERED = "coverage"  # in the platform's words for what no test reached
LATER = "Without it the job and the monitor turn off who logs out, at their next turn"
AGAIN = "de-presence kit deploy tries the trigger again"


def worth_deploying(trial: Trial, facts: OrgFacts) -> bool:
    """Whether the org would take any of it. A sandbox may take the trigger though tests refused it: none run there."""
    return trial.told.success or (trial.trigger is not None and facts.sandbox)


def trial_words(state: KitState, trial: Trial) -> Iterator[str]:
    """What the validation told, before a person agrees."""
    facts, names = state.facts, state.bundle.names_in(trial.share)
    if trial.told.success:
        yield f"The org takes it: {done_words(trial.told, names)}"
    if trial.trigger is not None:
        yield f"With tests it does not take the logout trigger: {why(trial.trigger)}"
        yield (
            "It is tried without tests, as a sandbox asks for none"
            if facts.sandbox
            else "The rest is deployed without it"
        )


def tried(state: KitState, trial: Trial, *, as_json: bool, validate_only: bool) -> int:
    """The end of a validation that nothing follows."""
    told, trigger = trial.told, trial.trigger
    if as_json:
        action = "validate" if validate_only else "deploy"
        print_json(deploy_shape(action, state, told, done=False, trigger=trigger))
    else:
        _print_many(trigger or told)
    if trigger is not None:
        tell(Problem(_alone(trial), why(trigger), _todo_after_trial(state, trial, trigger)))
        return 1
    if not told.success:
        return refused(told, "the kit")
    if not as_json:
        print_line(
            f"Valid, and nothing was changed: kit {state.bundle.version}, {done_words(told, state.bundle.names)}"
        )
    return 0


def print_core(state: KitState, told: Deployment) -> None:
    """The kit without its trigger, as soon as that is settled."""
    _print_many(told)
    if told.success:
        print_line(f"Deployed: kit {state.bundle.version}, {done_words(told, state.bundle.names_in('core'))}")


def ended(state: KitState, core: Deployment | None, trigger: Deployment | None, *, as_json: bool) -> int:
    """The end of a deployment in earnest, of which a share may not have been due."""
    stands = core is None or core.success
    missing = trigger if trigger is not None and not trigger.success else None
    if as_json:
        told = core or Deployment("", "", done=True, success=True)
        done = stands and missing is None
        print_json(deploy_shape("deploy", state, told, done=done, trigger=trigger))
    elif trigger is not None:
        _print_many(trigger)
    if core is not None and not core.success:
        return refused(core, "the kit")
    if missing is not None:
        title = "The logout trigger is missing: the org refused it; the rest of the kit is there"
        tell(Problem(title, why(missing), _todo(missing)))
        return 1
    if trigger is not None and not as_json:
        print_line(f"Deployed: the logout trigger, {done_words(trigger, state.bundle.names_in('trigger'))}")
    return 0


def refused(told: Deployment, what: str) -> int:
    """Say that the org refused a deployment, and the exit code."""
    words = " ".join(one.what.lower() for one in told.flaws)
    lacks = next((todo for word, todo in LACKING.items() if word in words), "")
    todo = lacks or (BUSY if PENDING in words else BACK)
    tell(Problem(f"The org did not take {what}", f"{told.status}: {why(told)}", todo))
    return NotAllowed.exit_code if lacks else 1


def why(told: Deployment) -> str:
    """The org's words for a refusal: how many, and the first."""
    if not told.flaws:
        return told.status
    first = f"{told.flaws[0].place}: {told.flaws[0].what}"
    return first if len(told.flaws) == 1 else f"{plural(len(told.flaws), 'problem')}; the first: {first}"


def _print_many(told: Deployment) -> None:
    """Every flaw, unless one line says all of it: that stands in what is told of the refusal."""
    if told.success or len(told.flaws) > 1:
        print_flaws(told.flaws)


def _alone(trial: Trial) -> str:
    if trial.share == "trigger":
        return "The org refuses the logout trigger; the rest of the kit is there"
    return "The org takes the kit but for the logout trigger; nothing was changed"


def _todo_after_trial(state: KitState, trial: Trial, trigger: Deployment) -> str:
    if trial.share == "trigger":
        return _todo(trigger)
    if state.facts.sandbox:
        return f"de-presence kit deploy tries it here without tests; production would refuse it. {LATER}"
    return f"de-presence kit deploy puts the rest there without it. {LATER}"


def _todo(trigger: Deployment) -> str:
    if any(UNCOVERED in one.what.lower() for one in trigger.flaws):
        return f"No test here could publish a logout, so none covers it. {LATER}; nothing else needs it. {AGAIN}"
    return f"Mend that, then {AGAIN}. {LATER}"
