"""Executes an anonymous block against the world: all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from tui.demo.apex.compile import Program, compiled
from tui.demo.apex.execution import Answer, Debugged, OutOfLimits, Run
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
_REMEMBERED = 8  # blocks; those of one large answer's pages, and some
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
    """Runs blocks in one org, as its caller.

    A block that only asked DE ends as it did before where DE answers the same; packing an answer of 50,000 users anew
    takes longer than all else that a reading asks of this org.
    """

    def __init__(self, world: World, allowance: Allowance) -> None:
        self._world = world
        self._allowance = allowance
        self._deployed = world.deployed
        self._shelf = self._classes()
        self._ended: dict[str, tuple[Answer, Outcome]] = {}

    def execute(self, source: str) -> Outcome:
        """Compile and run a block. What it changed stays only where it ends well."""
        if self._deployed is not self._world.deployed:
            self._deployed = self._world.deployed
            self._shelf = self._classes()
            self._ended.clear()
        answer, outcome = self._ended.get(source, (None, None))
        if outcome is not None and answer == self._world.availability():
            return outcome
        return self._executed(source)

    def _executed(self, source: str) -> Outcome:
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
            run = Run(self._world, self._allowance.loop_turns)
            outcome = self._run(program, run)
            self._remember(source, run, outcome)
        finally:
            if outcome is None or not outcome.success:
                self._world.rollback(mark)
        return outcome

    def _remember(self, source: str, run: Run, outcome: Outcome) -> None:
        if run.answer is not None and not run.looked:
            self._ended.pop(source, None)
            self._ended[source] = (run.answer, outcome)
            while len(self._ended) > _REMEMBERED:
                del self._ended[next(iter(self._ended))]

    def _classes(self) -> Shelf:
        """The platform's classes, the package's, and those of the org's own that can be driven from here."""
        packaged = PACKAGE if self._world.options.has("package") else []
        return Shelf([*_PLATFORM, *packaged, *job_classes(self._deployed)], MANAGED | SAVED)

    def _run(self, program: Program, run: Run) -> Outcome:
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
