"""What the org's user may do, as far as this tool needs it."""

from __future__ import annotations

from tui.org.doctor import names
from tui.org.doctor.chart import Chart
from tui.org.doctor.ways import action_way, companion_way
from tui.presence.checks import Check


def all_sessions(chart: Chart) -> Check:
    """Whether all sessions are visible, or only the caller's own (R2)."""
    if chart.permissions().manage_users:
        return Check(names.ALL_SESSIONS, True, "all are visible (Manage Users)")
    return Check(
        names.ALL_SESSIONS,
        False,
        "only your own are visible: Manage Users is missing",
        "Without it everybody's presence is unknown: the loop toggles nobody; a person may, and is told so",
        "Ask an administrator for Manage Users, or use another login",
        permission=True,
    )


def author_apex(chart: Chart) -> Check:
    """Whether anonymous Apex may call DE's class; needed where the companion does not take its place."""
    if chart.permissions().author_apex:
        return Check(names.AUTHOR_APEX, True, "granted")
    if companion_way(chart).open:
        return Check(names.AUTHOR_APEX, None, "missing, and not needed: the companion takes its place")
    return Check(
        names.AUTHOR_APEX,
        False,
        "missing",
        "Without the companion DE is read by anonymous Apex, and Salesforce lets that call DE's class only with it",
        "Ask for Author Apex, which is nearly an administrator's right, or have the companion deployed",
        permission=True,
    )


def class_access(chart: Chart) -> Check:
    """Which of the Apex classes that need no Author Apex are open to this user."""
    ways = (companion_way(chart), action_way(chart))
    found = "; ".join(f"{one.name} {'open' if one.open else 'closed'} ({one.because or one.words})" for one in ways)
    why = "These need access to one Apex class each, where anonymous Apex needs Author Apex"
    return Check(names.CLASS_ACCESS, True if any(one.open for one in ways) else None, found, why)
