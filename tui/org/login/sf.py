"""The login of the Salesforce CLI, used and never copied: its token lives in memory, and ``sf`` is asked again for it.

Source: clients.md, section 2.2, and what versions 2.136 to 2.150 answer (run). ``org display`` of a newer CLI hides
the token, and ``org auth show-access-token`` gives it, even a dead one with exit code 0.
"""

from __future__ import annotations

import os
import re
import shlex
import threading
from collections.abc import Mapping

from msgspec import Struct

from tui.org.login.sf_answers import (
    Listed,
    Lists,
    NoTargetOrg,
    Shown,
    Told,
    UnknownToSf,
    answer_of,
    too_old,
    unknown_command,
    unknown_to_sf,
)
from tui.org.login.sf_command import PATIENCE, SfCommand, SfSlow, SfUnusable
from tui.org.wire.connection import Connection, address_of
from tui.org.wire.errors import LoginExpired
from tui.org.wire.server_text import plain

__all__ = ["LOGIN", "NoTargetOrg", "SalesforceCli", "SfOrg", "SfSlow", "SfUnusable", "UnknownToSf"]

LOGIN = "Salesforce CLI"
_STATUS_SHARE = 1 / 3  # of the patience: ``org list`` asks every org how it is, and one that is down holds up all
# What no alias and no username has, and what a batch file (sf.cmd on Windows) would not take as text.
_UNFIT = re.compile(r"[\x00-\x1f\x7f\"%<>|^]" if os.name == "nt" else r"[\x00-\x1f\x7f]")


class SfOrg(Struct, frozen=True):
    """An org that the Salesforce CLI is logged in to.

    ``kind`` is ``Dev Hub``, ``sandbox``, ``scratch org`` or ``org``. ``is_default``: it is the CLI's target org.
    ``connected`` says in the CLI's words how its login does (``Connected``, ``Session expired or invalid``), empty
    where it did not say.
    """

    alias: str
    username: str
    instance_url: str
    org_id: str
    kind: str = "org"
    is_default: bool = False
    connected: str = ""


class SalesforceCli:
    """The ``sf`` of this environment. Its methods block, for a second or two each; ``patience`` is in seconds."""

    def __init__(self, environment: Mapping[str, str] | None = None, patience: float = PATIENCE) -> None:
        self._sf = SfCommand(os.environ if environment is None else environment, patience)

    def why_none(self) -> str | None:
        """Why it cannot be used, in words; None where ``sf`` is there."""
        return None if self._sf.path() else "the Salesforce CLI (sf) is not on the PATH"

    def orgs(self) -> tuple[SfOrg, ...]:
        """The orgs it is logged in to, its target org first. Raises SfUnusable."""
        try:
            printed = self._sf.run("org", "list", "--json", share=_STATUS_SHARE)
        except SfSlow:
            printed = self._sf.run("org", "list", "--json", "--skip-connection-status")
        found: dict[str, SfOrg] = {}
        for kind, one in _by_kind(answer_of(printed, Lists)):
            if one.username:
                found.setdefault(one.username, _listed(one, kind))
        return tuple(
            sorted(found.values(), key=lambda one: (not one.is_default, (one.alias or one.username).casefold()))
        )

    def org(self, name: str = "") -> SfOrg:
        """The org of an alias or username, or the target org. Raises NoTargetOrg, UnknownToSf, SfUnusable."""
        shown = self.shown(name)
        words = plain(str(shown.connected_status or shown.status or ""))
        return SfOrg(
            plain(shown.alias or ""), plain(shown.username), _bare(shown.instance_url), shown.id, connected=words
        )

    def connection(self, name: str = "") -> Connection:
        """A way into an org by its alias or username, or into the target org.

        Raises NoTargetOrg, UnknownToSf, LoginExpired, BadAddress or SfUnusable.
        """
        shown = self.shown(name)
        address = address_of(shown.instance_url)
        if shown.dead:
            raise _expired(shown)
        renewal = _Renewal(self, shown)
        if not renewal.token:
            renewal.fetch()
        return Connection(address.url, renewal.token, renewal, LOGIN)

    def shown(self, name: str) -> Shown:
        """What ``sf org display`` tells; the answer may hold the token."""
        found = answer_of(self._sf.run("org", "display", *_target(name), "--json"), Shown)
        if not found.username or not found.instance_url:
            raise SfUnusable(
                "The Salesforce CLI answered what cannot be read",
                "it names no user or no address of the org",
                "Try sf org display in a terminal",
            )
        return found

    def told(self, username: str) -> str | None:
        """The token by the command that newer versions have; None where this one does not have it."""
        printed = self._sf.run("org", "auth", "show-access-token", *_target(username), "--json")
        return None if unknown_command(printed) else answer_of(printed, Told).access_token.strip()


class _Renewal:
    """The token of one org, and the way to the next. Several threads may ask; the CLI is asked by one at a time.

    No frame that fails holds the token in a variable: tracebacks may show them.
    """

    def __init__(self, cli: SalesforceCli, shown: Shown) -> None:
        self._cli = cli
        self._username = shown.username  # an alias may name another org by tomorrow
        self._open_display = shown.token is not None
        self._lock = threading.Lock()
        self._before = ""
        self.token = shown.token or ""

    def __call__(self) -> str:
        """A token that is newer, or that the CLI has just found good. Raises LoginExpired, SfUnusable."""
        with self._lock:
            self.fetch()
            if self.token == self._before and not (shown := self._cli.shown(self._username)).connected:
                raise _expired(shown)
            return self.token

    def fetch(self) -> None:
        """Ask the CLI for the token, the way its version has."""
        self._before = self.token
        if self._open_display:
            self.token = self._cli.shown(self._username).token or ""
        else:
            self.token = self._cli.told(self._username) or ""
        if not self.token:
            raise too_old()


def _target(name: str) -> tuple[str, ...]:
    """The words that name an org; nothing that ``sf`` could take for an option. Raises UnknownToSf."""
    if name.startswith("-") or _UNFIT.search(name):
        raise unknown_to_sf(plain(name, 60), "that is no alias and no username")
    return ("--target-org", name) if name else ()


def _by_kind(lists: Lists) -> list[tuple[str, Listed]]:
    kinds = {"Dev Hub": lists.dev_hubs, "sandbox": lists.sandboxes, "scratch org": lists.scratch_orgs}
    rest = (*lists.non_scratch_orgs, *lists.other)
    return [
        *((kind, one) for kind, some in kinds.items() for one in some),
        *(("Dev Hub" if one.is_dev_hub else "sandbox" if one.is_sandbox else "org", one) for one in rest),
    ]


def _listed(one: Listed, kind: str) -> SfOrg:
    """The org as it was listed. Its words were typed by somebody: they are made fit for a line."""
    words = plain(str(one.connected_status or one.status or ""))
    return SfOrg(
        plain(one.alias or ""),
        plain(one.username),
        _bare(one.instance_url),
        one.org_id,
        kind,
        bool(one.is_default_username),
        words,
    )


def _bare(url: str) -> str:
    """The address as people know it; the CLI may keep a slash at its end."""
    return plain(url).rstrip("/")


def _expired(shown: Shown) -> LoginExpired:
    """The CLI's own login is over. The next step is the CLI's, for the same org and under the same alias."""
    words = ["sf", "org", "login", "web", "--instance-url", _bare(shown.instance_url)]
    if shown.alias:
        words += ["--alias", plain(shown.alias)]
    said = plain(str(shown.connected_status or shown.status or "it gives the same token again"))
    return LoginExpired(
        "The login of the Salesforce CLI has expired",
        f"sf says of {plain(shown.username)}: {said}",
        f"Run {shlex.join(words)}",
    )
