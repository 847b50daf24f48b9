"""The door: the command line, headless commands, and the wiring of all rooms. Everything heavy is imported late."""

from __future__ import annotations

from collections.abc import Sequence

NAME = "de-presence"


def main(args: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code, as the contract lists them.

    This is the one broad boundary of headless commands: what nobody foresaw becomes a message that names the log.
    """
    from tui.cli.door import door

    try:
        return int(door.main(args, prog_name=NAME, standalone_mode=False) or 0)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  the boundary; every kind is told apart there
        from tui.cli.telling import exit_code_of

        return exit_code_of(error)
