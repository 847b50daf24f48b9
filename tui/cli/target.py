"""Which org a command line means: the first that applies of ``--demo``, ``--org`` and the two variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tui.cli.failures import NotConnected, WrongUsage
from tui.cli.given import Given

TOKEN = "SF_ACCESS_TOKEN"  # noqa: S105  the variable's name
URL = "SF_ORG_INSTANCE_URL"
HOW = f"Use --demo for the built-in simulated org, or set {TOKEN} and {URL}"


class NothingGiven(NotConnected):
    """Nobody said which org; the monitor then says how."""


@dataclass(frozen=True)
class DemoTarget:
    """The built-in simulated org of this size."""

    size: str


@dataclass(frozen=True)
class TokenTarget:
    """An org by its address and a token; the token is never shown."""

    instance_url: str
    token: str = field(repr=False)


def target_of(given: Given, environment: Mapping[str, str]) -> DemoTarget | TokenTarget:
    """The org that is meant. Raises NotConnected where none is, WrongUsage where two are."""
    if given.demo and given.org:
        raise WrongUsage("--demo and --org exclude each other", "", "Give one of them")
    if given.demo:
        return DemoTarget(given.demo)
    if given.org:
        raise NotConnected(f'There is no saved org "{given.org}"', "orgs cannot be saved yet", HOW)
    token, url = environment.get(TOKEN, ""), environment.get(URL, "")
    if token and url:
        return TokenTarget(url, token)
    if token or url:
        there, missing = (TOKEN, URL) if token else (URL, TOKEN)
        raise NotConnected("There is no org to connect to", f"{there} is set and {missing} is not", f"Set {missing}")
    raise NothingGiven("There is no org to connect to", "", HOW)
