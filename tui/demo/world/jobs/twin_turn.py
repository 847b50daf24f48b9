"""One link's work, read, remember, plan, send: twin of ``DePresenceTurn``, ``DePresenceToggler`` and its holds."""

from __future__ import annotations

from collections.abc import Sequence

from tui.demo.world.de import DEError
from tui.demo.world.jobs.twin_past import Memory
from tui.demo.world.jobs.twin_plan import Plan, Planned
from tui.demo.world.jobs.twin_reader import read
from tui.demo.world.jobs.twin_reading import Hold, JobOrg, Reading
from tui.demo.world.jobs.twin_rules import plan
from tui.demo.world.kit.settings import KitSettings

DE_EXCEPTION = "n2de.DistributionEngineGlobal.DistributionEngineException"  # the real name is not documented
_LARGEST_BATCH = 200


class Holds:
    """The holds that stand at a reading (R9). A later hold of a user takes the place of an earlier one."""

    def __init__(self, found: Sequence[Hold]) -> None:
        self._standing = {one.user_id: one for one in found}
        self._over = [one for one in found if self._standing[one.user_id] is not one]

    def put_on(self, reading: Reading) -> None:
        """Put them on their users."""
        for one in reading.users:
            one.hold = self._standing.get(one.id)

    def over(self, reading: Reading) -> list[Hold]:
        """Those that may be forgotten once the reading was taken in, which takes what is over off its users."""
        left = [one.id for one in reading.users if one.hold is None and one.id in self._standing]
        return [*self._over, *(self._standing[one] for one in left)]


class Toggler:
    """Sends toggles to DE and keeps for each user what became of it.

    DE takes a list as a whole; one that it refuses is halved until the culprits stand alone. The limits that end the
    Apex's attempts early are not simulated.
    """

    def __init__(self, org: JobOrg) -> None:
        self._org = org
        self.accepted: list[str] = []
        self.refused: dict[str, str] = {}

    def send(self, users: Sequence[str], online: bool, reason: str | None) -> None:
        """Toggle these users, of one value and reason."""
        waiting = [list(users[first : first + _LARGEST_BATCH]) for first in range(0, len(users), _LARGEST_BATCH)]
        while waiting:
            these = waiting.pop(0)
            try:
                self._org.toggle(these, online, reason)
            except DEError as error:
                half = len(these) // 2
                if half:
                    waiting += [these[:half], these[half:]]
                else:
                    self.refused[these[0]] = f"{DE_EXCEPTION}: {error}"
            else:
                self.accepted += these


class Turn:
    """What one link did. ``plan`` is None where nothing could be concluded; ``problem`` says why, or who was refused.

    ``unfinished`` toggles did not fit into it; ``unconfirmed`` absences need a second reading (R5).
    """

    def __init__(self, org: JobOrg, settings: KitSettings) -> None:
        self._org = org
        self._settings = settings
        self.plan: Plan | None = None
        self.users = 0
        self.turned_on = 0
        self.turned_off = 0
        self.problem: str | None = None
        self.unfinished = False
        self.unconfirmed = False

    def run(self, memory: Memory) -> Memory:
        """Do it, and return the memory for the next link. Raises DEError."""
        org, settings = self._org, self._settings
        reading = read(org, settings)
        self.users = len(reading.users)
        self.problem = _why_nothing(reading, memory)
        if self.problem is not None:
            return memory
        holds = Holds(org.holds())
        holds.put_on(reading)
        after = memory.moved_on(reading, settings)
        self.plan = plan(reading, after.pasts, settings)
        self.unconfirmed = self.plan.unconfirmed
        if not settings.dry_run:
            org.forget(holds.over(reading))
            # Ons first, so that nobody waits for an off.
            self.turned_on = self._send(self.plan.ons, after, reading, memory.failures, online=True)
            self.turned_off = self._send(self.plan.offs, after, reading, memory.failures, online=False)
        return after

    def _send(self, toggles: Sequence[Planned], after: Memory, reading: Reading, failures: int, *, online: bool) -> int:
        """Send them; after links that failed fewer and fewer at once, as DE may have hit a limit."""
        most = max(1, _LARGEST_BATCH >> min(failures, 8)) if failures else len(toggles)
        toggler = Toggler(self._org)
        toggler.send([one.user_id for one in toggles[:most]], online, None if online else self._settings.off_reason)
        for user in toggler.accepted:
            after.pasts[user].note_sent(online, reading.at, accepted=True)
        for user, why in toggler.refused.items():
            after.pasts[user].note_sent(online, reading.at, accepted=False)
            self.problem = f"DE refused {user}: {why}"
        done = len(toggler.accepted) + len(toggler.refused)
        self.unfinished = self.unfinished or done < len(toggles)
        return len(toggler.accepted)


def _why_nothing(reading: Reading, memory: Memory) -> str | None:
    if reading.unsure is not None:
        return reading.unsure
    shrunk = memory.why_shrunk(len(reading.users))
    if shrunk is None and memory.last_complete is None and reading.strangers:
        return f"The settings exclude what nobody here is: {', '.join(sorted(reading.strangers))}"
    return shrunk
