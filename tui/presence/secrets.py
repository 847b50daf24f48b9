"""Where secrets are kept, as a Protocol: the operating system's keychain, or a test's own."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol


class Secrets(Protocol):
    """Secrets of saved orgs by the org's saved name and what the secret is (``refresh-token``, ``client-secret``).

    Every method raises NoKeychain where this machine has no keychain, or where it refuses.
    """

    def get(self, org: str, what: str) -> str | None:
        """The secret, or None where there is none."""
        ...

    def put(self, org: str, what: str, secret: str) -> None:
        """Keep this one from now on; the one before is forgotten only once this one is safe."""
        ...

    def forget(self, org: str, what: str) -> None:
        """Forget it; nothing happens where there is none."""
        ...

    def alone(self, org: str) -> AbstractContextManager[None]:
        """While inside, no other process of this machine changes this org's secrets: a rotated token is used once."""
        ...
