"""How far a piece of work is, and whether it should stop: asked between two requests, never within one."""

from __future__ import annotations

from tui.presence.ports import Progress
from tui.presence.problems import Aborted


class Steps:
    """A person's Progress, joined with our own reasons to stop: the caller went away, or the org is being closed."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._stopped = False

    def stop(self) -> None:
        """Stop before the next request."""
        self._stopped = True

    @property
    def aborted(self) -> bool:
        """Whether nothing more should leave."""
        return self._stopped or self._progress.aborted

    def step(self, what: str, done: int, of: int | None) -> None:
        """Tell how far it is; silent once stopped, as nobody listens then."""
        if not self._stopped:
            self._progress.step(what, done, of)

    def go_on(self) -> None:
        """Raise Aborted where nothing more should leave."""
        if self.aborted:
            raise Aborted("Stopped", "a person or the end of the program stopped it", "")
