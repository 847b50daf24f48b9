"""Random cycles of bigger worlds: five to twelve people in several teams, anything may happen between two cycles."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.faults.core_world import Kind, cycles, happenings, look, opening
from tests.faults.walk import CALM, still_wrong

BETWEEN_CALMS = 40


class BigWorld:
    """One world with its own dice. ``cycles`` counts what was judged, ``sent`` the toggles that left."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._of = self._dice.randint(5, 12)
        self.kind = self._some_kind(seed)
        self.cycles = 0
        self._rough = self._dice.choice((0.05, 0.3, 0.7))
        self._busy = self._dice.choice((0.5, 2.0, 6.0))
        self._events = list(happenings(self.kind, self._of).items())
        self._moment = opening(self.kind, self._of)
        self._way: list[str] = []

    def complaints(self, number: int) -> Iterator[str]:
        """Judge that many cycles; what is wrong, each with the events since the last calm."""
        while self.cycles < number:
            self._way.clear()
            for _ in range(BETWEEN_CALMS):
                yield from self._cycle()
            yield from self._calm()

    def _cycle(self) -> Iterator[str]:
        happens = int(self._dice.expovariate(1 / self._busy))
        for name, event in self._dice.choices(self._events, k=happens):
            self._moment = event(self.kind, self._moment)
            self._way.append(name)
        if self._dice.random() < self._rough:
            name, self._moment, wrong = self._dice.choice(list(cycles(self.kind, self._moment)))
        else:
            name, (self._moment, wrong) = "read complete", look(self.kind, self._moment)
        self.cycles += 1
        self._way.append(name)
        yield from (f"{words} after {', '.join(self._way)}" for words in wrong)

    def _calm(self) -> Iterator[str]:
        for _ in range(CALM):
            self._moment, wrong = look(self.kind, self._moment)
            self.cycles += 1
            yield from wrong
        yield from (f"{words} after {', '.join(self._way)}" for words in still_wrong(self.kind, self._moment))

    def _some_kind(self, seed: int) -> Kind:
        dice = self._dice
        teams = [tuple(range(self._of)) if dice.random() < 0.3 else tuple(range(self._of // 2))]
        teams += [tuple(sorted(dice.sample(range(self._of), dice.randint(1, self._of)))) for _ in range(3)]
        rest = set(range(self._of)) - {who for team in teams for who in team}
        return Kind(
            f"world {seed}",
            availability=dice.random() < 0.5,
            respect=dice.random() < 0.5,
            idle_counts=dice.random() < 0.5,
            plain=dice.random() < 0.3,
            teams=(*teams, tuple(sorted(rest))) if rest else tuple(teams),
        )
