"""What the simulated org is asked to be: its size, its seed, and what it lacks or has besides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SIZES = {"small": 20, "typical": 200, "large": 5_000, "huge": 50_000}
CAN_LACK = frozenset(
    {
        *("manage-users", "author-apex", "customize-application", "view-setup"),
        *("package", "action", "class-access", "streaming", "logout-tests"),
    }
)
CAN_HAVE = frozenset({"companion", "action-reason", "developer"})

Answers = Literal["availability", "toggle"]


@dataclass(frozen=True)
class Options:
    """One simulated org.

    ``size`` is a word of ``SIZES`` or a number of DE users, two at least. ``answers`` says what DE's Boolean means,
    which is not documented: the toggle after hours, out of office and holidays, or the toggle itself. ``hostile``
    gives the first users names that no screen likes. Without ``class-access`` the companion is there, and not open;
    without ``streaming`` the logouts are no events until somebody switches them on. Without ``logout-tests`` no Apex
    test can publish a logout, so nothing covers a trigger on them. A ``developer`` org ends every chain of Apex jobs
    after five links.

    Raises ValueError for a size or a word that does not exist.
    """

    size: str | int = "typical"
    seed: int = 1
    production: bool = False
    without: frozenset[str] = frozenset()
    extra: frozenset[str] = frozenset()
    answers: Answers = "availability"
    hostile: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.size, str) and self.size not in SIZES:
            raise ValueError(f"unknown size {self.size!r}: one of {', '.join(SIZES)}")
        if isinstance(self.size, int) and self.size < 2:
            raise ValueError("an org has two DE users at least")
        if wrong := sorted(self.without - CAN_LACK) + sorted(self.extra - CAN_HAVE):
            raise ValueError(f"unknown: {', '.join(wrong)}")
        if self.answers not in {"availability", "toggle"}:
            raise ValueError(f"unknown answers {self.answers!r}: availability or toggle")

    @property
    def users(self) -> int:
        """How many DE users there are."""
        return SIZES[self.size] if isinstance(self.size, str) else self.size

    def has(self, what: str) -> bool:
        """Whether the org was not asked to do without ``what``."""
        return what not in self.without
