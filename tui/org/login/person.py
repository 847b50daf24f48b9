"""The person at the terminal, as far as a login needs one."""

from __future__ import annotations

from typing import Protocol


class Person(Protocol):
    """Shows and asks. Called from the thread that logs in."""

    def tell(self, line: str) -> None:
        """Say one line."""
        ...

    def open(self, url: str) -> bool:
        """Open this address in the person's browser; False where there is none to be had."""
        ...

    def paste(self, question: str) -> str | None:
        """Ask for a pasted line, without echo; None where nobody can answer. Whoever interrupts ends the login."""
        ...
