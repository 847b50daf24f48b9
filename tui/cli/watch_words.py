"""What happened between two readings, in sentences: for screen readers, logs and pipes. Pure.

No sign stands for a word, nothing is aligned, and every sentence tells its time: it is read out where nobody sees it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from msgspec import Struct

from tui.loop.pulse import Phase, Pulse
from tui.presence.diff import differing
from tui.presence.model import DE, Id, Presence
from tui.presence.plan import Plan
from tui.presence.roster import Roster, Standing
from tui.presence.tally import APART
from tui.presence.words import plural
from tui.ui.plain import plain
from tui.ui.watching import Known, known, news
from tui.ui.words.details import lower, verdict

MOST_NAMED = 10
GROUPS = {"off": "absent and on", "on": "present and off"}  # what would be sent, and of whom


class Heard(Struct, frozen=True):
    """What was said of already: the last reading, the last complete one, who was out of step, what was wrong."""

    roster: Roster | None = None
    known: Known | None = None
    groups: Mapping[str, frozenset[Id]] = {}
    wrong: frozenset[str] = frozenset()


NOTHING = Heard()


def heard(pulse: Pulse, shown: Collection[Id], before: Heard = NOTHING) -> Heard:
    """What is known after a pulse, as far as these users go."""
    roster, plan = pulse.roster, pulse.plan
    wrong = frozenset(wrong_now(pulse))
    if roster is None or plan is None:
        return Heard(before.roster, before.known, before.groups, wrong)
    leaving = frozenset(
        one.user_id for one in plan.withheld if one.rule == "R5" and pulse.memory.of(one.user_id).present
    )
    users = frozenset(shown) - leaving  # an absence that is still to be confirmed is no news
    groups = {
        would: frozenset(one for one in users & out_of_step(plan, would) if _answers_otherwise(one, roster, would))
        for would in GROUPS
    }
    return Heard(roster, known(pulse, {}) or before.known, groups, wrong)


def out_of_step(plan: Plan, would: str) -> frozenset[Id]:
    """Of whom DE should answer otherwise; held ones and those that DE holds back apart."""
    planned = plan.on if would == "on" else (*plan.off, *plan.braked)
    withheld = (one.user_id for one in plan.withheld if one.would == would and one.rule not in APART)
    return frozenset(one.user_id for one in planned).union(withheld)


def _answers_otherwise(user_id: Id, roster: Roster, would: str) -> bool:
    """Whether DE does: an off may be wanted of who is off already, as the toggle may still be on (R8)."""
    standing = roster.standings.get(user_id)
    return standing is not None and (standing.de in (DE.ON, DE.MIXED)) is (would == "off")


def summary(pulse: Pulse, shown: Sequence[Standing]) -> str:
    """The first sentences: which org, and how many there are."""
    org = pulse.org
    kind = "" if org is None else "sandbox" if org.sandbox else "production"
    people = [one for one in shown if not one.user.queue]
    presences = [one.presence for one in people]
    counts = ", ".join(f"{presences.count(one):,} {one}" for one in Presence)
    on = sum(one.de in (DE.ON, DE.MIXED) for one in people)
    name = f"{plain(org.name)}, {kind}, read as {plain(org.username)}. " if org else ""
    return f"{name}{plural(len(people), 'user')}: {counts}; {on:,} on."


def person(standing: Standing, at: datetime) -> str:
    """One user, whether they are there, and what DE answers."""
    return f"{plain(standing.user.name)}. {verdict(standing, at)} {_de(standing)}."


def changes(before: Heard, after: Heard, shown: Collection[Id], at: datetime) -> Iterator[str]:
    """What is different, a sentence each: who came and left, what DE answers, who is a DE user, who is unknown."""
    roster, old = after.roster, before.roster
    if roster is None or old is None or roster is old:
        return
    moved: set[Id] = set()
    if before.known is not None and after.known is not None and after.known is not before.known:
        found = news(before.known, after.known, shown)
        for word, users in (("came", found.came), ("left", found.left)):
            for one in users:
                moved.add(one)
                yield f"{_name(one, roster)} {word}: {lower(plain(_reason(one, roster, at)))}."
    for one in sorted(differing(old.standings, roster.standings)):
        if one in shown:
            yield from _of_one(one, old.standings.get(one), roster.standings.get(one), one in moved)


def _of_one(user_id: Id, was: Standing | None, now: Standing | None, moved: bool) -> Iterator[str]:
    standing = now or was
    name = plain(standing.user.name) if standing is not None else user_id
    if was is None or now is None:
        yield f"{name} is {'a DE user now' if now is not None else 'no DE user any more'}."
        return
    if now.presence is Presence.UNKNOWN and was.presence is not Presence.UNKNOWN and not moved:
        yield f"{name} is unknown: {lower(plain(now.reason))}."
    if (was.de, was.teams_on) != (now.de, now.teams_on):
        yield f"{name}: {_de(now)}, before {was.de}."


def groups(before: Heard, after: Heard) -> Iterator[str]:
    """Who is out of step: all of them at first, then who is so newly, and how many there are."""
    for would, words in GROUPS.items():
        users, said = after.groups.get(would, frozenset()), before.groups.get(would, frozenset())
        if after.roster is None or users == said:
            continue
        newly, are = users - said, "is" if len(users) == 1 else "are"
        if not users:
            yield f"Nobody is {words} any more."
        elif not said:
            yield f"{plural(len(users), 'person', 'people')} {are} {words}: {_names(users, after.roster)}."
        elif newly:
            what = "is" if len(newly) == 1 else "are"
            yield f"{_names(newly, after.roster)} {what} {words}, {len(users):,} in all."
        else:
            yield f"{plural(len(users), 'person', 'people')} {are} {words} now."


def wrong_now(pulse: Pulse) -> Iterator[str]:
    """What is wrong, in sentences: why it reads again, and everything that a reading complained of."""
    if pulse.phase is Phase.RETRYING:
        yield f"{plain(pulse.why)}. It is tried again."
    for one in pulse.problems:
        if pulse.phase is not Phase.RETRYING or str(one) != pulse.why:
            yield plain(f"{one}. {one.next}." if one.next else f"{one}.").replace("..", ".")


def troubles(before: Heard, after: Heard) -> Iterator[str]:
    """What went wrong since, and that all is well again."""
    yield from sorted(after.wrong - before.wrong)
    if before.wrong and not after.wrong:
        yield "All is well again."


def timed(sentences: Iterable[str], at: datetime, zone: tzinfo) -> list[str]:
    """Each with its time before it: ``09:14 Costa, Inês left: no live session``."""
    time = at.astimezone(zone).strftime("%H:%M")
    return [f"{time} {one}" for one in sentences]


def _de(standing: Standing) -> str:
    if standing.de is DE.UNKNOWN:
        return "What DE answers is unknown"
    if standing.de is DE.MIXED:
        return f"DE answers on in {standing.teams_on} of {plural(len(standing.teams), 'team')}"
    return f"DE answers {standing.de}"


def _reason(user_id: Id, roster: Roster, at: datetime) -> str:
    standing = roster.standings.get(user_id)
    return standing.reason_at(at) if standing is not None else ""


def _name(user_id: Id, roster: Roster) -> str:
    standing = roster.standings.get(user_id)
    return plain(standing.user.name) if standing is not None else user_id


def _names(users: Collection[Id], roster: Roster) -> str:
    """Names may have commas in them."""
    names = sorted((_name(one, roster) for one in users), key=str.casefold)
    more = f"; and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return "; ".join(names[:MOST_NAMED]) + more
