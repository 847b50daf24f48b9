"""A person's toggles without a screen: what is asked, what is sent, and what is told of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from tui.cli.asking import ask
from tui.cli.paper import print_json, print_table
from tui.cli.reading import Quiet
from tui.cli.shapes import ResultShape, ToggleShape
from tui.cli.telling import say, tell
from tui.cli.wiring import Wired
from tui.cli.witness import Witness
from tui.loop.cycle import Reading
from tui.loop.hand import Report, ToggleOrder
from tui.loop.keeper import Keeper
from tui.loop.orders import person_errand
from tui.loop.send import Sender
from tui.loop.sharing import left_by, unshared
from tui.presence.memory import Hold
from tui.presence.model import DE, Id, User
from tui.presence.ports import Toggle
from tui.presence.problems import OrgFailure
from tui.presence.status_shapes import on_off
from tui.presence.words import plural
from tui.ui.bulk import de_words, warnings_of

WHY = "by hand, from the command line"


class Wish(Struct, frozen=True):
    """What a person wants: these users on or off, with this reason, held like this afterwards (R9)."""

    to: bool
    user_ids: tuple[Id, ...]
    reason: str | None
    hold: Hold


class Sent(Struct, frozen=True):
    """How it went. ``refused`` are users that no toggle goes to, with why; ``failure`` is what ended the sending."""

    report: Report
    refused: dict[Id, str]
    failure: OrgFailure | None


def preview(wish: Wish, reading: Reading) -> list[str]:
    """Who, from what to what, and what to know before."""
    facts, standings = reading.snapshot.org, reading.roster.standings
    kind = "SANDBOX" if facts.sandbox else "PRODUCTION"
    lines = [f"Toggle {on_off(wish.to)} in {facts.name} · {kind}" + (f", reason: {wish.reason}" if wish.reason else "")]
    warned = warnings_of(wish.user_ids, reading.roster, to=wish.to)
    for user_id in wish.user_ids:
        standing = standings[user_id]
        why = refusal(standing.user, to=wish.to)
        change = f"nothing is sent: {why}" if why else f"{de_words(standing)} → {on_off(wish.to)}"
        lines.append("  ".join((f"  {standing.user.name}", change, *warned.get(user_id, ()))))
    return lines


def question(wish: Wish, reading: Reading) -> str:
    """What is asked after the preview."""
    standings = reading.roster.standings
    number = sum(1 for one in wish.user_ids if not refusal(standings[one].user, to=wish.to))
    return f"Toggle {plural(number, 'user')} {on_off(wish.to)}?"


def refusal(user: User, *, to: bool) -> str | None:
    """R4: why no toggle is sent to this user, whoever wants it."""
    if not user.is_active:
        return "inactive user"
    return "frozen user: never turned on" if user.is_frozen and to else None


async def send(run: Wired, wish: Wish, reading: Reading) -> Sent:
    """Send what may be sent, by way of the journal. What cannot be recorded is asked once more (R19)."""
    refused = _refused(wish, reading)
    toggles = tuple(Toggle(one, wish.to, wish.reason) for one in wish.user_ids if one not in refused)
    keeper = Keeper(run.journal)
    keeper.refresh()
    org = Witness(run.org)

    def now() -> datetime:
        return reading.snapshot.at + timedelta(seconds=reading.snapshot.taken.until(run.clock.now()))

    order = ToggleOrder(toggles, WHY, wish.hold)

    async def sent(*, unrecorded_ok: bool) -> Report:
        sender = Sender(org, run.journal, now, keeper.memory, reading.roster)
        errand = person_errand(replace(order, unrecorded_ok=unrecorded_ok))
        try:
            return await sender.send(errand, Quiet())
        finally:
            keeper.change(sender.changed)

    report = await sent(unrecorded_ok=False)
    if report.unrecorded and report.problem is not None and sys.stdin.isatty():
        ask([str(report.problem)], "It will not be recorded. Toggle all the same?")
        report = await sent(unrecorded_ok=True)
    holds = left_by(order, report, keeper.memory)
    present = {one: reading.memory.of(one).present for one in holds}
    problem = await org.share_holds(holds, present) if holds else None
    if problem is not None:
        word = unshared(holds, problem, now())
        keeper.note((word,))
        say(word.why)
    return Sent(report, refused, org.unsent)


def _refused(wish: Wish, reading: Reading) -> dict[Id, str]:
    standings = reading.roster.standings
    found = {one: refusal(standings[one].user, to=wish.to) for one in wish.user_ids}
    return {one: why for one, why in found.items() if why is not None}


def results(wish: Wish, sent: Sent, after: Reading) -> ToggleShape:
    """One result for each user in the order asked; ``de`` is what DE answers afterwards."""
    ended = {one.user_id: one for one in sent.report.outcomes}
    problem = sent.report.problem
    rows = []
    for user_id in wish.user_ids:
        standing, outcome = after.roster.standings.get(user_id), ended.get(user_id)
        ok, reason_sent, error = False, False, sent.refused.get(user_id) or f"not sent: {problem or 'unknown'}"
        shape = ResultShape(
            user_id,
            standing.user.username if standing else "",
            outcome.ok if outcome else ok,
            standing.de if standing else DE.UNKNOWN,
            outcome.reason_sent if outcome else reason_sent,
            outcome.error if outcome else error,
        )
        rows.append(shape)
    return ToggleShape(on_off(wish.to), rows)


def print_results(shape: ToggleShape, sent: Sent, *, as_json: bool) -> int:
    """Print them and return the exit code: 0 all done, 1 part of it not, or what ended the sending before anything."""
    if as_json:
        print_json(shape)
    else:
        print_table(("USER", shape.requested.upper(), "DE ANSWERS", ""), [_row(one) for one in shape.results])
    if sent.report.problem is not None:
        tell(sent.report.problem)
    if all(one.ok for one in shape.results):
        return 0
    return code_of_failed(sent.report, sent.failure)


def code_of_failed(report: Report, failure: OrgFailure | None) -> int:
    """The exit code where not all went well: that of what stopped everything, else 1 for a part."""
    nothing = all(one.ok is False for one in report.outcomes)
    return failure.exit_code if nothing and failure is not None else 1


def _row(one: ResultShape) -> Sequence[str]:
    words = {True: "done", False: "failed", None: "unsettled"}
    return (one.username or one.id, words[one.ok], one.de, one.error or "")
