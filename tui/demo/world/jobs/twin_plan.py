"""What the rules of the kit's job ask for, and what they withhold: twin of ``DePresencePlan``."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Planned:
    """One toggle that the rules ask for, or that they withhold; then ``rule`` says by which."""

    user_id: str
    online: bool
    rule: str | None
    why: str


@dataclass
class Plan:
    """The toggles of one reading. ``braked`` offs wait for ``brake``; ``unconfirmed`` absences for a second reading."""

    ons: list[Planned] = field(default_factory=list)
    offs: list[Planned] = field(default_factory=list)
    withheld: list[Planned] = field(default_factory=list)
    braked: list[Planned] = field(default_factory=list)
    brake: str | None = None
    unconfirmed: bool = False
