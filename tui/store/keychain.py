"""Secrets in the operating system's keychain, by the keyring library; never in a file of ours.

The library takes 150 ms to import and looks for D-Bus, so it is imported at the first question.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tui.presence.problems import JournalFailure, NoKeychain
from tui.store.lock import FileLock

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "de-presence"
RECOMMENDED = 1  # keyring's own line: what is below keeps nothing, keeps it in plain text, or is not recommended
PATIENCE = 30.0  # seconds; a login that has a secret in hand is through well before
OTHER_WAYS = (
    "Ways that need none: --via sf, --via jwt, or the variables SF_ACCESS_TOKEN and SF_ORG_INSTANCE_URL together"
)
logger = logging.getLogger(__name__)


def why_none() -> str | None:
    """Why there is no keychain to keep secrets in, in words; None where there is one."""
    try:
        _backend()
    except NoKeychain as failure:
        return failure.problem.cause
    return None


def keychain_name() -> str:
    """The keychain in use as its library calls it; empty where there is none."""
    try:
        return str(_backend().name)
    except NoKeychain:
        return ""


class Keychain:
    """Implements ``presence.secrets.Secrets``. ``locks`` is the folder of the locks that ``alone`` takes."""

    def __init__(self, locks: Path, *, patience: float = PATIENCE) -> None:
        self._locks, self._patience = locks, patience

    def get(self, org: str, what: str) -> str | None:
        """The secret, or None where there is none. Raises NoKeychain."""
        backend = _backend()
        with _as_no_keychain("read"):
            return backend.get_password(SERVICE, _next(org, what)) or backend.get_password(SERVICE, _key(org, what))

    def put(self, org: str, what: str, secret: str) -> None:
        """Keep this one from now on; the one before is forgotten only once this one is safe. Raises NoKeychain.

        Some keychains replace by deleting and adding (macOS, in keyring 25), so a new secret first goes beside the old.
        Once it is there it is what ``get`` answers, and a failure further on costs nothing.
        """
        backend = _backend()
        with _as_no_keychain("written", secret):
            backend.set_password(SERVICE, _next(org, what), secret)
        try:
            with _as_no_keychain("written", secret):
                backend.set_password(SERVICE, _key(org, what), secret)
                backend.delete_password(SERVICE, _next(org, what))
        except NoKeychain as failure:
            logger.warning("a secret of %s stays under its second name: %s", org, failure)

    def forget(self, org: str, what: str) -> None:
        """Forget it; nothing happens where there is none. Raises NoKeychain."""
        backend = _backend()
        for key in (_key(org, what), _next(org, what)):
            with _as_no_keychain("changed"):
                if backend.get_password(SERVICE, key) is not None:
                    backend.delete_password(SERVICE, key)

    @contextmanager
    def alone(self, org: str) -> Iterator[None]:
        """While inside, no other process of this machine changes this org's secrets. Raises NoKeychain."""
        lock = FileLock(self._locks / f"{org.casefold()}.login-lock", patience=self._patience)
        try:
            taken = lock.take()
        except JournalFailure as failure:
            raise _locked_out(failure.problem.cause, "Make that folder writable for you") from failure
        if not taken:
            raise _locked_out(f"another de-presence is logging in to {org}", "Try again when that is through")
        try:
            yield
        finally:
            lock.release()


def _key(org: str, what: str) -> str:
    return f"{org}/{what}"


def _next(org: str, what: str) -> str:
    return f"{org}/{what}.next"


def _backend() -> KeyringBackend:
    """The keychain. Raises NoKeychain for those that keep nothing, or that keep it where anybody can read it."""
    import keyring  # noqa: PLC0415  see above

    with _as_no_keychain("opened"):
        found = keyring.get_keyring()
        # A chain falls from one that refuses to the next, which may be a plain file: only its best one is asked.
        found = next(iter(getattr(found, "backends", ())), found)
        priority = float(found.priority)
        name = str(found.name)
    if priority < RECOMMENDED:
        cause = "this machine has none" if priority <= 0 else f"{name} is no safe place for them"
        raise NoKeychain("There is no keychain to keep secrets in", cause, OTHER_WAYS)
    return found


@contextmanager
def _as_no_keychain(doing: str, secret: str = "") -> Iterator[None]:
    """Whatever a keychain raises becomes NoKeychain, without the secret and without what led to it.

    Each platform's keychain has errors of its own (D-Bus, Win32, Security.framework) beside the library's.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001  the boundary to foreign keychains, as said above
        said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        cause = said.replace(secret, "…") if secret else said
        raise NoKeychain(
            f"The keychain could not be {doing}", cause, f"Unlock it and try again. {OTHER_WAYS}"
        ) from None


def _locked_out(cause: str, todo: str) -> NoKeychain:
    return NoKeychain("The login could not be made alone", cause, todo)
