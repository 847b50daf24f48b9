"""What else in the org bears on presence: its own polling job, logout events, DE's widget."""

from __future__ import annotations

from tui.org.doctor import names
from tui.org.doctor.chart import Chart
from tui.org.jobs.links import read_jobs
from tui.presence.checks import Check
from tui.presence.words import plural

LOGOUT_STREAM = "LogoutEventStream"


def own_job(chart: Chart) -> Check:
    """The org's own polling job: two drivers would fight over the same toggles."""
    jobs = read_jobs(chart.calls, view_setup=chart.permissions().view_setup)
    why = "Two loops that toggle the same users undo each other's work"
    if jobs is None:
        todo = "Ask for View Setup and Configuration, or ask an administrator whether it runs"
        return Check(names.OWN_JOB, None, "your user may not see whether it runs", why, todo)
    if not jobs:
        return Check(names.OWN_JOB, True, "does not run")
    one = jobs[0]
    more = f", {plural(len(jobs), 'job')} in all" if len(jobs) > 1 else ""
    found = f"runs: {one.class_name}, {one.status}, as {one.created_by or 'somebody'}{more}"
    return Check(names.OWN_JOB, None, found, why, "Abort it before you start the poll loop here")


def logouts(chart: Chart) -> Check:
    """Whether the org would tell of logouts as they happen (LogoutEventStream, all customers; documented)."""
    why = "They tell of a logout at once; without them the next reading shows it"
    if not chart.permissions().customize_application:
        return Check(names.LOGOUTS, None, "closed: Customize Application is missing", why, "Ask for it if that matters")
    if any(one.name == LOGOUT_STREAM for one in chart.objects()):
        return Check(names.LOGOUTS, True, "can be had (Customize Application, LogoutEventStream)", why)
    found = "Customize Application is granted; the org's list of objects does not tell whether LogoutEventStream is on"
    todo = "The monitor's loop line says whether events are live; if not, switch it on in Setup, Event Manager"
    return Check(names.LOGOUTS, None, found, why, todo)


def widget(chart: Chart) -> Check:
    """The vendor's advice on DE's widget, which no API tells about (article)."""
    del chart
    return Check(
        names.WIDGET,
        None,
        "whether users see it is not told by the org",
        "It shows toggles made by others only at its next refresh, by default every 10 minutes",
        "NC Squared advises not to show it where sessions drive presence",
    )
