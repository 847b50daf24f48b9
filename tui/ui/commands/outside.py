"""The commands that look beyond the table: what works in this org, its own job, and which other orgs there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.ui.commands.base import Command
from tui.ui.flows import leaving, showing

if TYPE_CHECKING:
    from tui.ui.desk import Desk


class ShowDoctor(Command):
    """Show what works in this org, what does not and why it matters, with the next step for each."""

    id, key, label, footer, rank = "doctor", "D", "Doctor: routes and permissions", "Doctor", 11

    @classmethod
    def why_not(cls, desk: Desk) -> str | None:
        """Somebody must have wired one."""
        return None if desk.setting.doctor else "there is no doctor in this run"

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Open it."""
        showing.show_doctor(desk)


class ShowJob(Command):
    """Show the org's own polling job: whether it is healthy, its chains, who runs it; start or abort it there."""

    id, key, label, footer, rank = "job", "J", "The org's own job", "Job", 13

    @classmethod
    def why_not(cls, desk: Desk) -> str | None:
        """Somebody must have wired it, and the org have answered."""
        if desk.setting.job is None:
            return "there is no job to look at in this run"
        return None if desk.pulse.org else "the org has not been read yet"

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Open it."""
        showing.show_job(desk)


class SwitchOrg(Command):
    """Switch to another org: those that are saved, those that the Salesforce CLI knows, the demo org."""

    id, key, label, footer, rank = "orgs", "O", "Switch org", "Orgs", 12

    @classmethod
    def why_not(cls, desk: Desk) -> str | None:
        """There must be a door that opens another."""
        return None if desk.setting.orgs else "this run knows no other orgs"

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Show them, and go where one is chosen."""
        desk.start(leaving.switch(desk), "Switching orgs")
