"""The Metadata API in our own types: what a deployment did, and the components that the org tells of."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from xml.etree.ElementTree import Element

from msgspec import Struct

from tui.org.kit.same import local
from tui.org.routes.soap import root_of
from tui.org.wire.calls import Calls, Kind, Reply
from tui.org.wire.errors import AnswerLost, Misread
from tui.org.wire.server_text import plain, server_words

if TYPE_CHECKING:
    from tui.org.kit.metadata_api import MetadataApi

_TRACE = re.compile(r"line (\d+)(?:, column (\d+))?")
LONGEST_PATH = 160


@runtime_checkable
class MetadataCalls(Calls, Protocol):
    """Calls that reach the Metadata API too."""

    def metadata(self, ask: Callable[[MetadataApi], object], *, kind: Kind) -> Reply:
        """The org's answer to what ``ask`` asks of the Metadata API with the token that is good now."""
        ...


class Flaw(Struct, frozen=True):
    """Something that keeps a deployment from going through, with its place where the org tells one.

    ``file`` is a path in the package, or the name of a test class; ``name`` the component or the test method.
    """

    file: str
    name: str
    what: str
    line: int | None = None
    column: int | None = None

    @property
    def place(self) -> str:
        """``classes/X.cls:12:5``."""
        numbers = [str(one) for one in (self.line, self.column) if one is not None]
        return ":".join([self.file or self.name, *numbers])


class Deployment(Struct, frozen=True):
    """How far a deployment is, or how it ended. Counts are of components and of test methods."""

    id: str
    status: str
    done: bool
    success: bool
    components: tuple[int, int] = (0, 0)
    tests: tuple[int, int] = (0, 0)
    flaws: tuple[Flaw, ...] = ()


class Options(Struct, frozen=True):
    """How to deploy. ``check_only`` changes nothing.

    ``tests`` is a level of the platform's, empty to leave it to the org: none for what is no Apex, and none outside
    production. ``run`` are the classes where they are specified.
    """

    check_only: bool
    tests: str = ""
    run: tuple[str, ...] = ()
    purge: bool = False


def start(calls: MetadataCalls, package: bytes, options: Options) -> str:
    """Hand a package in; the deployment's Id. Raises AnswerLost where nobody can tell, OrgFailure where it was not."""
    why = ""
    try:
        reply = calls.metadata(lambda api: _deploy(api, package, options), kind=Kind.WRITE)
        told = _result(reply, "the deployment").findtext("{*}id")
        if told:
            return plain(told, 18)
        why = "the org told no Id"
    except (AnswerLost, Misread) as failure:
        why = failure.problem.cause
    raise AnswerLost(
        "The answer to the deployment was lost", why, "de-presence kit check shows what became of it, in some minutes"
    )


def _deploy(api: MetadataApi, package: bytes, options: Options) -> object:
    """By simple-salesforce, which writes what it is given into the envelope as it is: hence words, and no None."""
    return api.deploy(
        io.BytesIO(package),
        sandbox=True,  # for it, production only means options that are ours to set
        client="de-presence",
        checkOnly=_word(options.check_only),
        testLevel=options.tests,
        tests=options.run or "",
        ignoreWarnings="false",  # the guide has it so for production
        allowMissingFiles="false",
        autoUpdatePackage="false",
        performRetrieve="false",
        purgeOnDelete=_word(options.purge),
        rollbackOnError="true",
    )


def _word(flag: bool) -> str:
    return "true" if flag else "false"


def status(calls: MetadataCalls, deploy_id: str) -> Deployment:
    """How far it is. Raises OrgFailure."""
    result = _result(calls.metadata(lambda api: api.status(deploy_id), kind=Kind.READ), "the deployment")
    done, success = _flag(result, "done"), _flag(result, "success")
    return Deployment(
        deploy_id,
        plain(result.findtext("{*}status") or "", 40),
        done,
        success,
        (_number(result, "numberComponentsDeployed") or 0, _number(result, "numberComponentsTotal") or 0),
        (_number(result, "numberTestsCompleted") or 0, _number(result, "numberTestsTotal") or 0),
        tuple(dict.fromkeys(_flaws(result))),
    )


def _flaws(result: Element) -> Iterator[Flaw]:
    error = result.findtext("{*}errorMessage")
    if error:
        yield Flaw("", "the deployment", server_words(error))
    for one in result.iterfind("{*}details/{*}componentFailures"):
        yield _component_flaw(one)
    for one in result.iterfind("{*}details/{*}runTestResult/{*}failures"):
        yield _test_flaw(one)
    for one in result.iterfind("{*}details/{*}runTestResult/{*}codeCoverageWarnings"):
        yield Flaw(_text(one, "name"), "coverage", server_words(one.findtext("{*}message") or ""))


def _component_flaw(one: Element) -> Flaw:
    what = server_words(one.findtext("{*}problem") or "no reason given")
    line, column = _number(one, "lineNumber"), _number(one, "columnNumber")
    return Flaw(_text(one, "fileName"), _text(one, "fullName"), what, line, column)


def _test_flaw(one: Element) -> Flaw:
    """The place of a failed test is in its stack trace: ``Class.X.method: line 3, column 1``."""
    place = _TRACE.search(one.findtext("{*}stackTrace") or "")
    line, column = (int(place[1]), int(place[2]) if place[2] else None) if place else (None, None)
    what = server_words(one.findtext("{*}message") or "no reason given")
    return Flaw(_text(one, "name"), _text(one, "methodName"), what, line, column)


def read_components(calls: MetadataCalls, kind: str, names: Iterable[str]) -> dict[str, Element]:
    """The components of these names that the org has, by name. Raises OrgFailure."""
    from tui.org.kit.metadata_api import MOST_NAMES  # noqa: PLC0415  loads simple-salesforce, which is slow to load

    waiting = sorted(names)
    found: dict[str, Element] = {}
    for start_at in range(0, len(waiting), MOST_NAMES):
        asked = waiting[start_at : start_at + MOST_NAMES]
        found.update(_read(calls, kind, asked))
    return found


def _read(calls: MetadataCalls, kind: str, names: list[str]) -> Iterator[tuple[str, Element]]:
    reply = calls.metadata(lambda api: api.read_all(kind, names), kind=Kind.READ)
    for one in _result(reply, f"its {kind}").iterfind("{*}records"):
        name = one.findtext("{*}fullName")  # of a component that is not there, an empty record comes
        if name:
            yield name, one


def _result(reply: Reply, what: str) -> Element:
    root = root_of(reply.body)
    result = next((one for one in root.iter() if local(one) == "result"), None) if root is not None else None
    if result is None:
        raise Misread(
            f"The org's answer about {what} cannot be read", "it is no answer of the Metadata API", "Try again"
        )
    return result


def _text(one: Element, name: str) -> str:
    return plain(one.findtext(f"{{*}}{name}") or "", LONGEST_PATH)


def _flag(one: Element, name: str) -> bool:
    return (one.findtext(f"{{*}}{name}") or "").strip() == "true"


def _number(one: Element, name: str) -> int | None:
    text = (one.findtext(f"{{*}}{name}") or "").strip()
    return int(text) if text.isdecimal() and len(text) < 10 else None
