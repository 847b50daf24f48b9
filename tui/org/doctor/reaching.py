"""Whether the org is there, as whom we are in, and what its clock says."""

from __future__ import annotations

from datetime import UTC, datetime

from tui.org.doctor import names
from tui.org.doctor.chart import Chart, Greeting
from tui.presence.checks import Check
from tui.presence.sessions import expires_at
from tui.presence.words import span

SAME_TIME = 2.0  # seconds: a Date header has whole ones, and the way takes its time
FAR_APART = 60.0


def reachable(chart: Chart) -> Check:
    """The host, whether the way is safe, and how long an answer takes."""
    greeting, url = chart.greeting(), chart.patient.facts.instance_url
    took = round(1000 * (greeting.back.monotonic - greeting.left.monotonic))
    scheme, _, host = url.partition("://")
    way = "over TLS, its certificate is trusted" if scheme == "https" else "plain http on this machine"
    return Check(names.REACHABLE, True, f"{host}, {way}; an answer takes {max(took, 1)} ms")


def api_version(chart: Chart) -> Check:
    """The version in use, and the newest that the org offers."""
    in_use, newest = chart.calls.version, max(chart.greeting().versions, key=_number, default="")
    if _number(newest) <= _number(in_use):
        return Check(names.API_VERSION, True, f"{in_use}, the newest that the org offers")
    return Check(names.API_VERSION, True, f"{in_use}, the newest that was tested here; the org offers {newest}")


def clock(chart: Chart) -> Check:
    """How far the org's clock and ours are apart."""
    ahead = _ahead(chart.greeting())
    if abs(ahead) <= SAME_TIME:
        return Check(names.CLOCK, True, "the org's and this machine's agree")
    found = f"the org's is {span(abs(ahead))} {'ahead of' if ahead > 0 else 'behind'} this machine's"
    if abs(ahead) <= FAR_APART:
        return Check(names.CLOCK, True, found)
    why = "Presence is judged by the org's clock alone; but the times you type are this machine's"
    return Check(names.CLOCK, None, found, why, "Let this machine set its clock by the network")


def login(chart: Chart) -> Check:
    """How we got in, as whom, and when this session ends."""
    patient = chart.patient
    found = f"{patient.login}, as {patient.facts.username}{_end(chart)}"
    if patient.renews:
        return Check(names.LOGIN, True, f"{found}; renewed by itself then")
    return Check(names.LOGIN, True, found, next="When it ends, log in again: this login cannot renew itself")


def org(chart: Chart) -> Check:
    """Which org this is, and whether this run may write in it."""
    facts, read_only = chart.patient.facts, chart.patient.read_only
    kind = "SANDBOX" if facts.sandbox else "PRODUCTION"
    found = f"{facts.name} ({facts.id}), {kind}, {'read-only' if read_only else 'toggles are allowed'}"
    return Check(names.ORG, True, found, f"Read-only because {read_only}" if read_only else "")


def _end(chart: Chart) -> str:
    """When our own session ends at the earliest, in words; nothing where the org does not show it."""
    if chart.sessions.failure() is not None:
        return ""
    sessions = chart.sessions()
    own = [expires_at(row) for row in sessions.pages.rows if row.is_current]
    if not own:
        return ""
    ends = max(own)
    return f"; its session ends in {span((ends - sessions.at).total_seconds())} ({ends:%H:%M} UTC) unless it is used"


def _ahead(greeting: Greeting) -> float:
    """Seconds that the org's clock is ahead; its Date has whole seconds, so half of one is taken as passed."""
    told = greeting.at.timestamp() + 0.5
    ours = datetime.fromtimestamp((greeting.left.wall + greeting.back.wall) / 2, UTC).timestamp()
    return told - ours


def _number(version: str) -> float:
    try:
        return float(version)
    except ValueError:
        return 0.0
