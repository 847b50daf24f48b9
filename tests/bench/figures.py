"""The arithmetic of the benchmark: medians, percentiles, and how something grows with size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, log


def median(values: Sequence[float]) -> float:
    """The middle value; the mean of the two in the middle. Raises ValueError where there is none."""
    if not values:
        raise ValueError("there is no median of nothing")
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that so much of them (0 to 1) does not exceed. Raises ValueError where there is none."""
    if not values:
        raise ValueError("there is no percentile of nothing")
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def exponent(costs: Mapping[int, float]) -> float:
    """The b of ``cost = a * size ** b`` that fits best: 1 is linear. Sizes and costs are above 0, two sizes at least.

    Least squares on the logarithms, so that a small size counts as much as a large one.
    """
    if len(costs) < 2:
        raise ValueError("growth shows in two sizes at least")
    points = [(log(size), log(cost)) for size, cost in costs.items()]
    mean_x, mean_y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    across = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return float(across / sum((x - mean_x) ** 2 for x, _ in points))
