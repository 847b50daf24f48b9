"""Which org a command line means, told without asking anything: a look at options, variables and saved orgs.

The first that applies: ``--demo``; ``--org``; the two variables; the default saved org; the target org of the
Salesforce CLI. That one takes a second or two to answer, so whether it knows the org is found out while connecting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from shutil import which

from tui.cli.failures import NotConnected, WrongUsage
from tui.cli.given import Given
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
MOST_NEAR = 5


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
    if token and url:
        return TokenTarget(url, token)
    if token or url:
        there, missing = (TOKEN, URL) if token else (URL, TOKEN)
        raise NotConnected(NOWHERE, f"{there} is set and {missing} is not", f"Set {missing}")
    return None


def _by_default(environment: Mapping[str, str], orgs: SavedOrgs) -> SavedTarget | SfTarget:
    saved = orgs.default()
    if saved is not None:
        return SavedTarget(saved)
    if sf_there(environment):
        return SfTarget("", tuple(one.name for one in orgs.list()))
    raise NothingGiven(NOWHERE, "", HOW)


def sf_there(environment: Mapping[str, str]) -> bool:
    """Whether the Salesforce CLI is installed, as far as a look at the PATH tells."""
    return which(SF, path=environment.get("PATH", "")) is not None


def unknown_org(name: str, names: tuple[str, ...], why: str) -> NotConnected:
    """The failure of a name that no org has, with the names that come near."""
    near = near_names(name, names)
    cause = f"{why}. Near: {', '.join(near)}" if near else why
    return NotConnected(f'There is no org "{name}"', cause, "de-presence orgs list shows those that can be named")


def near_names(name: str, names: tuple[str, ...]) -> list[str]:
    """The names that come near a wrong one: those that hold it first, then those that look alike."""
    part = name.casefold()
    by_fold = {one.casefold(): one for one in names if one}
    holding = [one for fold, one in by_fold.items() if part in fold or fold in part]
    alike = [by_fold[one] for one in get_close_matches(part, by_fold, n=MOST_NEAR, cutoff=0.6)]
    return list(dict.fromkeys([*holding, *alike]))[:MOST_NEAR]
