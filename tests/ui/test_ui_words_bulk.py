"""Targets, skips, warnings and the way back, without a screen."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from tests.ui.story import FEMKE, FROZEN, INES, IVAN, LEO, NOW, OFFICE, QUEUE, TOLA, person, pulse_of
from tui.loop.hand import Report
from tui.loop.pulse import Phase, Pulse
from tui.presence.memory import Hold, Memory, Past, Sent
from tui.presence.model import Id
from tui.presence.ports import Outcome, Toggle
from tui.ui.bulk import Bulk, bulk_of, names
from tui.ui.undo import Step, step_of, still_ours, undoing


def bulk(to: bool, *user_ids: Id, pulse: Pulse | None = None, hidden: int = 0) -> Bulk:
    made = bulk_of(to, user_ids, pulse or pulse_of(), hidden=hidden)
    assert made is not None
    return made


def skips(made: Bulk) -> list[str]:
    return [one.skip for one in made.targets]


def test_nothing_can_be_asked_before_the_org_was_read() -> None:
    assert bulk_of(True, [TOLA.id], Pulse(Phase.OFF)) is None


def test_targets_keep_the_order_of_the_table() -> None:
    assert [one.name for one in bulk(False, FEMKE.id, TOLA.id).targets] == [FEMKE.name, TOLA.name]


def test_who_is_there_already_is_skipped_and_mixed_never_is() -> None:
    assert skips(bulk(True, TOLA.id, INES.id)) == ["already on: nothing is sent", ""]
    assert skips(bulk(False, LEO.id, INES.id)) == ["already off: nothing is sent", ""]


def test_inactive_users_and_queues_are_never_sent_for() -> None:
    assert skips(bulk(False, IVAN.id, QUEUE.id)) == ["inactive user: never toggled", "a queue: never toggled"]


def test_a_frozen_user_may_be_turned_off_but_never_on() -> None:
    frozen_on = person(9, "Jansen, Jan", is_frozen=True)
    assert skips(bulk(True, FROZEN.id)) == ["frozen user: never turned on"]
    assert skips(bulk(False, frozen_on.id, pulse=pulse_of((frozen_on,)))) == [""]


def test_who_left_all_teams_is_skipped() -> None:
    assert skips(bulk(False, "005000000009999AAA")) == ["DE does not answer for this user"]


def test_only_an_off_can_be_the_last_one_on_and_only_the_last_of_the_bulk_is() -> None:
    pulse = pulse_of((TOLA, FEMKE))
    warnings = [one.warnings for one in bulk(False, TOLA.id, FEMKE.id, pulse=pulse).targets]
    assert warnings == [(), ("last one on in team Enterprise!", "last one on in team SMB!")]
    assert not any(one.warnings for one in bulk(True, LEO.id).targets)


def test_a_skipped_user_does_not_count_as_turned_off_for_the_warning() -> None:
    inactive = replace(FEMKE, is_active=False)
    pulse = pulse_of((TOLA, inactive))
    assert [one.warnings for one in bulk(False, TOLA.id, inactive.id, pulse=pulse).targets] == [(), ()]


def test_an_unknown_presence_is_a_warning() -> None:
    made = bulk(False, TOLA.id, pulse=pulse_of(blind="the clock jumped"))
    assert made.targets[0].warnings == ("presence unknown",)


def test_one_in_a_sandbox_asks_nothing_more_and_everything_else_does() -> None:
    assert not bulk(False, TOLA.id).asks
    assert bulk(False, TOLA.id, FEMKE.id).asks
    assert bulk(False, TOLA.id, pulse=pulse_of(sandbox=False)).asks
    assert bulk(False, TOLA.id, hidden=1).asks


def test_the_count_is_wanted_from_fifty_one_sent_in_production_on() -> None:
    crowd = tuple(person(100 + number, f"P{number}") for number in range(51))
    ids = [one.id for one in crowd]
    assert bulk(False, *ids, pulse=pulse_of(crowd, sandbox=False)).wants_count
    assert not bulk(False, *ids[:50], pulse=pulse_of(crowd, sandbox=False)).wants_count
    assert not bulk(False, *ids, pulse=pulse_of(crowd)).wants_count


def test_a_long_list_of_names_ends_in_how_many_more() -> None:
    assert names(bulk(False, *(one.id for one in OFFICE)).targets) == (
        "Adeyemi, Tola; Bakker, Femke; Costa, Inês and 7 more"
    )


def test_a_step_keeps_what_was_not_refused_and_the_holds_before() -> None:
    lunch = Hold("Lunch")
    toggles = (Toggle(TOLA.id, False), Toggle(FEMKE.id, False), Toggle(INES.id, False))
    outcomes = (
        Outcome(TOLA.id, True, "action"),
        Outcome(FEMKE.id, None, "action"),
        Outcome(INES.id, False, "action"),
    )
    step = step_of(toggles, Report(outcomes), {TOLA.id: Past(hold=lunch)})
    assert step == Step(False, (TOLA.id, FEMKE.id), {TOLA.id: lunch, FEMKE.id: None})


def test_a_report_in_which_all_was_refused_leaves_no_step() -> None:
    assert step_of((Toggle(TOLA.id, False),), Report(), {}) is None


def test_undoing_sends_the_opposite_where_de_still_answers_what_we_made() -> None:
    back = undoing(Step(False, (LEO.id, TOLA.id), {LEO.id: None}), pulse_of())
    assert (back.to, back.user_ids, back.others) == (True, (LEO.id,), (TOLA.id,))
    assert back.holds == ((LEO.id, None),)


def test_a_toggle_that_was_not_read_back_yet_is_still_ours() -> None:
    sent = Past(sends=(Sent(False, NOW + timedelta(seconds=1), "person", "done"),))
    pulse = replace(pulse_of(), memory=Memory(pasts={TOLA.id: sent}))
    assert still_ours(TOLA.id, False, pulse)
    assert not still_ours(FEMKE.id, False, pulse)
