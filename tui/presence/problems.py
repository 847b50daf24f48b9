"""The root of all our failures. Every one carries its problem in words; each house derives its own few."""

from __future__ import annotations

from typing import ClassVar

from tui.presence.model import Problem


class Failure(Exception):
    """Something failed, and a person is told what, why and what to do next.

    ``retry_after`` is the number of seconds the org asked us to wait, where it did.
    """

    exit_code: ClassVar[int] = 70

    def __init__(self, title: str, cause: str = "", todo: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(f"{title}: {cause}" if cause else title)
        self.problem = Problem(title, cause, todo)
        self.retry_after = retry_after


class OrgFailure(Failure):
    """The org could not be reached, refused, or answered what cannot be read."""

    exit_code = 3


class AnswerLost(OrgFailure):
    """A write went out and no answer came back: whether it happened is not known (R15)."""

    exit_code = 1


class Aborted(Failure):
    """A person stopped a long read or a bulk toggle; what was done until then stands."""

    exit_code = 1


class JournalFailure(Failure):
    """The journal cannot be written: the loop brakes, a person is asked once more (R19)."""

    exit_code = 1


class BadSettings(Failure):
    """The settings file has an unknown key, a wrong type or a value out of range."""

    exit_code = 2


class NothingGiven(Failure):
    """Nobody said which org, and none is there to be meant; the monitor then opens its connect screen."""

    exit_code = 3


class NoKeychain(Failure):
    """No keychain is here for secrets, or it refuses: nothing is kept, and never in a plain file."""

    exit_code = 3
