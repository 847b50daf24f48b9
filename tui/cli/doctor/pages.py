"""How the doctor's findings are printed: the contract's JSON, or lines for people as wide as their terminal."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from msgspec import Struct
from rich.cells import cell_len

from tui.cli.doctor.examining import Findings, folded
from tui.cli.paper import print_line
from tui.cli.signs import ascii_only
from tui.presence.checks import Check
from tui.presence.model import OrgFacts
from tui.ui.glyphs import Glyphs, glyphs
from tui.ui.plain import fit, plain
from tui.ui.words.doctor import Group, counted, groups

USUAL = (100, 24)  # where there is no terminal
WIDEST, NARROWEST = 120, 40
NEXT = "next: "


class CheckShape(Struct, frozen=True):
    """One check of ``doctor --json``; null where there is nothing to say."""

    name: str
    ok: bool | None
    found: str
    next: str | None
    why: str | None


class DoctorShape(Struct, frozen=True):
    """``doctor --json``."""

    checks: list[CheckShape]


def shape_of(checks: Iterable[Check]) -> DoctorShape:
    """The contract's JSON; ``why`` is beside it."""
    return DoctorShape([CheckShape(one.name, one.ok, one.found, one.next or None, one.why or None) for one in checks])


def print_findings(findings: Findings) -> None:
    """What is missing first, then what is worth knowing, then what is fine; and how many of each."""
    print_checks(folded(findings.checks), findings.org)


def print_checks(checks: Sequence[Check], org: OrgFacts | None) -> None:
    """The same of any checks."""
    width = max(NARROWEST, min(WIDEST, shutil.get_terminal_size(USUAL).columns))
    for line in lines_of(checks, org, width, glyphs(ascii_only=ascii_only(sys.stdout, os.environ))):
        print_line(line)


def lines_of(checks: Sequence[Check], org: OrgFacts | None, width: int, signs: Glyphs) -> Iterator[str]:
    """The lines, at most ``width`` cells wide where words can be parted."""
    if org is not None:
        yield f"{plain(org.name)}  {'SANDBOX' if org.sandbox else 'PRODUCTION'}  {plain(org.username)}"
    found = groups(checks)
    names = max((cell_len(one.name) for group in found for one in group.checks), default=0)
    for group in found:
        yield from ("", group.word.capitalize())
        for check in group.checks:
            yield from (signs.say(line).rstrip() for line in _check(group, check, names, width, signs))
    yield from ("", ", ".join(counted(group) for group in found))


def _check(group: Group, check: Check, names: int, width: int, signs: Glyphs) -> Iterator[str]:
    sign = {True: signs.fine, False: signs.missing, None: signs.note}[group.ok]
    told = [check.found]
    if group.ok is not True:
        told += [one for one in (check.why, check.next and f"{NEXT}{check.next}") if one]
    head = f"  {sign} {fit(check.name, names)}  "
    for part in told:
        # A path that is parted at its hyphens cannot be copied.
        for line in wrap(part, width - cell_len(head), break_on_hyphens=False, break_long_words=False) or [""]:
            yield head + line
            head = " " * cell_len(head)
