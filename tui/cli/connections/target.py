"""Which org a command line means, told without asking anything: a look at options, variables and saved orgs.

The first that applies: ``--demo``; ``--org``; the two variables together; the default saved org; the target org of the
Salesforce CLI. That one takes a second or two to answer, so whether it knows the org is found out while connecting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from shutil import which

from tui.cli.failures import NotConnected, WrongUsage
from tui.cli.given import Given
from tui.presence.near import near_names
from tui.presence.problems import NothingGiven
from tui.presence.saved_org import SavedOrg
from tui.store.saved_orgs import SavedOrgs

TOKEN = "SF_ACCESS_TOKEN"  # noqa: S105  the variable's name
URL = "SF_ORG_INSTANCE_URL"
SF = "sf"  # the command of the Salesforce CLI
HOW = (
    f"Use --demo, de-presence orgs add NAME --via web, sf org login web --set-default, or set {TOKEN} and {URL};"
    " de-presence orgs add --help tells more"
)
NOWHERE = "There is no org to connect to"


@dataclass(frozen=True)
class DemoTarget:
    """The built-in simulated org of this size."""

    size: str


@dataclass(frozen=True)
class TokenTarget:
    """An org by its address and a token; the token is never shown."""

    instance_url: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class SavedTarget:
    """An org that was saved under a name."""

    saved: SavedOrg


@dataclass(frozen=True)
class SfTarget:
    """An org by the alias or username that the Salesforce CLI knows; its target org where ``name`` is empty.

    ``saved`` are the names of the saved orgs, for the message where it does not know it either.
    """

    name: str
    saved: tuple[str, ...] = ()


Target = DemoTarget | TokenTarget | SavedTarget | SfTarget


def target_of(given: Given, environment: Mapping[str, str], orgs: SavedOrgs) -> Target:
    """The org that is meant. Raises NothingGiven where nobody said which, and NotConnected where it cannot be had.

    WrongUsage where two are said, and BadSettings where the saved orgs cannot be read.
    """
    if given.demo and given.org:
        raise WrongUsage("--demo and --org exclude each other", "", "Give one of them")
    if given.demo:
        return DemoTarget(given.demo)
    if given.org:
        return _named(given.org, environment, orgs)
    return _by_variables(environment) or _by_default(environment, orgs)


def ignored_variable(given: Given, environment: Mapping[str, str]) -> str | None:
    """What to say of a variable that does not count as the other is missing; None where nobody could expect it to."""
    alone = _alone(environment)
    if alone is None or given.demo or given.org:
        return None
    return f"{alone[0]} is ignored: {alone[1]} is not set, and they count together"


def _named(name: str, environment: Mapping[str, str], orgs: SavedOrgs) -> SavedTarget | SfTarget:
    saved = orgs.find(name)
    if saved is not None:
        return SavedTarget(saved)
    names = tuple(one.name for one in orgs.list())
    if not sf_there(environment):
        raise unknown_org(name, names, "it is not saved, and the Salesforce CLI is not installed")
    return SfTarget(name, names)


def _by_variables(environment: Mapping[str, str]) -> TokenTarget | None:
    token, url = environment.get(TOKEN, ""), environment.get(URL, "")
    return TokenTarget(url, token) if token and url else None


def _alone(environment: Mapping[str, str]) -> tuple[str, str] | None:
    """The one variable that is set where the other is missing, and that other one."""
    token, url = environment.get(TOKEN, ""), environment.get(URL, "")
    if bool(token) == bool(url):
        return None
    return (TOKEN, URL) if token else (URL, TOKEN)


def _by_default(environment: Mapping[str, str], orgs: SavedOrgs) -> SavedTarget | SfTarget:
    saved = orgs.default()
    if saved is not None:
        return SavedTarget(saved)
    if sf_there(environment):
        return SfTarget("", tuple(one.name for one in orgs.list()))
    alone = _alone(environment)
    if alone is not None:
        raise NotConnected(NOWHERE, f"{alone[0]} is set and {alone[1]} is not", f"Set {alone[1]}")
    raise NothingGiven(NOWHERE, "", HOW)


def sf_there(environment: Mapping[str, str]) -> bool:
    """Whether the Salesforce CLI is installed, as far as a look at the PATH tells."""
    return which(SF, path=environment.get("PATH", "")) is not None


def unknown_org(name: str, names: tuple[str, ...], why: str) -> NotConnected:
    """The failure of a name that no org has, with the names that come near."""
    near = near_names(name, names)
    cause = f"{why}. Near: {', '.join(near)}" if near else why
    return NotConnected(f'There is no org "{name}"', cause, "de-presence orgs list shows those that can be named")
