"""What a case is given: how thorough to be, a folder, the orgs, and how the monitor and its peers are started."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.environments import Environments
from tests.bench.lines import Line
from tests.bench.served.serving import Orgs, Served
from tests.bench.terminal import Terminal

ROOT = Path(__file__).parent.parent.parent
SECRETS = ("SF_ACCESS_TOKEN", "SF_ORG_INSTANCE_URL")
SETTINGS = "[loop]\nrefresh = 3600\ninterval = 3600\nunfocused_refresh = 0\n"  # it reads when told to


@dataclass(frozen=True)
class Bench:
    """One run. ``quick``: fewer rounds and sizes. ``say`` takes a word on what is going on."""

    quick: bool
    folder: Path
    orgs: Orgs
    environments: Environments
    say: Callable[[str], None]

    @property
    def sources(self) -> Path:
        """The benchmark's own folder."""
        return ROOT / "tests" / "bench"

    def rounds(self, thorough: int = 7, quick: int = 3) -> int:
        """How many values a median is of."""
        return quick if self.quick else thorough

    def environment(self, org: Served | None = None, *, settings: str = SETTINGS) -> dict[str, str]:
        """The variables of a program that has a home of its own, and no org but this one."""
        home = self.folder / "home"
        known = {name: value for name, value in os.environ.items() if name not in SECRETS}
        places = {f"XDG_{one.upper()}_HOME": str(home / one) for one in ("config", "state", "data", "cache")}
        file = home / "config" / "de-presence" / "settings.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(settings)
        return {**known, **places, "HOME": str(home), "PYTHONPATH": str(ROOT), **(org.environment if org else {})}

    def monitor(self, org: Served, *words: str) -> Terminal:
        """The monitor on this org, as a person starts it."""
        return Terminal([program("de-presence"), *words], self.environment(org))

    def peer(self, name: str, *words: str, org: Served | None = None, python: str = sys.executable) -> Terminal:
        """A peer's program in a terminal."""
        return Terminal([python, str(self.sources / "peers" / f"{name}.py"), *words], self.environment(org))


@dataclass(frozen=True)
class Case:
    """One row of the issue's table, or a few that share their measuring. ``run`` gives the measured lines."""

    name: str
    run: Callable[[Bench], Sequence[Line]]


def program(name: str) -> str:
    """A program that stands beside this interpreter."""
    return str(Path(sys.executable).parent / name)
