"""Whether Distribution Engine is installed, in which version, and for which teams it answers this user."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from tui.org.doctor import names
from tui.org.doctor.chart import Chart
from tui.org.routes.apex import PACKAGE
from tui.org.wire.calls import Calls, decoded
from tui.org.wire.errors import GONE, NoDE, OrgFailure
from tui.org.wire.literals import api_name, select
from tui.org.wire.query import Page
from tui.presence.checks import Check
from tui.presence.words import plural

INSTALL = "Install the package, or ask for its licence and a DE permission set for your user"
# The Salesforce CLI asks the same way. It wants the permission Download AppExchange Packages, and without it the org
# says that there is no such table (nawforce/apex-assist#44). What it relates to cannot be filtered by, so all come.
INSTALLED = select(
    "SubscriberPackage.NamespacePrefix,SubscriberPackageVersion.MajorVersion,SubscriberPackageVersion.MinorVersion,"
    "SubscriberPackageVersion.PatchVersion",
    "InstalledSubscriberPackage",
)


class _Package(Struct, rename="pascal"):
    namespace_prefix: str | None = None


class _Version(Struct, rename="pascal"):
    major_version: int = 0
    minor_version: int = 0
    patch_version: int | None = None


class _Installed(Struct, rename="pascal"):
    subscriber_package: _Package | None = None
    subscriber_package_version: _Version | None = None


_INSTALLED: msgspec.json.Decoder[Page[_Installed]] = msgspec.json.Decoder(Page[_Installed])
_COUNT: msgspec.json.Decoder[Page[object]] = msgspec.json.Decoder(Page[object])


def package(chart: Chart) -> Check:
    """Installed, by the org's own list, by its objects, or by its answering; else why not."""
    version, listed = _version(chart.calls)
    if version is not None:
        return Check(names.PACKAGE, True, f"installed, version {version}")
    untold = "" if listed else "; its version is not told without the permission Download AppExchange Packages"
    if _shows_objects(chart):
        return Check(names.PACKAGE, True, f"installed, as its objects show{untold}")
    refusal = chart.answer.failure()
    if refusal is None:
        return Check(names.PACKAGE, True, f"installed, as it answers{untold}")
    why = "Without it there is nothing to toggle"
    if listed or isinstance(refusal, NoDE):
        return Check(names.PACKAGE, False, "not installed here, or not visible to you", why, INSTALL, permission=True)
    return Check(names.PACKAGE, None, f"nobody can tell: {refusal.problem}", why, INSTALL)


def teams(chart: Chart) -> Check:
    """For how many teams DE answers, of how many that this user sees: a team manager may get only their own (R4)."""
    answer = chart.answer()
    users = {one for team in answer.values() for one in team}
    answered = f"DE answers for {plural(len(users), 'user')} in {plural(len(answer), 'team')}"
    every = _teams_there(chart, next(iter(answer), ""))
    if every is None or every <= len(answer):
        return Check(names.TEAMS, True if answer else None, answered)
    why = "You may see only your own teams, and a toggle is for all teams of a user"
    return Check(names.TEAMS, None, f"{answered}; the org has {every:,} teams", why, "Log in as somebody who sees all")


def _version(calls: Calls) -> tuple[str | None, bool]:
    """The installed version, and whether the org listed its packages at all."""
    try:
        page = decoded(calls.get("tooling/query", {"q": INSTALLED}), _INSTALLED, "its packages")
    except GONE:
        raise
    except OrgFailure:
        return None, False
    for one in page.records:
        if one.subscriber_package is not None and one.subscriber_package.namespace_prefix == PACKAGE:
            return _spelt(one.subscriber_package_version or _Version()), True
    return None, page.done


def _spelt(version: _Version) -> str:
    patch = f".{version.patch_version}" if version.patch_version else ""
    return f"{version.major_version}.{version.minor_version}{patch}"


def _shows_objects(chart: Chart) -> bool:
    if chart.objects.failure() is not None:
        return False
    return any(one.name.startswith(f"{PACKAGE}__") for one in chart.objects())


def _teams_there(chart: Chart, team: str) -> int | None:
    """How many rows the object of DE's teams has for this user; None where nobody can tell."""
    try:
        found = [one.name for one in chart.objects() if team and one.key_prefix == team[:3]]
        if not found:
            return None
        question = select("COUNT()", api_name(found[0]))
        return decoded(chart.calls.get("query", {"q": question}), _COUNT, "DE's teams").total_size
    except GONE:
        raise
    except OrgFailure:
        return None
