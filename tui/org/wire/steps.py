"""How far a piece of work is, and whether it should stop: asked between two requests, never within one."""

from __future__ import annotations

from tui.presence.ports import Progress
from tui.presence.problems import Aborted

PARTS = 20  # of a piece of work; a screen that draws each of many pages takes more of the processor than the pages do


class Steps:
    """A person's Progress, joined with our own reasons to stop: the caller went away, or the org is being closed."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._stopped = False
        self._told: tuple[str, int] | None = None

    def stop(self) -> None:
        """Stop before the next request."""
        self._stopped = True

    @property
    def aborted(self) -> bool:
        """Whether nothing more should leave."""
        return self._stopped or self._progress.aborted

    def step(self, what: str, done: int, of: int | None) -> None:
        """Tell how far it is, where that is another twentieth; silent once stopped, as nobody listens then."""
        part = (what, done * PARTS // of if of else done)
        if not self._stopped and part != self._told:
            self._told = part
            self._progress.step(what, done, of)

    def go_on(self) -> None:
        """Raise Aborted where nothing more should leave."""
        if self.aborted:
            raise Aborted("Stopped", "a person or the end of the program stopped it", "")
