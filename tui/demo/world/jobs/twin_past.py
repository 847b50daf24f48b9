"""What the kit's job carries from link to link: twin of ``DePresencePast`` and ``DePresenceMemory``."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tui.demo.world.jobs.twin_reading import Reading
from tui.demo.world.jobs.twin_since import HOUR, Past, after_gap, move_on
from tui.demo.world.kit.settings import KitSettings

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Memory:
    """Its users' pasts, and what it needs to doubt a reading; a link never changes the one that it was given.

    ``counts`` are how many users DE answered on in the complete readings of the last hour; ``gone_since`` is when
    users whom DE no longer answers for were first missed; ``failures`` counts the links in a row that failed.
    """

    pasts: dict[str, Past] = field(default_factory=dict)
    last_complete: datetime | None = None
    answered_for: int = 0
    counts: tuple[tuple[datetime, int], ...] = ()
    gone_since: dict[str, datetime] = field(default_factory=dict)
    failures: int = 0

    def why_shrunk(self, users: int) -> str | None:
        """R1: why an answer for so many users is not believed, or None: none after many, or less than half of them."""
        if not self.answered_for or (users and users * 2 >= self.answered_for):
            return None
        return (
            f"DE answered for {users} users, and for {self.answered_for} before; where that is right, abort and start"
            " the job"
        )

    def moved_on(self, reading: Reading, settings: KitSettings) -> Memory:
        """The memory after a complete reading, which learns the most that were on and loses holds that are over."""
        gap = self._after_gap(reading.at, settings.interval_minutes)
        pasts: dict[str, Past] = {}
        for seen in reading.users:
            past = replace(self.pasts.get(seen.id, Past()))
            if gap:
                after_gap(past, seen, reading.at)
            move_on(past, seen, reading.at, settings)
            pasts[seen.id] = past
        counts = (*(one for one in self.counts if one[0] + HOUR >= reading.at), (reading.at, reading.count_on))
        reading.most_on = max(on for _, on in counts)
        gone = {
            user: missed
            for user in self.pasts
            if user not in pasts and (missed := self.gone_since.get(user, reading.at)) + DAY > reading.at
        }
        pasts |= {user: self.pasts[user] for user in gone}
        return Memory(pasts, reading.at, len(reading.users), counts, gone)

    def failed_again(self) -> Memory:
        """The memory of the link after one that failed."""
        return replace(self, failures=self.failures + 1)

    def _after_gap(self, now: datetime, interval_minutes: int) -> bool:
        longest = max(HOUR, timedelta(minutes=2 * interval_minutes))
        return self.last_complete is not None and self.last_complete + longest < now
