"""Executes an anonymous block against the world: all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from tui.demo.apex.compile import Program, compiled
from tui.demo.apex.execution import Debugged, OutOfLimits, Run
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.lib_collections import ALL_VALUES, COLLECTIONS
from tui.demo.apex.lib_jobs import ABORT, SAVED, job_classes
from tui.demo.apex.lib_numbers import NUMBERS
from tui.demo.apex.lib_package import MANAGED, PACKAGE
from tui.demo.apex.lib_system import SYSTEM
from tui.demo.apex.lib_text import OTHERS, STRING
from tui.demo.apex.names import Unit
from tui.demo.apex.parse import parse
from tui.demo.apex.shelf import Shelf
from tui.demo.apex.values import Thrown
from tui.demo.http.org_account import Allowance
from tui.demo.world.world import World

_PLATFORM = [*ABORT, *ALL_VALUES, *COLLECTIONS, *NUMBERS, *OTHERS, *STRING, *SYSTEM]
_TOO_DEEP = "System.LimitException: Maximum stack depth reached: 1001"


@dataclass(frozen=True)
class Outcome:
    """What executeAnonymous answers, REST and SOAP alike, and what the block wrote to its log."""

    compiled: bool
    success: bool
    line: int = -1
    column: int = -1
    compile_problem: str | None = None
    exception_message: str | None = None
    exception_trace: str | None = None
    debugged: tuple[Debugged, ...] = ()


class Anonymous:
    """Runs blocks in one org, as its caller."""

    def __init__(self, world: World, allowance: Allowance) -> None:
        self._world = world
        self._allowance = allowance
        self._deployed = world.deployed
        self._shelf = self._classes()

    def execute(self, source: str) -> Outcome:
        """Compile and run a block. What it changed stays only where it ends well."""
        if self._deployed is not self._world.deployed:
            self._deployed = self._world.deployed
            self._shelf = self._classes()
        unit = Unit(self._shelf, self._world.schema, author=self._world.options.has("author-apex"))
        try:
            program = compiled(parse(source), unit)
        except CompileProblem as problem:
            return Outcome(False, False, problem.at.line, problem.at.column, compile_problem=problem.message)
        except RecursionError:
            return Outcome(False, False, compile_problem="Code is nested too deeply")  # wording unverified
        mark = self._world.savepoint()
        outcome = None
        try:
            outcome = self._run(program)
        finally:
            if outcome is None or not outcome.success:
                self._world.rollback(mark)
        return outcome

    def _classes(self) -> Shelf:
        """The platform's classes, the package's, and those of the org's own that can be driven from here."""
        packaged = PACKAGE if self._world.options.has("package") else []
        return Shelf([*_PLATFORM, *packaged, *job_classes(self._deployed)], MANAGED | SAVED)

    def _run(self, program: Program) -> Outcome:
        run = Run(self._world, self._allowance.loop_turns)
        try:
            program.run(run)
        except Thrown as error:
            return self._failed(run, error.problem.described, "\n".join(error.problem.trace))
        except OutOfLimits as error:
            return self._failed(run, str(error), f"AnonymousBlock: line {run.line}, column 1")
        except RecursionError:
            return self._failed(run, _TOO_DEEP, f"AnonymousBlock: line {run.line}, column 1")
        return Outcome(True, True, debugged=tuple(run.debugged))

    def _failed(self, run: Run, message: str, trace: str) -> Outcome:
        cut = message[: self._allowance.longest_message]
        first = trace.rpartition("line ")[2].partition(",")[0]
        line = int(first) if first.isdigit() else -1
        return Outcome(True, False, line, 1, exception_message=cut, exception_trace=trace, debugged=tuple(run.debugged))
