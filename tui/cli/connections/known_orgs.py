"""The orgs that can be opened from here: the saved ones, those of the Salesforce CLI, the one of the two variables."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from tui.cli.connections.connecting import Sf
from tui.cli.connections.target import TOKEN, URL, DemoTarget, SavedTarget, SfTarget, Target, TokenTarget, sf_there
from tui.cli.given import DEFAULT_SIZE
from tui.org.login.sf import SfOrg
from tui.presence.model import Problem
from tui.presence.problems import OrgFailure
from tui.presence.saved_org import SavedOrg
from tui.store.saved_orgs import Book
from tui.ui.setting import KnownOrg

VARIABLES = "environment variables"
WAYS = {"sf": "Salesforce CLI", "web": "web login", "jwt": "JWT bearer", "client-credentials": "client credentials"}
CONNECTED = "Connected"  # what the Salesforce CLI says of a login that is well
logger = logging.getLogger(__name__)


class FromSf(Struct, frozen=True):
    """What the Salesforce CLI knows; ``problem`` is why it could not be asked, None where it could or is not there."""

    orgs: tuple[SfOrg, ...] = ()
    problem: Problem | None = None


def from_sf(sf: Sf, environment: Mapping[str, str]) -> FromSf:
    """Ask it; takes a second or more."""
    if not sf_there(environment):
        return FromSf()
    try:
        return FromSf(sf.orgs())
    except OrgFailure as failure:
        logger.warning("the Salesforce CLI could not be asked: %s", failure)
        return FromSf(problem=failure.problem)


def not_saved(orgs: tuple[SfOrg, ...], book: Book) -> tuple[SfOrg, ...]:
    """The orgs of the Salesforce CLI that were not saved under a name of their own."""
    names = {one.username.casefold() for one in book.orgs if one.via == "sf"}
    return tuple(one for one in orgs if not {one.alias.casefold(), one.username.casefold()} & names)


def known_orgs(book: Book, found: FromSf, environment: Mapping[str, str], now: Target | None) -> tuple[KnownOrg, ...]:
    """Everything that can be opened, in the order in which it would be meant; the first default is the one that counts.

    ``now`` is what is open.
    """
    saved = [_saved(one, book, now) for one in book.orgs]
    by_sf = [_by_sf(one, now) for one in not_saved(found.orgs, book)]
    demo = now if isinstance(now, DemoTarget) else DemoTarget(DEFAULT_SIZE)
    simulated = KnownOrg(demo.size, "built in", "the simulated org: nothing to break", demo is now, demo=True)
    found_orgs = [*_by_variables(environment, now), *saved, *by_sf]
    default = next((one for one in found_orgs if one.default), None)
    return (*(replace(one, default=one is default) for one in found_orgs), simulated)


def _by_variables(environment: Mapping[str, str], now: Target | None) -> list[KnownOrg]:
    if not (environment.get(TOKEN) and environment.get(URL)):
        return []
    host = urlsplit(environment[URL]).hostname or environment[URL]
    return [KnownOrg(host, VARIABLES, "", isinstance(now, TokenTarget), default=True)]


def _saved(one: SavedOrg, book: Book, now: Target | None) -> KnownOrg:
    about = ", ".join(word for word in (one.username, one.instance_url, "writable" if one.writable else "") if word)
    current = isinstance(now, SavedTarget) and now.saved.name == one.name
    default = book.default.casefold() == one.name.casefold()
    return KnownOrg(one.name, f"saved, {WAYS[one.via]}", about, current, default)


def _by_sf(one: SfOrg, now: Target | None) -> KnownOrg:
    state = "" if one.connected in {"", CONNECTED} else one.connected
    user = one.username if one.alias else ""
    about = ", ".join(word for word in (user, one.instance_url, one.kind, state) if word)
    names = {one.alias, one.username}
    current = isinstance(now, SfTarget) and (now.name in names if now.name else one.is_default)
    return KnownOrg(one.alias or one.username, WAYS["sf"], about, current, one.is_default)
