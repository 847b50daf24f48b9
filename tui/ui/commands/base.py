"""What a command is: a class of a few lines. Its docstring is the help text that a person reads."""

from __future__ import annotations

from inspect import cleandoc
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

if TYPE_CHECKING:
    from tui.ui.desk import Desk


class Command:
    """One thing that a person can do at the desk.

    ``id`` names it in the settings' key table; ``footer`` is its word there (empty: not shown there); the higher its
    ``rank``, the sooner it gives way there. ``writes``: it does not exist in a read-only run.
    """

    id: ClassVar[str]
    key: ClassVar[str]
    label: ClassVar[str]
    footer: ClassVar[str] = ""
    rank: ClassVar[int] = 5
    writes: ClassVar[bool] = False

    @classmethod
    def here(cls, _desk: Desk) -> bool:
        """Whether it exists just now; where not, its key may mean another command."""
        return True

    @classmethod
    def why_not(cls, _desk: Desk) -> str | None:
        """Why it can do nothing just now, in words for the person who pressed its key; None where it can."""
        return None

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Do it."""
        raise NotImplementedError

    @classmethod
    def help(cls) -> str:
        """The docstring, as a person reads it."""
        return cleandoc(cls.__doc__ or "").replace("\n", " ")

    @classmethod
    def binding(cls) -> Binding:
        """Its key, with the id that the settings move it by.

        Priority makes the app carry it out before it looks at the next key: on a slow line keys come in bursts, and
        what is typed after ``/`` or ``x`` must find the field that these open, not run commands.
        """
        return Binding(
            cls.key,
            f"command('{cls.__name__}')",
            cls.footer or cls.label,
            show=bool(cls.footer),
            tooltip=cls.help(),
            id=cls.id,
            priority=True,
        )
