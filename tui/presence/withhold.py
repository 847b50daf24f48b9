"""Why a wished toggle is not sent: one small function a rule, asked in this order; the first that objects is named."""

from __future__ import annotations

from datetime import datetime, timedelta

from tui.presence.holds import hold_words
from tui.presence.memory import Past, Sent
from tui.presence.model import DE, Id, User
from tui.presence.roster import Roster, Standing
from tui.presence.settings import ExcludeSettings, Settings
from tui.presence.wishes import Reason, Wish
from tui.presence.words import iso, span

MOST_AN_HOUR = 3
HOUR = timedelta(hours=1)
NOBODY = ExcludeSettings()


def why_withheld(
    standing: Standing, past: Past, wanted: Wish, roster: Roster, settings: Settings, caller_id: Id
) -> Reason | None:
    """The first objection to a wish, or None where it may be sent."""
    to = bool(wanted.to)
    return (
        not_counted(standing, caller_id, to=to)
        or excluded(standing, roster, settings.exclude)
        or under_hold(past)
        or wanted.held_back
        or uncounted_session(standing, to=to)
        or too_often(past, to=to, at=roster.at)
    )


def not_counted(standing: Standing, caller_id: Id, *, to: bool) -> Reason | None:
    """R4: the caller, programs and inactive users are never sent; frozen users are never turned on.

    What the org does not tell is no permission: an untold licence withholds all, an untold freeze withholds ons.
    """
    user = standing.user
    if user.id == caller_id:
        return Reason("R4", "this is you: the monitor's own user is never planned")
    if not user.person:
        return Reason("R4", "not a person's user or licence")
    if not user.is_active:
        return Reason("R4", "inactive user")
    if not user.licence_told:
        return Reason("R4", "the org does not tell this user's licence")
    return _frozen(user) if to else None


def _frozen(user: User) -> Reason | None:
    if user.is_frozen:
        return Reason("R4", "frozen user")
    return None if user.frozen_told else Reason("R4", "the org does not tell whether this user is frozen")


def excluded(standing: Standing, roster: Roster, exclude: ExcludeSettings) -> Reason | None:
    """R14: left alone by the settings: by user, team, profile or permission set."""
    if exclude == NOBODY:
        return None
    user = standing.user
    if {user.id, user.name, user.username} & set(exclude.users):
        return Reason("R14", "excluded by name in the settings")
    for team_id in standing.teams:
        if {team_id, roster.team_name(team_id)} & set(exclude.teams):
            return Reason("R14", f"excluded by team {roster.team_name(team_id)} in the settings")
    if {user.profile_id, user.profile} & set(exclude.profiles):
        return Reason("R14", f"excluded by profile {user.profile} in the settings")
    granted = set(user.permission_sets) & set(exclude.permission_sets)
    return Reason("R14", f"excluded by permission set {min(granted)} in the settings") if granted else None


def unknown_exclusions(roster: Roster, exclude: ExcludeSettings) -> tuple[str, ...]:
    """R14: entries of the settings that fit no DE user, team or profile; an error at start."""
    if exclude == NOBODY:
        return ()
    users = [one.user for one in roster.standings.values()]
    known = {
        "users": {word for user in users for word in (user.id, user.name, user.username)},
        "teams": {word for team_id in roster.answer for word in (team_id, roster.team_name(team_id))},
        "profiles": {word for user in users for word in (user.profile_id, user.profile)},
        "permission_sets": {word for user in users for word in user.permission_sets},
    }
    return tuple(
        f"exclude.{key}: {entry}"
        for key, words in known.items()
        for entry in getattr(exclude, key)
        if entry not in words
    )


def under_hold(past: Past) -> Reason | None:
    """R9: a person's hold, or a toggle made by a person here."""
    if past.hold is None:
        return None
    return Reason("R9", f"{hold_words(past.hold, iso(past.hold.until))}: {past.hold.why}")


def uncounted_session(standing: Standing, *, to: bool) -> Reason | None:
    """R5: an absent user with a live session of a type that the preset leaves out is not turned off."""
    if to or standing.left_out is None:
        return None
    return Reason("R5", f"has a {standing.left_out} session that the preset does not count")


def too_often(past: Past, *, to: bool, at: datetime) -> Reason | None:
    """R13: the same value at most three times in any hour; after that the true reason, and when the next try is."""
    same = [one for one in past.sends if one.to is to and one.by == "loop" and at - one.at < HOUR]
    if len(same) < MOST_AN_HOUR:
        return None
    again = same[-MOST_AN_HOUR].at + HOUR
    return Reason("R13", f"{_true_reason(same[-1], past)}; next try in {span((again - at).total_seconds())}")


def _true_reason(last: Sent, past: Past) -> str:
    if last.outcome == "failed":
        return f"DE refused: {last.error or 'no reason given'}"
    if last.outcome == "unsettled":
        return "the answer was lost"
    if past.de is DE.OFF:
        return "something else is toggling this user" if past.on_answered else "DE keeps answering off"
    return "DE keeps answering on"
