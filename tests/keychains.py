"""A keychain of the keyring library that lives in memory."""

from __future__ import annotations

from collections.abc import Callable

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class Memory(KeyringBackend):
    """A keychain in memory. ``broken`` are the orders at which it fails from now on; ``waits`` before each."""

    priority = 5.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.done: list[str] = []
        self.broken: dict[str, Exception] = {}
        self.waits: Callable[[], object] = lambda: None

    def get_password(self, service: str, username: str) -> str | None:
        self._fail("get")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._fail(f"set {username}")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._fail(f"delete {username}")
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")

    def _fail(self, order: str) -> None:
        self.waits()
        self.done.append(order)
        if order in self.broken:
            raise self.broken[order]
