"""A deployment from the package to its end: handed in once, then looked at until it is done."""

from __future__ import annotations

import time
from collections.abc import Callable

from tui.org.kit import metadata
from tui.org.kit.metadata import Deployment, MetadataCalls, Options
from tui.org.wire.errors import LimitReached, Unreachable
from tui.org.wire.steps import Steps
from tui.presence.problems import Aborted

Sleep = Callable[[float], None]
PAUSES = (1.0, 1.0, 2.0, 3.0)  # seconds before each look; the last again and again
PATIENCE = 5  # looks in a row that may fail before we stop looking
UNCHANGED = "It was a trial, which changes nothing: begin again"
GOES_ON = "The deployment goes on in the org: de-presence kit check shows what became of it"


def deploy(
    calls: MetadataCalls, package: bytes, options: Options, steps: Steps, sleep: Sleep = time.sleep
) -> Deployment:
    """Deploy, and return how it ended. Raises OrgFailure; Aborted where a person stopped the looking."""
    steps.go_on()
    deploy_id = metadata.start(calls, package, options)
    failed, looks = 0, 0
    after = UNCHANGED if options.check_only else GOES_ON
    while True:
        sleep(PAUSES[min(looks, len(PAUSES) - 1)])
        if steps.aborted:
            raise Aborted("Stopped", f"deployment {deploy_id} was under way", after)
        looks += 1
        try:
            told = metadata.status(calls, deploy_id)
        except (Unreachable, LimitReached) as failure:
            failed += 1
            if failed >= PATIENCE:
                raise type(failure)(failure.problem.title, failure.problem.cause, after) from failure
            continue
        failed = 0
        _tell(told, steps)
        if told.done:
            return told


def _tell(told: Deployment, steps: Steps) -> None:
    done, of = told.components
    if told.tests[1] and done == of:
        steps.step("tests", *told.tests)
    elif of:
        steps.step("components", done, of)
