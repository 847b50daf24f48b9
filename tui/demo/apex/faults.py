"""What can go wrong with a block: it does not compile, or it throws."""

from __future__ import annotations

from tui.demo.apex.tree import At

NOWHERE = At(-1, -1)


class CompileProblem(Exception):
    """The block does not compile; nothing of it runs. ``at`` is ``NOWHERE`` where the platform names no place."""

    def __init__(self, message: str, at: At) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
