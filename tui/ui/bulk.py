"""Whom a person's toggle reaches: targets, who is skipped and why, and what to warn of. Pure, no Textual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tui.loop.pulse import Pulse
from tui.presence.last_one import emptied
from tui.presence.model import DE, Id, Presence
from tui.presence.roster import Roster, Standing
from tui.ui.plain import plain

MANY = 50  # in production, more than these want the count typed


class Target(Struct, frozen=True):
    """One user of a bulk: what DE answers now, why nothing is sent (empty: it is), and what to know before sending."""

    user_id: Id
    name: str
    was: str
    skip: str = ""
    warnings: tuple[str, ...] = ()


class Bulk(Struct, frozen=True):
    """What is about to be asked of DE. ``hidden`` marked users are left out; ``undo``: it takes back what was made."""

    to: bool
    org: str
    sandbox: bool
    targets: tuple[Target, ...]
    hidden: int = 0
    undo: bool = False
    others: tuple[str, ...] = ()

    @property
    def sends(self) -> tuple[Target, ...]:
        """The targets that a toggle is sent for."""
        return tuple(one for one in self.targets if not one.skip)

    @property
    def skipped(self) -> tuple[Target, ...]:
        """The targets that nothing is sent for."""
        return tuple(one for one in self.targets if one.skip)

    @property
    def word(self) -> str:
        """The wanted DE state."""
        return "on" if self.to else "off"

    @property
    def asks(self) -> bool:
        """Whether a person must confirm: more than one, hidden ones marked, or a production org."""
        return len(self.targets) > 1 or self.hidden > 0 or not self.sandbox

    @property
    def wants_count(self) -> bool:
        """Whether the number must be typed: more than 50 in production."""
        return not self.sandbox and len(self.sends) > MANY


def bulk_of(to: bool, user_ids: Sequence[Id], pulse: Pulse, *, hidden: int = 0, undo: bool = False) -> Bulk | None:
    """The bulk over these users in this order; None where nothing has been read yet."""
    roster, org = pulse.roster, pulse.org
    if roster is None or org is None:
        return None
    standings = [(user_id, roster.standings.get(user_id)) for user_id in user_ids]
    skips = {user_id: why_skipped(one, to=to) for user_id, one in standings}
    warned = warnings_of([user_id for user_id in user_ids if not skips[user_id]], roster, to=to)
    targets = tuple(
        Target(user_id, name_of(one, user_id), de_words(one), skips[user_id], warned.get(user_id, ()))
        for user_id, one in standings
    )
    return Bulk(to, plain(org.name), org.sandbox, targets, hidden, undo)


def why_skipped(standing: Standing | None, *, to: bool) -> str:
    """Why nothing is sent for this user (R4), or an empty text."""
    if standing is None or not standing.teams:
        return "DE does not answer for this user"
    if standing.user.queue:
        return "a queue: never toggled"
    if not standing.user.is_active:
        return "inactive user: never toggled"
    if standing.user.is_frozen and to:
        return "frozen user: never turned on"
    already = DE.ON if to else DE.OFF
    return f"already {already}: nothing is sent" if standing.de is already else ""


def warnings_of(user_ids: Sequence[Id], roster: Roster, *, to: bool) -> Mapping[Id, tuple[str, ...]]:
    """What to know before sending: presence unknown (R17), last one on in a team (R12)."""
    last: Mapping[Id, tuple[Id, ...]] = {} if to else emptied(roster.answer, user_ids)
    found: dict[Id, tuple[str, ...]] = {}
    for user_id in user_ids:
        warnings = [f"last one on in team {plain(roster.team_name(team_id))}!" for team_id in last.get(user_id, ())]
        if roster.standings[user_id].presence is Presence.UNKNOWN:
            warnings.append("presence unknown")
        if warnings:
            found[user_id] = tuple(warnings)
    return found


def de_words(standing: Standing | None) -> str:
    """What DE answers, with the teams: ``on 2/2``."""
    if standing is None or not standing.teams:
        return "unknown"
    return f"{standing.de} {standing.teams_on}/{len(standing.teams)}"


def name_of(standing: Standing | None, user_id: Id) -> str:
    """The user's name as it may be drawn, or the Id."""
    return plain(standing.user.name) if standing else user_id


def names(targets: Iterable[Target], most: int = 3) -> str:
    """The first few names, and how many more there are."""
    every = [one.name for one in targets]
    shown = "; ".join(every[:most])
    return f"{shown} and {len(every) - most:,} more" if len(every) > most else shown
