"""One examination of an org: which checks, in which order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tui.org.doctor import kinds, names, neighbours, packages, reaching, rights, routes, traffic
from tui.org.doctor.chart import Chart, Patient
from tui.org.doctor.rounds import make_rounds, unreached
from tui.org.wire.calls import Calls
from tui.org.wire.steps import Steps
from tui.presence.checks import Check
from tui.presence.problems import Failure

LOOKS: dict[str, Callable[[Chart], Check]] = {
    names.REACHABLE: reaching.reachable,
    names.API_VERSION: reaching.api_version,
    names.CLOCK: reaching.clock,
    names.LOGIN: reaching.login,
    names.ORG: reaching.org,
    names.ALL_SESSIONS: rights.all_sessions,
    names.AUTHOR_APEX: rights.author_apex,
    names.PACKAGE: packages.package,
    names.CLASS_ACCESS: rights.class_access,
    names.READING: routes.reading,
    names.TEAMS: packages.teams,
    names.TOGGLING: routes.toggling,
    names.KINDS: kinds.session_kinds,
    names.API_USE: traffic.api_use,
    names.DEBUG_LOG: routes.debug_log,
    names.OWN_JOB: neighbours.own_job,
    names.LOGOUTS: neighbours.logouts,
    names.WIDGET: neighbours.widget,
}


def examine(patient: Patient, calls: Calls, steps: Steps) -> tuple[Check, ...]:
    """All checks of a connected org, one question after the other. Nothing is written, and no OrgFailure raised."""
    chart = Chart(patient, calls, steps)
    return make_rounds({name: partial(look, chart) for name, look in LOOKS.items()}, steps)


def of_unreached(failure: Failure) -> tuple[Check, ...]:
    """All checks of an org that could not be connected: what failed, and the rest not looked at."""
    return unreached(LOOKS, failure)
