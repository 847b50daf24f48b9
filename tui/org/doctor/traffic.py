"""How many API calls the org has used, and what this tool would use in a day at its present pace."""

from __future__ import annotations

from tui.org.doctor import names
from tui.org.doctor.chart import Chart
from tui.org.events.pace import asking_pause
from tui.presence.checks import Check
from tui.presence.debug_calls import REST
from tui.presence.words import plural, span

DAY = 86_400
RARE_CALLS = 0.5  # a reading, for what is reread every ten: permissions, the action, the users
MUCH, TOO_MUCH = 0.8, 0.95  # of the org's limit, from which readings slow down and pause
LARGE_SHARE = 0.25
PACE = "Raise refresh in [loop] of the settings; the companion needs one call a reading"
WHY = "All tools of the org share its calls of 24 hours; above 80 % readings slow down, above 95 % they pause"


def api_use(chart: Chart) -> Check:
    """Used and allowed, and our own share."""
    a_reading, loop = calls_a_reading(chart), chart.patient.settings.loop
    seconds = min(loop.refresh, loop.interval)
    if chart.patient.routes.read == "log":
        seconds = max(seconds, REST)
    readings, use = round((a_reading + RARE_CALLS) * DAY / seconds), chart.calls.usage
    logins = round(DAY / asking_pause(use))
    ours = (
        f"this tool: {plural(a_reading, 'call')} a reading, every {span(seconds)}: about {_rounded(readings):,} a day, "
        f"and {_rounded(logins):,} for logins"
    )
    daily = readings + logins
    if use.used is None or not use.limit:
        return Check(names.API_USE, None, f"the org does not tell its limit; {ours}", WHY)
    used, share = use.used / use.limit, daily / use.limit
    found = f"{use.used:,} of {use.limit:,} calls used ({_percent(used)}); {ours} ({_percent(share)})"
    if used >= TOO_MUCH or share >= 1:
        return Check(names.API_USE, False, found, WHY, PACE)
    if used >= MUCH or share >= LARGE_SHARE:
        return Check(names.API_USE, None, found, WHY, PACE)
    return Check(names.API_USE, True, found, WHY)


def calls_a_reading(chart: Chart) -> int:
    """The pages of sessions and of DE's answer; the companion brings both at once."""
    if chart.patient.routes.sessions == "companion":
        chart.told.failure()  # asked, if nobody did before
        return max(1, chart.told.cost)
    chart.sessions.failure()
    chart.thrown.failure()
    return max(1, chart.sessions.cost) + max(1, chart.thrown.cost)


def _rounded(number: int) -> int:
    """Two figures that count: nobody needs more of an estimate."""
    return round(number, 2 - len(str(number)))


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share >= 0.001 else "under 0.1 %"
