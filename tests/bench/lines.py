"""One measured line of the table, its target, and the whole table as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Basis = Literal["peer", "limit", "alone"]
UNITS = {"ms": (1e3, "ms"), "s": (1.0, "s"), "MB": (2.0**-20, "MB"), "%": (100.0, "%"), "": (1.0, "")}


@dataclass(frozen=True)
class Target:
    """``ours`` is to be at most ``at_most`` times the peer or the limit, or at most that by itself."""

    at_most: float
    of: Basis

    def words(self, unit: str) -> str:
        """The target as the table says it."""
        return f"<= {shown(self.at_most, unit)}" if self.of == "alone" else f"<= {self.at_most:g} x {self.of}"


@dataclass(frozen=True)
class Figure:
    """Something measured: its median, in seconds, bytes, shares or counts, and whose it is."""

    name: str
    value: float


@dataclass(frozen=True)
class Line:
    """One line. ``unit`` says how figures are shown; ``note`` what a reader has to know, such as a missing peer."""

    case: str
    what: str
    unit: Literal["ms", "s", "MB", "%", ""]
    ours: float | None
    peer: Figure | None = None
    limit: Figure | None = None
    targets: tuple[Target, ...] = ()
    note: str = ""

    def ratio(self, of: Basis) -> float | None:
        """Ours against the peer or the limit; None where one of them is missing."""
        other = {"peer": self.peer, "limit": self.limit}.get(of)
        return self.ours / other.value if self.ours is not None and other is not None and other.value else None

    def met(self, target: Target) -> bool | None:
        """Whether a target is met; None where it cannot be told."""
        reached = self.ours if target.of == "alone" else self.ratio(target.of)
        return None if reached is None else reached <= target.at_most

    @property
    def verdict(self) -> str:
        """``met``, ``missed``, ``?`` where something is missing, empty where nothing was aimed at."""
        told = [self.met(target) for target in self.targets]
        if not told:
            return ""
        return "missed" if False in told else "?" if None in told else "met"


def shown(value: float, unit: str) -> str:
    """A value in its unit, with three figures that count."""
    factor, name = UNITS[unit]
    scaled = value * factor
    digits = 0 if abs(scaled) >= 100 or scaled == int(scaled) else 1 if abs(scaled) >= 10 else 2
    return f"{scaled:,.{digits}f} {name}".strip()


def table(lines: Sequence[Line]) -> str:
    """All lines below their cases, in columns."""
    head = ("", "ours", "peer", "x", "limit", "x", "target", "")
    body = [_cells(line) for line in lines]
    widths = [max(len(row[at]) for row in [head, *body]) for at in range(len(head))]
    printed, case = [_laid(head, widths)], ""
    for line, cells in zip(lines, body, strict=True):
        if line.case != case:
            case = line.case
            printed.append(f"\n{case}")
        printed.append(_laid(cells, widths))
        printed.extend(f"      {part}" for part in _names(line))
    return "\n".join(printed)


def as_json(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines with their ratios and verdicts, for a file. Values are in seconds, bytes, shares or counts."""
    return [
        asdict(line) | {"of_peer": line.ratio("peer"), "of_limit": line.ratio("limit"), "verdict": line.verdict}
        for line in lines
    ]


def _cells(line: Line) -> tuple[str, ...]:
    def value(number: float | None) -> str:
        return "" if number is None else shown(number, line.unit)

    def times(of: Basis) -> str:
        ratio = line.ratio(of)
        return "" if ratio is None else f"{ratio:.2f}"

    return (
        f"  {line.what}",
        value(line.ours) or "-",
        value(line.peer.value if line.peer else None),
        times("peer"),
        value(line.limit.value if line.limit else None),
        times("limit"),
        ", ".join(target.words(line.unit) for target in line.targets),
        line.verdict,
    )


def _names(line: Line) -> list[str]:
    named = [("peer", line.peer), ("limit", line.limit)]
    who = "; ".join(f"{word}: {figure.name}" for word, figure in named if figure is not None)
    return [part for part in (who, line.note) if part]


def _laid(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.ljust(width) if at in (0, 6, 7) else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *rest]).rstrip()
