"""Looks at the org as a deploy would leave it: whether everything that a component names is there.

Wordings are the platform's as far as they are remembered, and none was tried in an org [mem].
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tui.demo.apex.tree import At
from tui.demo.apex.unit import read_file
from tui.demo.apex.unit_check import problems
from tui.demo.apex.unit_types import Known
from tui.demo.http.metadata.destroy import PENDING
from tui.demo.http.metadata.flow import flow_problems
from tui.demo.http.metadata.org import Org
from tui.demo.http.metadata.read import Draft
from tui.demo.http.metadata.words import Broken, flag, text, words
from tui.demo.world.kit.deployed import ApexCode, CustomObject, Deployed, Subscriber

Problems = Iterator[Broken]

_GRANTS = ("allowCreate", "allowEdit", "allowDelete", "allowRead", "viewAllRecords", "modifyAllRecords")
_NEEDS = {
    "allowCreate": {"allowRead"},
    "allowEdit": {"allowRead"},
    "allowDelete": {"allowRead", "allowEdit"},
    "viewAllRecords": {"allowRead"},
    "modifyAllRecords": {"allowRead", "allowEdit", "allowDelete", "viewAllRecords"},
}


def draft_problems(org: Org, after: Deployed, known: Known, draft: Draft) -> Problems:
    """What is wrong with a component of this deploy."""
    check = _CHECKS.get(draft.kind.name)
    if check is not None:
        yield from check(org, after, known, draft)


def dependent_problems(
    after: Deployed, known: Known, touched: frozenset[tuple[str, str]]
) -> Iterator[tuple[str, str, Broken]]:
    """Type, name and problem of Apex that is not in this deploy and does not compile once it is through."""
    for kind in ("ApexClass", "ApexTrigger"):
        for part, one in after.all(kind, ApexCode):
            if (kind, part.name.lower()) in touched:
                continue
            for problem in problems(read_file(one.body), known):
                message = f"Dependent class is invalid and needs recompilation: {part.name}: {problem.message}"
                yield kind, part.name, _placed(message, problem.at)


def _placed(message: str, at: At) -> Broken:
    return Broken(message, at.line, at.column)


def _apex(org: Org, _after: Deployed, known: Known, draft: Draft) -> Problems:
    if not org.options.has("author-apex"):
        yield Broken("You need the Author Apex permission to save Apex.")  # wording unverified
        return
    before = org.deployed.content(draft.kind.name, draft.name, ApexCode)
    if before is not None and before != draft.said and draft.name.lower() in org.busy:
        yield Broken(PENDING)
    for problem in problems(read_file(draft.source), known):
        yield _placed(problem.message, problem.at)


def _permission_set(_org: Org, after: Deployed, known: Known, draft: Draft) -> Problems:
    for one in words(draft.xml, "classAccesses"):
        name = text(one, "apexClass") or ""
        if not after.has_class(name):
            yield Broken(f"In field: apexClass - no ApexClass named {name} found")
    for one in words(draft.xml, "objectPermissions"):
        name = text(one, "object") or ""
        if not known.is_object(name):
            yield Broken(f"In field: object - no CustomObject named {name} found")
        granted = {grant for grant in _GRANTS if flag(one, grant)}
        for grant in granted:
            if missing := sorted(_NEEDS.get(grant, set()) - granted):
                yield Broken(f"Permission {grant} of {name} depends on permission(s): {', '.join(missing)}")
    for one in words(draft.xml, "fieldPermissions"):
        yield from _field_permission(after, known, text(one, "field") or "")
    for one in words(draft.xml, "customSettingAccesses"):
        name = text(one, "name") or ""
        found = after.content("CustomObject", name, CustomObject)
        if found is None or found.setting is None:
            yield Broken(f"In field: name - no CustomObject named {name} found")


def _field_permission(after: Deployed, known: Known, name: str) -> Problems:
    object_name, _, field = name.partition(".")
    custom = after.content("CustomObject", object_name, CustomObject)
    of = known.schema.find(object_name)
    if of is None or of.field(field) is None:
        yield Broken(f"In field: field - no CustomField named {name} found")
    elif custom is not None and field in custom.fields and custom.fields[field].required:
        yield Broken(f"You cannot deploy to a required field: {name}")


def _object(_org: Org, _after: Deployed, known: Known, draft: Draft) -> Problems:
    if not isinstance(draft.said, CustomObject):
        return
    for one in draft.said.fields.values():
        if one.reference_to is not None and not known.is_object(one.reference_to):
            yield Broken(f"{one.name}: In field: referenceTo - no CustomObject named {one.reference_to} found")


def _subscriber(org: Org, after: Deployed, _known: Known, draft: Draft) -> Problems:
    if not isinstance(draft.said, Subscriber):
        return
    if after.find("ApexTrigger", draft.said.trigger) is None:
        yield Broken(f"In field: platformEventConsumer - no ApexTrigger named {draft.said.trigger} found")
    if draft.said.username is not None and draft.said.username not in org.usernames:
        yield Broken(f"In field: user - no User named {draft.said.username} found")


def _flow(org: Org, _after: Deployed, known: Known, draft: Draft) -> Problems:
    yield from flow_problems(draft.xml, lambda name: org.offered(known, name))


_CHECKS: Mapping[str, Callable[[Org, Deployed, Known, Draft], Problems]] = {
    "ApexClass": _apex,
    "ApexTrigger": _apex,
    "CustomObject": _object,
    "Flow": _flow,
    "PermissionSet": _permission_set,
    "PlatformEventSubscriberConfig": _subscriber,
}
