"""Why somebody gets no records: what the list says of each thing, and which of them is the answer."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from msgspec.structs import replace

from tests.ui.story import FROZEN, GRACE, HOUR, IVAN, LEO, NOW, OFFICE, QUEUE, TOLA, Person, person, pulse_of
from tui.loop.pulse import Pulse
from tui.presence.entry import Entry
from tui.presence.memory import By, Hold, Past, Sent
from tui.presence.model import DE, Presence
from tui.ui.words.receiving import Point, answer, receiving

MIXED = person(11, "Kaya, Deniz", answer=(True, False))
GONE = person(12, "Lund, Ida", seen=None, answer=(True,))
PEOPLE = (*OFFICE, MIXED, GONE)


def pulse_with(one: Person, **past: object) -> Pulse:
    """A pulse in which this person's past is so."""
    pulse = pulse_of(PEOPLE)
    pasts = {**pulse.memory.pasts, one.id: replace(pulse.memory.of(one.id), **past)}
    return replace(pulse, memory=replace(pulse.memory, pasts=pasts))


def sent(to: bool, minutes: float, by: By = "loop") -> dict[str, object]:
    """A past in which this toggle was accepted so long ago."""
    at = NOW - timedelta(minutes=minutes)
    past = {"sends": (Sent(to, at, by, "done"),), "changed": at, "changed_by": by, "on_answered": False}
    return past | ({"on_at": at, "ons": 1} if to else {"off_at": at})


def listed(one: Person, pulse: Pulse | None = None, entries: tuple[Entry, ...] = ()) -> dict[str, Point]:
    pulse = pulse or pulse_of(PEOPLE)
    assert pulse.roster is not None
    points = receiving(pulse.roster.standings[one.id], pulse, pulse.roster, UTC, NOW, entries)
    return {point.name: point for point in points}


def answered(one: Person, pulse: Pulse | None = None) -> tuple[str, str]:
    pulse = pulse or pulse_of(PEOPLE)
    assert pulse.roster is not None
    return answer(tuple(listed(one, pulse).values()), pulse.roster.standings[one.id])


def test_it_goes_from_the_user_down_to_the_last_change() -> None:
    assert list(listed(TOLA)) == [
        "active user", "not frozen", "DE team", "scheduler", "hours, holiday", "toggle", "presence", "last change",
    ]  # fmt: skip


def test_where_nothing_that_can_be_read_stands_in_the_way_it_says_so_and_what_cannot_be_read() -> None:
    mark, said = answered(TOLA)
    assert (mark, said.partition(".")[0]) == ("yes", "nothing that can be read stands in the way")
    points = listed(TOLA)
    assert points["scheduler"].mark == "unknown"
    assert points["hours, holiday"].mark == "unknown"


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (IVAN, "no: the user is inactive in Salesforce, and can own no new records"),
        (FROZEN, "no: frozen: cannot log in, and is never turned on by the loop"),
        (MIXED, "not in every team: DE answers off in SMB though a toggle is for all teams: probably hours, "),
        (LEO, "no: DE answers off: turned off there, or hours, out of office, holiday"),
    ],
)  # fmt: skip
def test_the_first_thing_that_stands_in_the_way_is_the_answer(one: Person, said: str) -> None:
    mark, told = answered(one)
    assert mark == "no"
    assert told.startswith(said)


def test_our_own_off_is_named_with_its_time_and_by_whom() -> None:
    assert answered(LEO, pulse_with(LEO, **sent(False, 12, "person"))) == (
        "no",
        "no: the toggle is off since 09:02, by you",
    )


def test_an_on_that_de_accepted_and_does_not_answer_points_to_hours_and_only_probably() -> None:
    pulse = pulse_with(LEO, **sent(True, 40))
    assert listed(LEO, pulse)["toggle"] == Point("yes", "toggle", "on, accepted 08:34, sent by the loop")
    mark, said = answered(LEO, pulse)
    assert mark == "no"
    assert said.startswith("no: DE answers off in Enterprise, SMB though on was accepted 08:34: probably hours")


def test_an_on_that_no_reading_has_answered_yet_accuses_nobody() -> None:
    assert listed(LEO, pulse_with(LEO, **sent(True, 0)))["hours, holiday"].mark == "unknown"


def test_an_on_that_was_shown_and_went_again_is_not_taken_for_hours() -> None:
    pulse = pulse_with(LEO, **(sent(True, 40) | {"on_answered": True}))
    points = listed(LEO, pulse)
    assert (points["hours, holiday"].mark, points["toggle"].mark) == ("unknown", "no")


def test_who_is_absent_and_on_is_told_apart_from_who_is_absent_and_off() -> None:
    assert listed(GONE)["presence"] == Point(
        "note", "presence", "absent, though DE answers on: records go to an empty chair"
    )
    assert listed(GRACE)["presence"] == Point("no", "presence", "absent: no live session")


def test_without_des_answer_nobody_can_tell() -> None:
    pulse = pulse_of(PEOPLE)
    assert pulse.roster is not None
    standing = replace(pulse.roster.standings[TOLA.id], de=DE.UNKNOWN, presence=Presence.UNKNOWN, reason="[/] \x1b")
    points = receiving(standing, pulse, pulse.roster, UTC, NOW)
    assert answer(points, standing) == ("unknown", "nobody can tell: DE's answer could not be read")
    assert points[6].found == "unknown: [/] ␛"


def test_the_last_change_is_the_journals_with_its_reason_and_a_hold_is_told() -> None:
    entry = Entry(NOW - timedelta(days=1), "toggle", LEO.id, LEO.name, "on", "off", "Lunch", "person", "action", "done")
    hold = Hold("Lunch", until=NOW + timedelta(seconds=HOUR))
    points = listed(LEO, pulse_with(LEO, hold=hold), (entry,))
    assert points["last change"].found == "yesterday 09:14  on → off by you, reason Lunch, via action: done"
    shown = pulse_with(LEO, changed=NOW, changed_by="person")
    assert "reason Lunch" in listed(LEO, shown, (entry,))["last change"].found
    assert listed(LEO, pulse_with(LEO, changed=NOW, changed_by="outside"), (entry,))["last change"].found.startswith(
        "09:14 by somebody else"
    )
    assert points["hold"].found == "held until 10:14: Lunch; the loop leaves them alone"
    assert listed(TOLA, pulse_with(TOLA, **sent(True, 5)))["last change"].found == "09:09 by the loop"


def test_of_a_queue_there_is_little_to_say() -> None:
    assert list(listed(QUEUE)) == ["DE team", "a queue"]


def test_a_user_without_a_past_is_no_error() -> None:
    pulse = pulse_of(PEOPLE)
    bare = replace(pulse, memory=replace(pulse.memory, pasts={}))
    assert bare.memory.of(LEO.id) == Past()
    assert listed(LEO, bare)["last change"].found == "none that is known here"
