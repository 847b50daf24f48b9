"""Secrets of a login, as far as the keychain takes them."""

from __future__ import annotations

from tui.presence.problems import Failure, NoKeychain
from tui.presence.secrets import Secrets

_TRIAL = "trial"


def make_sure_of(secrets: Secrets, org: str) -> None:
    """Raises NoKeychain where no secret can be kept: before anything is asked of the org or the person."""
    secrets.put(org, _TRIAL, _TRIAL)
    kept = secrets.get(org, _TRIAL)
    secrets.forget(org, _TRIAL)
    if kept != _TRIAL:
        raise NoKeychain(
            "Secrets cannot be kept here",
            "the keychain does not give back what it was given",
            "Log in by --via sf or --via jwt, which keep none",
        )


def unkept(failure: Failure, org: str) -> NoKeychain:
    """For a secret that the org has just given and the keychain did not take."""
    return NoKeychain(
        "The keychain did not take the renewed login",
        str(failure.problem),
        f"When the keychain works again: de-presence login {org}",
    )
