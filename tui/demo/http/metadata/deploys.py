"""The life of deploys: queued, in progress for a poll or two, and then all at once the org's, or not at all.

The simulated org reads Apex and looks names up, but it runs no Apex: tests that a deploy asks for are counted and
reported as passed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tui.demo.http.metadata.change import Outcome, outcome
from tui.demo.http.metadata.messages import Message
from tui.demo.http.metadata.org import Org
from tui.demo.http.metadata.package import Package, Unreadable, read_package, read_zip
from tui.demo.http.metadata.tests import Asked, Ran, ran
from tui.demo.world.kit.deployed import Deployed

_POLLS = 2  # looks at a deploy before the one that finds it done
_LASTS = timedelta(seconds=6)  # how long it takes by the org's clock where nobody looks


@dataclass(frozen=True)
class Options:
    """DeployOptions of the WSDL, as far as this org heeds them."""

    check_only: bool = False
    ignore_warnings: bool = False
    rollback: bool = False
    single: bool = True
    tests: Asked = field(default_factory=Asked)


@dataclass
class Deploy:
    """One deploy. ``status`` is a word of DeployStatus; ``polls`` counts the looks at it."""

    id: str
    zip: str | None
    options: Options
    created: datetime
    status: str = "Pending"
    polls: int = 0
    started: datetime | None = None
    completed: datetime | None = None
    messages: tuple[Message, ...] = ()
    ran: Ran | None = None

    @property
    def done(self) -> bool:
        """Whether nothing will change any more."""
        return self.completed is not None

    @property
    def failures(self) -> tuple[Message, ...]:
        """The components that fail it."""
        return tuple(one for one in self.messages if one.failed(ignore_warnings=self.options.ignore_warnings))


class Deploys:
    """All deploys of one org, one at a time. ``org`` is how it stands now, ``keep`` makes a deploy's end the org's."""

    def __init__(self, org: Callable[[], Org], keep: Callable[[Deployed], None]) -> None:
        self._org = org
        self._keep = keep
        self._all: dict[str, Deploy] = {}

    def start(self, zipped: str | None, options: Options) -> Deploy:
        """Queue a deploy."""
        org = self._org()
        deploy = Deploy(org.new_id("0Af"), zipped, options, org.at)
        self._all[deploy.id] = deploy
        return deploy

    def look(self, deploy_id: str) -> Deploy | None:
        """How a deploy stands; each look brings it on. None for an Id that is no deploy's."""
        self.play()
        deploy = self._all.get(deploy_id)
        if deploy is not None and not deploy.done and deploy is self._current():
            self._bring_on(deploy)
            deploy.polls += 1
        return deploy

    def cancel(self, deploy_id: str) -> Deploy | None:
        """Stop a deploy that is not done. None for an Id that is no deploy's."""
        deploy = self._all.get(deploy_id)
        if deploy is not None and not deploy.done:
            deploy.status, deploy.completed = "Canceled", self._org().at
        return deploy

    def play(self) -> None:
        """Finish what would have been finished by now though nobody looked."""
        while (current := self._current()) is not None and self._org().at >= current.created + _LASTS:
            self._finish(current)

    def _current(self) -> Deploy | None:
        return next((one for one in self._all.values() if not one.done), None)

    def _bring_on(self, deploy: Deploy) -> None:
        if deploy.polls >= _POLLS:
            self._finish(deploy)
        elif deploy.polls:
            deploy.status = "InProgress"
            deploy.started = deploy.started or self._org().at

    def _finish(self, deploy: Deploy) -> None:
        org = self._org()
        options = deploy.options
        deploy.started = deploy.started or org.at
        deploy.completed = org.at
        try:
            found = self._outcome(org, deploy)
        except Unreadable as problem:
            deploy.messages = (_unreadable(problem),)
            deploy.status = "Failed"
            return
        deploy.messages = found.messages
        deploy.ran = (
            None if deploy.failures and options.rollback else ran(org, found.after, found.messages, options.tests)
        )
        deploy.status = self._verdict(deploy)
        if not options.check_only and deploy.status != "Failed":
            self._keep(found.after)

    @staticmethod
    def _outcome(org: Org, deploy: Deploy) -> Outcome:
        package: Package = read_package(read_zip(deploy.zip), single=deploy.options.single)
        deploy.zip = None
        found = outcome(org, package, rollback=deploy.options.rollback)
        file = package.path("package.xml")
        return Outcome(found.after, (*found.messages, Message("", "package.xml", file, changed=True)))

    @staticmethod
    def _verdict(deploy: Deploy) -> str:
        if deploy.ran is not None and (deploy.ran.failures or deploy.ran.uncovered):
            return "Failed"
        if not deploy.failures:
            return "Succeeded"
        well = any(one.kind and one not in deploy.failures for one in deploy.messages)
        return "SucceededPartial" if well and not deploy.options.rollback else "Failed"


def _unreadable(problem: Unreadable) -> Message:
    return Message("", problem.file, problem.file, problem=str(problem), line=problem.line, column=problem.column)
