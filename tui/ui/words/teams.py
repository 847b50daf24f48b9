"""What is to be said of a team, in words. Pure, no Textual."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, tzinfo

from tui.presence.roster import Roster
from tui.presence.teams import TeamCount
from tui.presence.words import plural
from tui.ui.plain import plain

NO_TEAMS = "No Distribution Engine team that you can see has members."
UNREAD = "DE's answer could not be read: who is on where is not known."


def note(team: TeamCount, roster: Roster, zone: tzinfo) -> str:
    """What is wrong with a team, the worst first; who of it was last there; what is not counted."""
    absent = not team.present and team.users
    said = (
        _nobody_on(team) if team.users and not team.on else "",
        f"{team.present - team.both:,} present not on" if team.on and team.both < team.present else "",
        _nobody_present(team, roster, zone) if absent and not team.unknown else "",
        f"{team.unknown:,} unknown" if team.unknown else "",
        "no people" if not team.users else "",
        f"+ {plural(team.queues, 'queue')}" if team.queues else "",
    )
    return " · ".join(one for one in said if one)


def _nobody_on(team: TeamCount) -> str:
    return f"nobody on though {team.present:,} present" if team.present else "nobody on"


def _nobody_present(team: TeamCount, roster: Roster, zone: tzinfo) -> str:
    if team.last is None:
        return "nobody present"
    standing = roster.standings.get(team.last.user_id)
    name = plain(standing.user.name) if standing else team.last.user_id
    when = _when(team.last.since.astimezone(zone), roster.at.astimezone(zone).date())
    return f"last there {name} until {when}"


def _when(moment: datetime, today: date) -> str:
    return moment.strftime("%H:%M" if moment.date() == today else "%a %d %b %H:%M")


def summary(teams: Collection[TeamCount]) -> str:
    """How many teams there are, and in how many of them nobody is on."""
    dead = sum(bool(one.users) and not one.on for one in teams)
    there = plural(len(teams), "team")
    if not dead:
        return f"{there}: somebody is on in each that has people."
    whom = "that one" if dead == 1 else "those"
    return f"{there}: in {dead:,} of them nobody is on, so nobody gets records in {whom}."
