"""The Apex tests of a deploy. The simulated org runs no Apex: it finds the tests and says that they passed.

Coverage is not measured either. Only Apex without any test is refused in production, as nothing would cover it; and
wherever tests run, a trigger on logouts in an org where no test can publish them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui.demo.apex.unit import read_file
from tui.demo.http.metadata.messages import Message
from tui.demo.http.metadata.org import Org
from tui.demo.http.metadata.soap import Refused
from tui.demo.world.kit.deployed import ApexCode, Deployed, Part

LEVELS = ("NoTestRun", "RunSpecifiedTests", "RunLocalTests", "RunAllTestsInOrg", "RunRelevantTests")
_COVERAGE = "Average test coverage across all Apex Classes and Triggers is 0%, at least 75% test coverage is required."
_UNCOVERED = "Test coverage of selected Apex Trigger is 0%, at least 75% test coverage is required"  # from memory
_LOGOUTS = "LogoutEventStream"
_SECONDS = 0.042  # what one test is said to have taken


@dataclass(frozen=True)
class Asked:
    """Which tests a deploy asks for; ``level`` None leaves it to the org."""

    level: str | None = None
    names: tuple[str, ...] = ()

    def check(self, *, production: bool) -> None:
        """Raises Refused for a level that is not there, or not for this org [wordings from memory]."""
        if self.level not in {None, *LEVELS}:
            raise Refused("soapenv:Client", f"'{self.level}' is not a valid value for the enum 'TestLevel'")
        if self.names and self.level != "RunSpecifiedTests":
            raise Refused("INVALID_OPERATION", "runTests can be used only with a testLevel of RunSpecifiedTests")
        if production and self.level == "NoTestRun":
            raise Refused("INVALID_OPERATION", "testLevel of NoTestRun cannot be used in production organizations")


@dataclass(frozen=True)
class Ran:
    """What ran: classes with Ids and methods; what failed, as class and message; and what lacks coverage.

    The name of ``uncovered`` is None where the warning is of all code together.
    """

    successes: tuple[tuple[Part, str], ...] = ()
    failures: tuple[tuple[str, str], ...] = ()
    uncovered: tuple[tuple[str | None, str], ...] = ()

    def fields(self) -> dict[str, object]:
        """RunTestsResult as the WSDL orders it."""
        count = len(self.successes) + len(self.failures)
        return {
            "codeCoverageWarnings": [
                {"id": "", "message": message, "name": name, "namespace": None} for name, message in self.uncovered
            ],
            "failures": [_failure(name, message) for name, message in self.failures],
            "numFailures": len(self.failures),
            "numTestsRun": count,
            "successes": [
                {"id": part.id, "methodName": method, "name": part.name, "time": _SECONDS * 1_000}
                for part, method in self.successes
            ],
            "totalTime": round(_SECONDS * 1_000 * count, 3),
        }


def ran(org: Org, after: Deployed, messages: Sequence[Message], asked: Asked) -> Ran | None:
    """The tests that run in the org as the deploy leaves it, or None where none do."""
    code = any(one.kind in {"ApexClass", "ApexTrigger"} and not one.deleted for one in messages)
    level = asked.level or ("RunLocalTests" if org.options.production and code else "NoTestRun")
    if level == "NoTestRun":
        return None
    tests = dict(_tests(after))
    if level == "RunSpecifiedTests":
        missing = tuple((name, f"The test class {name} was not found") for name in asked.names if name not in tests)
        tests = {name: tests[name] for name in asked.names if name in tests}
    else:
        missing = ()
    successes = tuple((part, method) for part, methods in tests.values() for method in methods)
    if org.options.production and code and not successes and not missing:
        return Ran(uncovered=((None, _COVERAGE),))
    return Ran(successes, missing, tuple(_uncovered(org, after, messages)))


def _uncovered(org: Org, after: Deployed, messages: Sequence[Message]) -> Iterator[tuple[str, str]]:
    if org.options.has("logout-tests"):
        return
    for one in messages:
        code = after.content("ApexTrigger", one.name, ApexCode) if one.kind == "ApexTrigger" else None
        if code is not None and code.object == _LOGOUTS and not one.deleted:
            yield one.name, _UNCOVERED


def _tests(after: Deployed) -> Iterator[tuple[str, tuple[Part, tuple[str, ...]]]]:
    for part, one in after.all("ApexClass", ApexCode):
        found = read_file(one.body).declared
        if found.is_test:
            yield part.name, (part, found.tests)


def _failure(name: str, message: str) -> dict[str, object]:
    known = {"id": "", "message": message, "methodName": "", "name": name, "packageName": name}
    return {**known, "stackTrace": "", "time": 0.0, "type": "Class"}
