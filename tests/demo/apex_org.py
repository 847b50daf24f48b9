"""An org in which anonymous blocks run, for the tests of Apex."""

from __future__ import annotations

from datetime import UTC, datetime

from tui.demo.apex.run import Anonymous, Outcome
from tui.demo.http.org_account import Allowance
from tui.demo.options import Options
from tui.demo.world.world import World

NOW = datetime(2026, 11, 23, 10, 17, 5, 123_000, tzinfo=UTC)


class ApexOrg:
    """A small, quiet org whose clock stands still."""

    def __init__(self, *without: str, allowance: Allowance | None = None) -> None:
        self.world = World(Options(size="small", without=frozenset(without)), lambda: NOW)
        self.world.quiet()
        self._anonymous = Anonymous(self.world, allowance or Allowance())

    def execute(self, source: str) -> Outcome:
        """What becomes of a block."""
        return self._anonymous.execute(source)

    def members(self) -> list[str]:
        """The DE users of the org, in no order."""
        return list({one for team in self.world.availability().values() for one in team if one.startswith("005")})


def said(source: str) -> list[str]:
    """What a block that ends well writes to the log."""
    outcome = ApexOrg().execute(source)
    assert outcome.success, outcome
    return [one.text for one in outcome.debugged]


def value_of(expression: str) -> str:
    """The value of an expression as text."""
    return said(f"System.debug({expression});")[0]


def threw(source: str) -> str:
    """The message of a block that compiles and then throws."""
    outcome = ApexOrg().execute(source)
    assert outcome.compiled, outcome
    assert not outcome.success, outcome
    return outcome.exception_message or ""


def problem(source: str) -> str:
    """Why a block does not compile."""
    outcome = ApexOrg().execute(source)
    assert not outcome.compiled, outcome
    assert not outcome.success
    return outcome.compile_problem or ""
