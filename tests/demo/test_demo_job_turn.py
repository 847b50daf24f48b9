"""One turn of the kit's job in the simulated org: what it doubts, how it sends, and what it remembers of whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.demo.job_stage import NINE, Stage, member
from tests.kit_apex.stories import Case, CasePerson, CaseReading, CaseSession, CaseSettings, Exclude, Numbered
from tui.demo.world.de import DEError
from tui.demo.world.jobs.twin_past import Memory
from tui.demo.world.jobs.twin_turn import Toggler, Turn
from tui.demo.world.kit.settings import KitSettings, kit_settings

BASE = CaseSettings(share=1.0)
FOUR = ("1", "2", "3", "4")


def office(members: Sequence[Numbered] = FOUR, settings: CaseSettings | None = None) -> Stage:
    case = Case("R1", "a turn", {"1": tuple(members)}, (), settings=settings or CaseSettings())
    return Stage(case, BASE)


def at(seconds: float, present: Sequence[Numbered] = FOUR, on: Sequence[Numbered] = FOUR) -> CaseReading:
    return CaseReading(seconds, tuple(present), tuple(on), {})


def answering_for(stage: Stage, members: Sequence[Numbered]) -> None:
    """DE answers for these from now on."""
    stage.case = replace(stage.case, teams={"1": tuple(members)})


def turned(stage: Stage, memory: Memory | None = None, settings: KitSettings | None = None) -> Turn:
    """A turn of the stage as it stands."""
    turn = Turn(stage, settings or KitSettings())
    stage.memory = turn.run(memory or stage.memory)
    return turn


@pytest.mark.parametrize("left", [(), ("1",)])
def test_an_answer_for_nobody_or_less_than_half_of_the_users_is_not_believed(left: tuple[Numbered, ...]) -> None:
    stage = office()
    stage.read(at(0))
    before = stage.memory
    answering_for(stage, left)
    assert stage.read(at(300)) == {}
    assert stage.memory is before
    assert "answered for" in str(turned(stage).problem)


def test_an_answer_for_half_of_the_users_is_believed() -> None:
    stage = office()
    stage.read(at(0))
    answering_for(stage, FOUR[:2])
    assert stage.read(at(300, present=FOUR, on=())) == {"1": "R7", "2": "R7"}


@pytest.mark.parametrize(("hours", "rule"), [(23, "R9"), (25, "R5")])
def test_who_vanishes_from_the_answer_is_remembered_for_a_day(hours: int, rule: str) -> None:
    """Of whom our off is remembered, an on was somebody else's; who is new must be seen absent first."""
    stage = office()
    for seconds in (0, 60, 120, 180):
        stage.read(at(seconds, present=FOUR[1:], on=FOUR[1:] if seconds > 60 else FOUR))
    answering_for(stage, FOUR[1:])
    for hour in range(1, hours + 1):
        stage.read(at(hour * 3_600, present=FOUR[1:], on=FOUR[1:]))
    answering_for(stage, FOUR)
    assert stage.read(at(hours * 3_600 + 60, present=FOUR[1:], on=FOUR)) == {"1": rule}


def test_a_session_of_the_future_makes_the_clock_unsure() -> None:
    stage = office()
    sound, wrong = (CaseSession("1", age=age) for age in (-60, -61))
    stage.read(replace(at(0), sessions=(sound,)))
    assert stage.memory.last_complete == NINE
    stage.read(replace(at(60), sessions=(wrong,)))
    assert stage.memory.last_complete == NINE
    assert "future" in str(turned(stage).problem)


def test_an_exclusion_that_fits_nobody_stops_the_first_reading_alone() -> None:
    stage = office(settings=CaseSettings(exclude=Exclude(users=("7",))))
    assert stage.read(at(0, on=())) == {}
    stage = office()
    stage.read(at(0))
    stage.case = replace(stage.case, settings=CaseSettings(exclude=Exclude(users=("7",))))
    assert stage.read(at(60, present=(), on=FOUR)) == dict.fromkeys(FOUR, "R5")


def test_every_entry_that_fits_a_user_is_known_however_many_do() -> None:
    stage = office()
    user = member("1")
    stage.case = replace(stage.case, people={"1": CasePerson(profile="Support", permission_sets=("No_DE",))})
    row = {
        "Exclude_Users__c": f"{user},{user[:15]},{user}@acme.example",
        "Exclude_Profiles__c": "Support",
        "Exclude_Permission_Sets__c": "No_DE",
    }
    stage.reading = at(0, on=FOUR[1:])
    assert turned(stage, settings=kit_settings(row)).problem is None
    assert stage.sent == []


def test_of_a_list_that_de_refuses_everybody_else_is_toggled() -> None:
    stage = office(FOUR)
    stage.reading = replace(at(0), refused=("3",))
    toggler = Toggler(stage)
    toggler.send([member(one) for one in FOUR], True, None)
    assert sorted(toggler.accepted) == [member(one) for one in ("1", "2", "4")]
    assert "refused" in toggler.refused[member("3")]


def test_no_call_is_for_more_than_200_users() -> None:
    calls: list[int] = []

    class Counting(Stage):
        def toggle(self, users: Sequence[str], online: bool, reason: str | None) -> None:
            calls.append(len(users))

    many = [str(number) for number in range(1, 452) if number != 90]
    stage = Counting(Case("R7", "many", {"1": tuple(many)}, ()), BASE)
    stage.read(at(0, present=many, on=()))
    assert calls == [200, 200, 50]


@pytest.mark.parametrize(("failures", "sent"), [(0, 30), (2, 30), (3, 25), (20, 1)])
def test_after_links_that_failed_fewer_are_tried_and_the_rest_soon(failures: int, sent: int) -> None:
    many = [str(number) for number in range(1, 31)]
    stage = office(many)
    stage.reading = at(0, present=many, on=())
    turn = turned(stage, Memory(failures=failures))
    assert (turn.turned_on, len(stage.sent), turn.unfinished) == (sent, sent, sent < 30)


def test_an_off_carries_the_reason_of_the_settings_and_an_on_none() -> None:
    stage = office(("1", "2"))
    settings = kit_settings({"Off_Reason__c": " Gone home ", "Brake_Share__c": 1.0, "Off_After_Seconds__c": 0.0})
    for minute in range(2):
        stage.now = NINE + timedelta(minutes=minute)
        stage.reading = at(60 * minute, present=("1",), on=("2",))
        turned(stage, settings=settings)
    assert stage.sent[-1] == (member("2"), False, "Gone home")
    assert stage.sent[0] == (member("1"), True, None)


def test_what_de_throws_while_it_is_asked_leaves_the_turn() -> None:
    class Broken(Stage):
        def answer(self) -> dict[str, dict[str, bool]]:
            raise DEError("UNABLE_TO_LOCK_ROW")

    with pytest.raises(DEError):
        turned(Broken(office().case, BASE))


def test_a_refused_toggle_is_the_turns_problem() -> None:
    stage = office(("1", "2"))
    stage.reading = replace(at(0, on=()), refused=("2",))
    turn = turned(stage)
    assert (turn.turned_on, turn.unfinished) == (1, False)
    assert member("2") in str(turn.problem)
