"""The doctor's checks in words: what is missing stands first. Pure, no Textual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tui.presence.checks import Check
from tui.ui.plain import plain

ORDER = (False, None, True)
WORDS: Mapping[bool | None, str] = {False: "missing", None: "worth knowing", True: "fine"}


class Group(Struct, frozen=True):
    """Checks that ended alike, in the order in which they were looked at."""

    ok: bool | None
    checks: tuple[Check, ...]

    @property
    def word(self) -> str:
        """What they have in common."""
        return WORDS[self.ok]


def groups(checks: Sequence[Check]) -> list[Group]:
    """What is missing, then what is worth knowing, then what is fine; none that is empty."""
    found = (Group(ok, tuple(safe(one) for one in checks if one.ok is ok)) for ok in ORDER)
    return [group for group in found if group.checks]


def safe(check: Check) -> Check:
    """The check as it may be drawn: names of orgs and words of servers stand in it."""
    return Check(plain(check.name), check.ok, plain(check.found), plain(check.why), plain(check.next), check.permission)


def counted(group: Group) -> str:
    """``2 missing``."""
    return f"{len(group.checks):,} {group.word}"


def as_text(head: str, checks: Sequence[Check]) -> str:
    """All of it as text that can be sent to somebody who can help: one check a line, its advice below it."""
    found = groups(checks)
    lines = [f"{head}: {', '.join(counted(group) for group in found)}"]
    for group in found:
        lines += ["", group.word.capitalize()]
        for check in group.checks:
            lines.append(f"  {check.name}: {check.found}")
            lines += [f"    {one}" for one in (check.why, check.next and f"next: {check.next}") if one]
    return "\n".join(lines)
