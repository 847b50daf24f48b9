"""What of the kit an org has: which version, what is the same, what was changed by hand, what runs, and what is open.

Asked of the org itself each time; nothing is kept here of what was once deployed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal
from xml.etree.ElementTree import Element

import msgspec
from msgspec import Struct

from tui.org.kit.assigned import LOGINS, MONITORS, Assigned, assigned
from tui.org.kit.bundle import Bundle, Found, bundle
from tui.org.kit.metadata import MetadataCalls, read_components
from tui.org.kit.parts import KINDS, Name, Part, parsed
from tui.org.kit.same import same
from tui.org.kit.shares import RUNNER
from tui.org.kit.stamp import KIT, Stamp, check_sum, numbers, stamp_of
from tui.org.routes.action import Action, find_action
from tui.org.wire.calls import Calls
from tui.org.wire.errors import GONE, OrgFailure
from tui.org.wire.literals import select, soql_text
from tui.org.wire.query import Page, rows
from tui.org.wire.server_text import plain
from tui.org.wire.steps import Steps
from tui.presence.model import OrgFacts, Permissions

State = Literal["missing", "same", "older", "newer", "changed", "untold"]
APEX = ("ApexClass", "ApexTrigger")
PREFIX = "DePresence"
FLOW = Name("Flow", "Toggle_DE_User_On_Login")
STREAMING = Name("Settings", "RealTimeEvent")
LOGOUTS = "LogoutEventStream"


class PartState(Struct, frozen=True):
    """One component. ``active`` is None where nothing of the kind can be switched off, or nobody can tell."""

    name: Name
    state: State
    active: bool | None = None


class KitState(Struct, frozen=True):
    """The kit in one org. ``stamp`` is None where no kit is there; ``strays`` are what an older one put there alone.

    ``streaming`` is whether logouts are told as they happen, ``runs_as`` the user of the trigger on them, ``monitors``
    and ``logins`` who has the permission sets; each None where nobody can tell. ``untold`` is why.
    """

    facts: OrgFacts
    bundle: Bundle
    stamp: Stamp | None
    parts: tuple[PartState, ...]
    strays: tuple[Name, ...] = ()
    action: Action | None = None
    streaming: bool | None = None
    runs_as: str | None = None
    manages_users: bool = False
    monitors: Assigned | None = None
    logins: Assigned | None = None
    untold: str = ""

    def part(self, name: Name) -> PartState:
        """One of the kit's components."""
        return next((one for one in self.parts if one.name == name), PartState(name, "missing"))

    def named(self, *states: State) -> tuple[Name, ...]:
        """The components in one of these states."""
        return tuple(one.name for one in self.parts if one.state in states)

    @property
    def there(self) -> tuple[Name, ...]:
        """What a kit put there and is still there. Without a stamp nothing is known to be a kit's."""
        sums = self.stamp.sums if self.stamp is not None else {}
        ours = [one.name for one in self.parts if one.state != "missing" and one.name in sums]
        return (*ours, *self.strays)


class _Code(Struct, rename="pascal"):
    name: str
    body: str | None = None
    status: str | None = None


_CODE: msgspec.json.Decoder[Page[_Code]] = msgspec.json.Decoder(Page[_Code])


class _Org(Struct):
    """What was read of it: Apex by name, XML by name; ``untold`` where the Metadata API does not answer this user."""

    code: dict[Name, _Code]
    xml: dict[Name, Element]
    untold: str


def look(
    calls: MetadataCalls, facts: OrgFacts, permissions: Permissions, parts: Sequence[Part], steps: Steps
) -> KitState:
    """The kit in this org. Raises OrgFailure where the org does not tell even its Apex."""
    code = _code(calls)
    steps.go_on()
    kit = code.get(KIT)
    stamp = stamp_of(kit.body or "") if kit is not None else None
    read = _read(calls, code, {one.name for one in parts} | set(stamp.sums if stamp else ()), steps)
    action = _action(calls)
    manages = permissions.manage_users
    runs_as = _runner(read.xml.get(RUNNER))
    found = Found(action, runs_as or (facts.username if manages else None))
    made = bundle(parts, found)
    ours = [*made.parts, *made.left_out]
    return KitState(
        facts,
        made,
        stamp,
        tuple(PartState(one.name, _state(one, read, stamp, made.version), _active(one.name, read)) for one in ours),
        tuple(_strays(stamp, ours, read)),
        action,
        _streams(read.xml.get(STREAMING)),
        runs_as,
        manages,
        assigned(calls, MONITORS, facts.caller_id),
        assigned(calls, LOGINS, facts.caller_id),
        read.untold,
    )


def _code(calls: Calls) -> dict[Name, _Code]:
    """All Apex with the kit's prefix that belongs to no package."""
    where = f"NamespacePrefix = null AND Name LIKE {soql_text(PREFIX + '%')}"
    found: dict[Name, _Code] = {}
    for kind in APEX:
        for one in rows(calls, select("Name,Body,Status", kind, where), _CODE, "its Apex"):
            found[Name(kind, one.name)] = one
    return found


def _read(calls: MetadataCalls, code: dict[Name, _Code], wanted: set[Name], steps: Steps) -> _Org:
    xml: dict[Name, Element] = {}
    by_kind: dict[str, list[str]] = {"RealTimeEventSettings": [STREAMING.name]}
    for one in wanted:
        if one.kind in KINDS and one.kind not in (*APEX, STREAMING.kind):
            by_kind.setdefault(one.kind, []).append(one.name)
    try:
        for kind, names in by_kind.items():
            steps.go_on()
            mine = STREAMING.kind if kind == "RealTimeEventSettings" else kind
            xml.update({Name(mine, name): one for name, one in read_components(calls, kind, names).items()})
    except GONE:
        raise
    except OrgFailure as failure:
        return _Org(code, {}, str(failure.problem))
    return _Org(code, xml, "")


def _state(part: Part, org: _Org, stamp: Stamp | None, version: str) -> State:
    if part.name.kind in APEX:
        return _state_of_code(part, org.code.get(part.name), stamp, version)
    if org.untold:
        return "untold"
    theirs = org.xml.get(part.name)
    if theirs is None:
        return "missing"
    if same(part.name.kind, parsed(part.text), theirs):
        return "same"
    return _another(stamp, version) if stamp is not None and stamp.version != version else "changed"


def _state_of_code(part: Part, theirs: _Code | None, stamp: Stamp | None, version: str) -> State:
    if theirs is None:
        return "missing"
    body = theirs.body or ""
    if check_sum(body) == check_sum(part.text):
        return "same"
    return _another(stamp, version) if stamp is not None and stamp.untouched(part.name, body) else "changed"


def _another(stamp: Stamp, version: str) -> State:
    return "newer" if numbers(stamp.version) > numbers(version) else "older"


def _active(name: Name, org: _Org) -> bool | None:
    if name.kind == "ApexTrigger" and name in org.code:
        return org.code[name].status == "Active"
    if name.kind == "Flow" and name in org.xml:
        return (org.xml[name].findtext("{*}status") or "").strip() == "Active"
    return None


def _strays(stamp: Stamp | None, ours: Iterable[Part], org: _Org) -> Iterator[Name]:
    """What an older kit put there and this one does not have."""
    known = {one.name for one in ours} | {STREAMING}
    for name in sorted(stamp.sums if stamp is not None else ()):
        if name not in known and (name in org.code or name in org.xml):
            yield name


def _runner(config: Element | None) -> str | None:
    told = config.findtext("{*}user") if config is not None else None
    return plain(told, 80) if told and told.strip() else None


def _streams(settings: Element | None) -> bool | None:
    """Whether logouts are streamed; None where the org does not say."""
    if settings is None:
        return None
    for one in settings.iterfind("{*}realTimeEvents"):
        if (one.findtext("{*}entityName") or "").strip() == LOGOUTS:
            return (one.findtext("{*}isEnabled") or "").strip() == "true"
    return None


def _action(calls: Calls) -> Action | None:
    try:
        return find_action(calls)
    except GONE:
        raise
    except OrgFailure:
        return None
