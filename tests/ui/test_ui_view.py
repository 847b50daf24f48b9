"""The view: rows from a pulse, in words, counted, filtered and sorted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.ui.table_world import (
    AT,
    absent,
    crowd,
    in_teams,
    office,
    person,
    present,
    pulse,
    roster,
    unknown,
    user_id,
    view_of,
)
from tui.presence.memory import Hold, Memory, Outcome, Past, Sent
from tui.presence.model import DE, Id, Presence, User
from tui.presence.plan import Plan, Planned, Withheld
from tui.presence.roster import Standing
from tui.ui.table.rows import Row
from tui.ui.table.view import View, aged

TOLA, FEMKE, INES, LEO = (person(one, name) for one, name in enumerate(("Tola", "Femke", "Inês", "Léo")))


def row(view: View, name: str) -> Row:
    return next(one for one in view.rows if one.name.startswith(name))


def names(view: View) -> list[str]:
    return [one.name for one in view.rows]


def alone(standing: Standing, said: Planned | Withheld | None = None, past: Past | None = None) -> Row:
    """The row of one user, with what the plan says and what is remembered of them."""
    if isinstance(said, Planned):
        plan = Plan(AT, on=(said,)) if said.to else Plan(AT, off=(said,))
    else:
        plan = Plan(AT, withheld=(said,) if said else ())
    memory = Memory({standing.id: past} if past else {}, begun=True)
    return view_of(pulse([standing], plan=plan, memory=memory)).rows[0]


def withheld(user: User, rule: str, why: str, would: str | None = "off") -> Withheld:
    return Withheld(user.id, would, rule, why)  # type: ignore[arg-type]  # "on" or "off", from the table below


def test_before_the_first_reading_there_is_an_empty_view_without_a_time() -> None:
    view = view_of(replace(pulse([]), roster=None))
    assert (view.rows, view.at, view.total) == ((), None, 0)


def test_people_are_counted_by_presence_and_queues_are_not() -> None:
    queue = Standing(User("00G000000000001AAA", "Queue"), Presence.UNKNOWN, "A queue: it has no sessions")
    view = view_of(pulse([present(TOLA), present(FEMKE, 90), absent(INES), unknown(LEO), queue]))
    assert view.total == 4
    assert [view.counts[one] for one in Presence] == [1, 1, 1, 1]
    assert len(view.rows) == 5


def test_counts_are_of_everyone_whatever_the_filter_shows() -> None:
    view = view_of(pulse([present(TOLA), absent(INES)]), filter="tola")
    assert (len(view.rows), view.total, view.counts[Presence.ABSENT]) == (1, 2, 1)


@pytest.mark.parametrize(
    ("said", "text", "kind"),
    [
        (Planned(TOLA.id, True, ""), "→ on", "on"),
        (Planned(TOLA.id, False, ""), "→ off", "off"),
        (withheld(TOLA, "R5", "nothing: blind", None), "nothing: no data", "unknown"),
        (withheld(TOLA, "R5", "to be confirmed"), "to be confirmed", "waiting"),
        (withheld(TOLA, "R7", "held back by DE (hours …)", "on"), "held back by DE", "held-back"),
        (withheld(TOLA, "R14", "excluded by team X in the settings"), "excluded by team X", "waiting"),
        (None, "", ""),
    ],
)
def test_next_says_what_the_plan_says(said: Planned | Withheld | None, text: str, kind: str) -> None:
    made = alone(in_teams(present(TOLA), 1, 1), said)
    assert (made.next, made.next_kind) == (text, kind)


def test_a_braked_off_says_so() -> None:
    plan = Plan(AT, braked=(Planned(TOLA.id, False, ""),), brake="too many")
    made = view_of(pulse([absent(TOLA)], plan=plan)).rows[0]
    assert (made.next, made.next_kind, made.out_of_step) == ("→ off, braked", "waiting", True)


@pytest.mark.parametrize(
    ("user", "text"),
    [
        (replace(TOLA, person=False), "not a person"),
        (replace(TOLA, is_active=False), "inactive user"),
        (replace(TOLA, is_frozen=True), "frozen user"),
        (person(36, "Caller"), "this is you"),
    ],
)
def test_those_who_are_never_planned_say_why(user: User, text: str) -> None:
    assert alone(absent(user), withheld(user, "R4", "a rule")).next == text


def test_an_off_withheld_for_another_session_names_its_kind() -> None:
    standing = replace(absent(TOLA), left_out="Visualforce")
    assert alone(standing, withheld(TOLA, "R5", "has a …")).next == "has a Visualforce session"


@pytest.mark.parametrize(
    ("hold", "text"),
    [
        (Hold("Lunch", until=AT + timedelta(hours=2)), "held until 11:14"),
        (Hold("Away", until=AT + timedelta(days=1)), "held until Wed 09:14"),
        (Hold("Away", until=AT + timedelta(days=20)), "held until 14 Dec"),
        (Hold("", until_presence=True), "held until presence changes"),
        (Hold(""), "held for good"),
    ],
)
def test_a_hold_says_until_when(hold: Hold, text: str) -> None:
    made = alone(in_teams(present(TOLA), 1, 1), None, Past(hold=hold))
    assert (made.next, made.next_kind, made.held) == (text, "held", True)


def test_an_idle_user_whose_session_ends_soon_is_told_beforehand() -> None:
    made = alone(in_teams(present(TOLA, 107), 2, 2))
    assert (made.next, made.next_kind, made.out_of_step) == ("off soon", "soon", False)


@pytest.mark.parametrize(
    "standing",
    [
        in_teams(present(TOLA, 107), 0, 2),
        in_teams(present(TOLA, 70), 2, 2),
        in_teams(present(person(36, "Caller"), 107), 2, 2),
        in_teams(present(replace(TOLA, is_active=False), 107), 2, 2),
    ],
    ids=["off already", "not soon", "the caller", "inactive"],
)
def test_no_off_is_foretold_for(standing: Standing) -> None:
    assert alone(standing).next == ""


@pytest.mark.parametrize(
    ("said", "out"),
    [
        (Planned(TOLA.id, True, ""), True),
        (withheld(TOLA, "R5", "to be confirmed"), True),
        (withheld(TOLA, "R4", "inactive"), True),
        (withheld(TOLA, "R5", "nothing: no data", None), False),
        (withheld(TOLA, "R7", "held back", "on"), False),
        (withheld(TOLA, "R9", "held"), False),
        (None, False),
    ],
)
def test_out_of_step_is_what_is_planned_or_withheld_but_not_held(said: Planned | Withheld | None, out: bool) -> None:
    assert alone(absent(TOLA), said).out_of_step is out


def test_held_and_held_back_are_counted_apart() -> None:
    plan = Plan(AT, off=(Planned(INES.id, False, ""),), withheld=(withheld(FEMKE, "R7", "held back", "on"),))
    memory = Memory({LEO.id: Past(hold=Hold("Lunch"))})
    view = view_of(pulse([present(FEMKE), absent(INES), present(LEO)], plan=plan, memory=memory))
    assert (view.out_of_step, view.held, view.held_back) == (1, 1, 1)


@pytest.mark.parametrize(
    ("ago", "by", "text"),
    [
        (timedelta(minutes=16), "loop", "08:58 loop"),
        (timedelta(minutes=2), "person", "09:12 you"),
        (timedelta(hours=20), "loop", "yesterday loop"),
        (timedelta(days=4), "outside", "Fri 09:14 elsewhere"),
        (timedelta(days=9), "loop", "15 Nov loop"),
        (timedelta(days=365), None, "24 Nov 2025"),
    ],
)
def test_last_change_says_when_and_by_whom(ago: timedelta, by: str, text: str) -> None:
    past = Past(changed=AT - ago, changed_by=by)  # type: ignore[arg-type]  # the words of By, from the table above
    assert alone(present(TOLA), None, past).change == text


@pytest.mark.parametrize(
    ("outcome", "after", "text"),
    [
        ("failed", timedelta(minutes=-2), "failed 09:12 loop"),
        ("unsettled", timedelta(minutes=2), "unsettled 09:16 loop"),
        ("unsettled", timedelta(minutes=-2), "08:58 you"),
        ("done", timedelta(minutes=-2), "08:58 you"),
    ],
    ids=["refused", "lost after the reading", "lost, and settled by it", "done: DE's own answer is the change"],
)
def test_last_change_says_how_a_later_toggle_of_ours_ended(outcome: Outcome, after: timedelta, text: str) -> None:
    sent = Sent(False, AT + after, "loop", outcome)
    past = Past(changed=AT - timedelta(minutes=16), changed_by="person", sends=(sent,))
    assert alone(present(TOLA), None, past).change == text


def test_a_refusal_that_is_later_undone_by_a_change_is_no_news_any_more() -> None:
    sent = Sent(False, AT - timedelta(minutes=9), "loop", "failed")
    past = Past(changed=AT - timedelta(minutes=2), changed_by="person", sends=(sent,))
    assert alone(present(TOLA), None, past).change == "09:12 you"


def test_a_toggle_under_way_shows_the_wanted_value() -> None:
    made = view_of(pulse([in_teams(absent(TOLA), 1, 1)], sending=((TOLA.id, False),))).rows[0]
    assert (made.sending, made.next, made.next_kind) == (False, "sending off", "sending")


def test_the_reason_of_a_last_one_names_the_team() -> None:
    made = alone(absent(TOLA), Planned(TOLA.id, False, "", last_in=("Enterprise",)))
    assert made.why == "No live session; last one on in Enterprise"


def test_hostile_names_are_plain_in_the_row() -> None:
    made = alone(absent(replace(TOLA, name="\x1b[31m[/]\u202e")))
    assert made.name == "␛[31m[/]\ufffd"


# Refresh


def test_a_user_who_did_not_change_keeps_their_row() -> None:
    before = view_of(pulse([in_teams(present(TOLA), 1, 1), absent(INES)]))
    after = view_of(pulse([in_teams(present(TOLA), 1, 1), present(INES)], AT + timedelta(minutes=1)), before)
    assert row(after, "Tola") is row(before, "Tola")
    assert row(after, "Inês") is not row(before, "Inês")


def test_even_a_row_whose_off_is_foretold_stays_while_its_words_do() -> None:
    before = view_of(pulse([in_teams(present(TOLA, 107), 1, 1)]))
    after = view_of(pulse([in_teams(present(TOLA, 107), 1, 1)]), before)
    assert after.rows[0] is before.rows[0]


def test_another_memory_with_the_same_facts_makes_no_new_rows() -> None:
    told = pulse(crowd(20), memory=Memory({user_id(one): Past(gone_at=AT) for one in range(20)}))
    before = view_of(told)
    later = Memory({user_id(one): Past(gone_at=AT + timedelta(minutes=1)) for one in range(20)})
    after = view_of(replace(told, memory=later, roster=roster(crowd(20))), before)
    assert all(one is other for one, other in zip(after.rows, before.rows, strict=True))


def test_only_the_filter_changed_and_nobody_is_looked_at_again() -> None:
    told = pulse(crowd(20))
    before = view_of(told)
    after = view_of(told, before, filter="00007")
    assert names(after) == ["Person 00007"]
    assert after.rows[0] is before.rows[7]


def test_the_words_of_yesterday_are_made_anew_at_midnight() -> None:
    told = pulse([present(TOLA)], memory=Memory({TOLA.id: Past(changed=AT, changed_by="loop")}))
    before = view_of(told)
    after = view_of(told, before, now=AT + timedelta(days=1))
    assert (before.rows[0].change, after.rows[0].change) == ("09:14 loop", "yesterday loop")


@pytest.mark.parametrize(
    ("after", "columns"),
    [
        (in_teams(absent(TOLA), 1, 1), {"presence", "sessions"}),
        (in_teams(present(TOLA, 3), 0, 1), {"de"}),
        (in_teams(present(TOLA, 5), 1, 1), set()),
        (in_teams(present(TOLA, 1, sessions=2), 1, 1), {"sessions"}),
    ],
    ids=["closed the browser", "off in DE", "only aged", "another session"],
)
def test_changed_cells_flash_and_ages_do_not(after: Standing, columns: set[str]) -> None:
    before = view_of(pulse([in_teams(present(TOLA), 1, 1)]))
    view = view_of(pulse([after]), before)
    assert view.rows[0].flashed == columns
    assert view.changed == ({TOLA.id: columns} if columns else {})


def test_a_first_reading_flashes_nothing() -> None:
    assert not view_of(office()).changed


def test_news_flash_once_and_not_again_on_the_next_filter_key() -> None:
    before = view_of(pulse([present(TOLA)]))
    told = pulse([absent(TOLA)])
    after = view_of(told, before)
    assert view_of(told, after, filter="t").changed == {}


def test_a_stale_view_is_the_same_but_dimmed() -> None:
    view = view_of(pulse([present(TOLA)]))
    assert aged(view, stale=True).stale
    assert aged(view, stale=False) is view


# Filter


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("INES", {"Inês"}),
        ("femke1", {"Femke"}),
        (user_id(3), {"Léo"}),
        ("renewals", {"Femke", "Léo"}),
        ("absent", {"Inês"}),
        ("mixed", {"Léo"}),
        ("renewals mixed", {"Léo"}),
        ("renewals !mixed", {"Femke"}),
        ("team:renew", {"Femke", "Léo"}),
        ("presence:idle", {"Femke"}),
        ("de:off", {"Inês"}),
        ("!de:off !team:renewals", {"Tola"}),
        ("de: !", {"Tola", "Femke", "Inês", "Léo"}),
        ("   ", {"Tola", "Femke", "Inês", "Léo"}),
        ("nobody", set()),
        ("[/]", set()),
        ("nofield:x", {"Tola", "Femke", "Inês", "Léo"}),
    ],
)
def test_the_filter_finds(text: str, found: set[str]) -> None:
    standings = [
        in_teams(present(TOLA), 1, 1),
        in_teams(present(FEMKE, 100), 2, 2),
        in_teams(absent(INES), 0, 1),
        in_teams(present(LEO), 1, 2),
    ]
    assert set(names(view_of(pulse(standings), filter=text))) == found


# Sort


def test_names_sort_as_a_person_reads_them() -> None:
    people = [person(one, name) for one, name in enumerate(("zoe", "Öztürk", "Olsen", "adam", "Élan"))]
    view = view_of(pulse([absent(one) for one in people]))
    assert names(view) == ["adam", "Élan", "Olsen", "Öztürk", "zoe"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["Femke", "Inês", "Léo", "Tola"]),
        ("presence", ["Tola", "Femke", "Inês", "Léo"]),
        ("sessions", ["Femke", "Tola", "Inês", "Léo"]),
        ("seen", ["Tola", "Femke", "Inês", "Léo"]),
        ("expires", ["Femke", "Tola", "Inês", "Léo"]),
        ("de", ["Femke", "Tola", "Inês", "Léo"]),
        ("next", ["Inês", "Femke", "Léo", "Tola"]),
        ("change", ["Léo", "Inês", "Femke", "Tola"]),
        ("no such column", ["Femke", "Inês", "Léo", "Tola"]),
    ],
)
def test_each_column_sorts_and_names_decide_among_equals(sort: str, order: list[str]) -> None:
    standings = [
        in_teams(present(TOLA), 1, 1),
        in_teams(present(FEMKE, 100, sessions=3), 3, 3),
        in_teams(absent(INES), 1, 2),
        unknown(LEO),
    ]
    pasts: dict[Id, Past] = {LEO.id: Past(changed=AT), INES.id: Past(changed=AT - timedelta(hours=1))}
    plan = Plan(AT, off=(Planned(INES.id, False, ""),), withheld=(withheld(LEO, "R5", "nothing", None),))
    view = view_of(pulse(standings, memory=Memory(pasts), plan=plan), sort=sort)
    assert names(view) == order


def test_reversed_equals_still_go_from_a_to_z() -> None:
    standings = [absent(TOLA), absent(FEMKE), present(LEO), present(INES)]
    view = view_of(pulse(standings), sort="presence", reverse=True)
    assert names(view) == ["Femke", "Tola", "Inês", "Léo"]


def test_every_column_can_sort_the_whole_office_both_ways() -> None:
    told = office()
    for column in (
        "name",
        "username",
        "presence",
        "sessions",
        "seen",
        "expires",
        "de",
        "teams",
        "next",
        "change",
        "why",
    ):
        for reverse in (False, True):
            assert len(view_of(told, sort=column, reverse=reverse).rows) == len(
                told.roster.standings if told.roster else ()
            )


def test_de_off_is_not_hidden_among_unknown() -> None:
    assert alone(in_teams(present(TOLA), 0, 1)).standing.de is DE.OFF
