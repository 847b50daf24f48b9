"""Where the hearing of logouts goes on after a gap: nothing that the org still keeps is missed, or told twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime

from tui.org.events.bayeux import ALL_KEPT, NEW_ONLY
from tui.org.events.payloads import Logout
from tui.presence.events import LastHeard

REMEMBERED = 50_000  # events; more than an org of 5,000 tells in the 72 hours that it keeps them
LOST = "logouts of more than 72 hours ago are not kept by the org"


class Position:
    """Begins after ``last``, or with what is new where that is None. Replay ids are compared for equality alone.

    Without any event yet ``last`` is the moment of the first subscription: all that the org keeps is asked for later,
    and what is older than that moment left out.
    """

    def __init__(self, last: LastHeard | None) -> None:
        self.last = last
        self._gone = False  # the org does not keep the last one any more
        self._not_before: datetime | None = None
        self._seen: deque[int] = deque([last.replay_id] if last else (), maxlen=REMEMBERED)
        self._known = set(self._seen)

    @property
    def replay(self) -> int:
        """What to subscribe with."""
        if self.last is None:
            return NEW_ONLY
        return ALL_KEPT if self._gone else self.last.replay_id

    def opened(self, at: datetime | None) -> None:
        """The org began to tell from ``replay`` on; ``at`` is its clock."""
        self._not_before = self.last.at if self.last and self.replay == ALL_KEPT else None
        if self.last is None and at is not None:
            self.last = LastHeard(ALL_KEPT, at)

    def gone(self) -> bool:
        """The org does not keep the last one any more; whether that is news, so that asking anew makes sense."""
        news = self.replay not in {NEW_ONLY, ALL_KEPT}
        self._gone = True
        return news

    def new(self, logouts: Iterable[Logout]) -> list[Logout]:
        """Those that were not heard before, in their order."""
        found: list[Logout] = []
        for one in logouts:
            if one.replay_id in self._known or (self._not_before is not None and one.at < self._not_before):
                continue
            self._remember(one.replay_id)
            self.last, self._gone = LastHeard(one.replay_id, one.at), False
            found.append(one)
        return found

    def _remember(self, replay_id: int) -> None:
        if len(self._seen) == REMEMBERED:
            self._known.discard(self._seen[0])
        self._seen.append(replay_id)
        self._known.add(replay_id)
