"""Peers take turns: every round measures each of them once, so that a busy moment of the machine hits all alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Measure = Callable[[], float]


def interleaved(rounds: int, measures: Mapping[str, Measure], *, warm: bool = True) -> dict[str, list[float]]:
    """So many values of each. ``warm``: one more of each comes first and is thrown away."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(rounds + warm):
        for name, measure in measures.items():
            value = measure()
            if number >= warm:
                found[name].append(value)
    return found
