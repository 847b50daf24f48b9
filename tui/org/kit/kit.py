"""The kit at work in one connected org: looked at, deployed, taken away. Synchronous, in the wire's thread."""

from __future__ import annotations

import time

import msgspec
from msgspec import Struct

from tui.org.kit.bundle import zipped
from tui.org.kit.deploying import Sleep, deploy
from tui.org.kit.installed import FLOW, LOGOUTS, STREAMING, KitState, look
from tui.org.kit.metadata import Deployment, MetadataCalls, Options
from tui.org.kit.parts import METADATA, Name, Part, manifest
from tui.org.kit.shares import Share
from tui.org.kit.source import read_parts
from tui.org.wire.calls import Calls, decoded
from tui.org.wire.errors import Misread
from tui.org.wire.literals import select, soql_text
from tui.org.wire.query import Page
from tui.org.wire.steps import Steps
from tui.presence.model import OrgFacts, Permissions

_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<{{kind}} xmlns="{METADATA}">{{inside}}</{{kind}}>\n'


class _Version(Struct, rename="pascal"):
    version_number: int


_VERSIONS: msgspec.json.Decoder[Page[_Version]] = msgspec.json.Decoder(Page[_Version])


class Kit:
    """Built for one piece of work. ``parts`` stand in for the program's own kit in tests."""

    def __init__(
        self,
        calls: Calls,
        facts: OrgFacts,
        permissions: Permissions,
        steps: Steps,
        parts: tuple[Part, ...] | None = None,
        sleep: Sleep = time.sleep,
    ) -> None:
        if not isinstance(calls, MetadataCalls):
            raise TypeError("these calls do not reach the Metadata API")
        self._calls, self._facts, self._permissions = calls, facts, permissions
        self._steps, self._sleep = steps, sleep
        self._parts = read_parts() if parts is None else parts

    def look(self) -> KitState:
        """What of the kit is there. Raises OrgFailure."""
        return look(self._calls, self._facts, self._permissions, self._parts, self._steps)

    def validate(self, state: KitState, share: Share = "all") -> Deployment:
        """Deploy for trial, with the kit's own tests: the org compiles and runs it, and changes nothing."""
        return self._deploy(package_of(state, share), _tested(state, share, check_only=True))

    def deploy(self, state: KitState, share: Share = "all", *, streams: bool = False) -> Deployment:
        """Deploy in earnest; what an older kit put there and this one lacks goes. In production with the tests again.

        ``streams``: the stamp says that it was the kit that switched logout events on.
        """
        options = Options(check_only=False) if self._facts.sandbox else _tested(state, share, check_only=False)
        return self._deploy(package_of(state, share, streams=streams), options)

    def stream(self, *, on: bool, check_only: bool = False) -> Deployment:
        """Switch the streaming of logout events on or off; no other event is touched."""
        event = f"<entityName>{LOGOUTS}</entityName><isEnabled>{'true' if on else 'false'}</isEnabled>"
        settings = _HEAD.format(kind="RealTimeEventSettings", inside=f"<realTimeEvents>{event}</realTimeEvents>")
        texts = {"package.xml": manifest([STREAMING]), STREAMING.path: settings}
        return self._deploy(zipped(texts), Options(check_only))

    def remove(self, state: KitState, *, check_only: bool) -> Deployment:
        """Delete exactly what a kit put there. In production the org runs all its own tests for that.

        A flow goes version by version, and none of them while it is active (forcedotcom/cli#3401), so its definition
        is deployed without an active version before.
        """
        gone = [one for one in state.there if one.kind not in {STREAMING.kind, FLOW.kind}]
        texts = {"package.xml": manifest([])}
        for flow in (one for one in state.there if one.kind == FLOW.kind):
            definition = Name("FlowDefinition", flow.name)
            texts["package.xml"] = manifest([definition])
            texts[definition.path] = _HEAD.format(
                kind="FlowDefinition", inside="<activeVersionNumber>0</activeVersionNumber>"
            )
            gone += [Name("Flow", f"{flow.name}-{number}") for number in self._flow_versions(flow.name)]
        texts["destructiveChangesPost.xml"] = manifest(gone)
        tests = "" if self._facts.sandbox else "RunLocalTests"
        return self._deploy(zipped(texts), Options(check_only, tests, purge=self._facts.sandbox))

    def _flow_versions(self, name: str) -> list[int]:
        soql = select("VersionNumber", "Flow", f"Definition.DeveloperName = {soql_text(name)}")
        page = decoded(self._calls.get("tooling/query", {"q": soql}), _VERSIONS, "the flow's versions")
        if not page.done:
            raise Misread(
                "The org did not tell all versions of the flow", f"{name} has too many", "Delete some of them"
            )
        return sorted(one.version_number for one in page.records)

    def _deploy(self, package: bytes, options: Options) -> Deployment:
        return deploy(self._calls, package, options, self._steps, self._sleep)


def package_of(state: KitState, share: Share = "all", *, streams: bool = False) -> bytes:
    """The package for this org: what is left out but there from before keeps its place in the stamp."""
    if share == "trigger":
        return state.bundle.zip(share=share)
    sums = state.stamp.sums if state.stamp is not None else {}
    kept = [one.name for one in state.bundle.left_out if one.name in sums and state.part(one.name).state != "missing"]
    if streams or STREAMING in sums:
        kept.append(STREAMING)
    return state.bundle.zip(kept, state.strays, share)


def _tested(state: KitState, share: Share, *, check_only: bool) -> Options:
    tests = state.bundle.tests(share)
    if tests:
        return Options(check_only, "RunSpecifiedTests", tests)
    return Options(check_only) if state.facts.sandbox else Options(check_only, "RunLocalTests")
