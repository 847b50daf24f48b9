"""The details of one user: verdict, why no records, the day, sessions and logins; what can be done there."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta
from itertools import takewhile

from tests.ui.opened import Monitor, opened
from tests.ui.story import FEMKE, INES, LEO, NOW, OFFICE, TOLA, Stage, person, pulse_of, sessions_of
from tui.loop.hand import ToggleOrder
from tui.loop.pulse import Phase
from tui.presence.entry import Entry
from tui.presence.logins import PastLogin, PastLogins
from tui.presence.memory import Hold
from tui.presence.model import Id, Session
from tui.presence.problems import JournalFailure, OrgFailure
from tui.ui.page import Page
from tui.ui.screens.bulk_dialog import BulkDialog
from tui.ui.screens.details_sheet import DetailsSheet
from tui.ui.screens.hold_dialog import HoldDialog
from tui.ui.screens.reason_line import ReasonLine

OTHERS = (
    Session("0AkXX0000001QeAAA1", FEMKE.id, "Oauth2", "Remote Access 2.0", NOW - timedelta(minutes=2), 7200),
    Session(
        "0AkXX000000077pAAA", FEMKE.id, "UI", "[/] \x1b[1m", NOW - timedelta(hours=20), 7200, source_ip="203.0.113.7"
    ),
)


def part(monitor: Monitor, name: str) -> list[str]:
    """The lines of one part of the page, without its head; spans of blanks as one."""
    lines = [" ".join(line.split()) for line in monitor.page().splitlines()]
    begin = next(number for number, line in enumerate(lines) if line == name or line.startswith(f"{name} "))
    return list(takewhile(bool, lines[begin + 1 :]))


async def all_of(user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
    person = next(one for one in OFFICE if one.id == user_id)
    return NOW, (*OTHERS, *sessions_of(person)) if person is FEMKE else sessions_of(person)


async def test_it_says_the_verdict_and_what_de_answers_in_sentences() -> None:
    async with opened(details=all_of) as monitor:
        await monitor.press("j", "enter")
        await monitor.opens(DetailsSheet)
        text = monitor.text()
        assert "Bakker, Femke   bakker@acme.example   005000000000002AAA" in text
        assert "idle at least 47 min" in text
        assert "Present, but idle for at least 47 min: 1 live session, last seen 1 h 47 ago, expires in 13 min." in text
        assert "DE: on in both teams (Enterprise, SMB)." in text
        assert "Without activity the session ends at 09:27, and off would follow, were the loop on." in text


async def test_every_session_stands_there_with_whether_it_counts_and_why_not() -> None:
    async with opened(details=all_of) as monitor:
        await monitor.press("j", "enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "3 sessions, 1 counts" in monitor.page())
        head, first, second, third = part(monitor, "Sessions")
        assert head == "Session Counts Seen Idle Expires From Type / login"
        assert first == "0Ak…002 yes 1 h 47 ago ≥ 47 min 13 min – UI / Application"
        assert second == "0Ak…QeA no 2 min ago – 1 h 58 – Oauth2 / Remote Access 2.0: not a screen session"
        assert third.startswith("0Ak…77p no 20 h 00 ago – expired 203.0.113.7 UI / [/] ␛[1m: expired")


async def test_where_it_is_narrow_the_why_stands_before_the_type() -> None:
    async with opened(details=all_of, size=(80, 24)) as monitor:
        await monitor.press("j", "enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "not a screen session · Oauth2" in monitor.page())
        assert "From" not in monitor.page()


async def test_it_says_reading_until_the_sessions_are_there() -> None:
    come = asyncio.Event()

    async def slow(user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        await come.wait()
        return await all_of(user_id)

    async with opened(details=slow) as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        assert part(monitor, "Sessions") == ["reading"]
        come.set()
        await monitor.wait_until(lambda: "1 session, 1 counts" in monitor.page())


async def test_a_refused_read_is_told_and_can_be_tried_again() -> None:
    answers = iter([OrgFailure("The org did not answer", "timed out", "Try again."), None])

    async def flaky(user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        failure = next(answers)
        if failure is not None:
            raise failure
        return await all_of(user_id)

    async with opened(details=flaky) as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "The org did not answer: timed out. Try again." in monitor.page())
        await monitor.press("r")
        await monitor.wait_until(lambda: "1 session, 1 counts" in monitor.page())


async def test_an_error_that_nobody_expected_is_shown_and_the_app_lives() -> None:
    async def broken(_user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        raise RuntimeError

    async with opened(details=broken, log_file="monitor.log") as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "Reading the sessions broke: RuntimeError" in monitor.toasts())
        assert "could not be read" in monitor.page()


async def test_who_is_absent_and_who_is_held_is_said() -> None:
    held = pulse_of(holds={LEO.id: Hold("Lunch", until=NOW + timedelta(hours=1))})
    async with opened(Stage(held), details=all_of) as monitor:
        await monitor.press("j", "j", "enter")
        await monitor.opens(DetailsSheet)
        assert "Absent: no live session." in monitor.text()
        assert "Off would be next, were the loop on: No live session." in monitor.text()
        await monitor.press("escape", "j", "enter")
        await monitor.opens(DetailsSheet)
        assert "Held until 10:14: Lunch." in monitor.text()
        assert INES.name not in monitor.text()


async def test_while_the_first_plan_is_asked_no_time_is_promised() -> None:
    stage = Stage()
    async with opened(stage, details=all_of) as monitor:
        await monitor.press("j", "j", "enter")
        await monitor.opens(DetailsSheet)
        stage.show(pulse_of(phase=Phase.ASKING, begun=False))
        await monitor.wait_until(lambda: "Off waits for your word on the first plan: No live" in monitor.text())


async def all_logins(_user_id: Id) -> PastLogins:
    rows = (
        PastLogin("0Ya1", NOW - timedelta(hours=1), browser="Chrome 142", platform="Windows 11", place="Leeds, UK"),
        PastLogin("0Ya2", NOW - timedelta(hours=30), "Invalid Password", "[/]", "\x1b[2J\u202e", place="[bold]Nowhere"),
    )
    (own,) = sessions_of(FEMKE)
    return PastLogins(rows, {own.id: "0Ya1"})


async def test_the_logins_are_told_and_the_session_by_the_one_that_began_it() -> None:
    async with opened(details=all_of, logins=all_logins) as monitor:
        await monitor.press("j", "enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "1 live session (Chrome 142 from Leeds), last seen" in monitor.page())
        assert part(monitor, "Logins")[1] == "08:14 Success Chrome 142, Windows 11 Leeds, UK –"
        assert part(monitor, "Sessions")[1] == "0Ak…002 yes 1 h 47 ago ≥ 47 min 13 min Leeds UI / Application"


async def test_a_name_in_a_login_is_only_text() -> None:
    async with opened(details=all_of, logins=all_logins, size=(80, 24)) as monitor:
        await monitor.press("j", "enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "Invalid Password" in monitor.page())
        assert part(monitor, "Logins")[2] == "yesterday 03:14 Invalid Password [/], ␛[2J\ufffd [bold]Nowhere"


async def test_refused_logins_are_told_in_a_line_and_the_rest_stands() -> None:
    async def refused(_user_id: Id) -> PastLogins:
        raise OrgFailure("Your user may not do this", "no LoginHistory", "Ask an administrator")

    async with opened(details=all_of, logins=refused) as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "no LoginHistory" in monitor.page())
        assert part(monitor, "Logins") == ["Your user may not do this: no LoginHistory. Ask an administrator"]
        assert len(part(monitor, "Sessions")) == 2


async def test_a_day_is_drawn_from_the_journal_and_moves_by_hours() -> None:
    entries = [
        Entry(NOW - timedelta(hours=1), "toggle", TOLA.id, TOLA.name, "off", "on", "", "person", "action", "done"),
        Entry(NOW - timedelta(hours=3), "presence", TOLA.id, TOLA.name, "absent", "active", "1 live session"),
        Entry(NOW - timedelta(hours=9), "presence", TOLA.id, TOLA.name, "active", "absent", "No live session"),
    ]
    async with opened(details=all_of, history=lambda _: entries) as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "△ on by you" in monitor.page())
        _, presence, de, events, _, _, newest, *_ = part(monitor, "Timeline")
        assert re.fullmatch("presence ·+▁+▇+", presence)
        assert re.fullmatch("DE ·+▇+", de)
        assert 0 < de.count("▇") < presence.count("▇") < presence.count("▁")
        assert "△" in events
        assert newest == "08:14 off → on by you, via action: done"
        await monitor.press("left", "shift+left")
        await monitor.wait_until(lambda: "Sat 21 Nov 04:00 – Sun 22 Nov 04:00" in monitor.page())
        assert "now ▲" not in monitor.page()
        await monitor.press("0")
        await monitor.wait_until(lambda: "the last 24 hours" in monitor.page())


async def test_a_terminal_without_signs_gets_their_twins() -> None:
    entries = [
        Entry(NOW - timedelta(hours=1), "toggle", TOLA.id, TOLA.name, "off", "on", "", "loop", "action", "done"),
        Entry(NOW - timedelta(hours=3), "presence", TOLA.id, TOLA.name, "absent", "active", "1 live session"),
    ]
    async with opened(details=all_of, logins=all_logins, history=lambda _: entries, ascii_only=True) as monitor:
        await monitor.press("j", "enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "^ on by the loop" in monitor.page() and "Leeds" in monitor.page())
        ours = "\n".join(line for line in monitor.page().splitlines() if "[/]" not in line)
        assert ours.isascii()


async def test_a_journal_that_cannot_be_read_is_told_and_the_rest_stands() -> None:
    def broken(_user_id: Id) -> list[Entry]:
        raise JournalFailure("The journal cannot be read", "disk full", "")

    async with opened(details=all_of, history=broken) as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "The journal cannot be read: disk full." in monitor.page())
        assert part(monitor, "Sessions")


async def test_n_goes_on_to_the_next_user_and_the_table_goes_along() -> None:
    async with opened(details=all_of) as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        await monitor.press("n", "n", "N")
        await monitor.wait_until(lambda: FEMKE.name in monitor.text())
        await monitor.press("escape")
        assert monitor.app.desk.table.cursor_id == FEMKE.id


async def test_o_toggles_this_user_alone_whoever_is_marked_and_u_takes_it_back() -> None:
    stage = Stage()
    async with opened(stage, details=all_of) as monitor:
        await monitor.press("space", "j", "j", "enter")
        await monitor.opens(DetailsSheet)
        assert LEO.name in monitor.text()
        await monitor.press("u")
        assert "you toggled nothing of this user here" in monitor.toasts()
        await monitor.press("o")
        await monitor.wait_until(lambda: stage.orders)
        await monitor.wait_until(lambda: "DE: on in both teams" in monitor.page())
        await monitor.press("u")
        await monitor.wait_until(lambda: len(stage.orders) == 2)
        toggles = [one.toggles for one in stage.orders if isinstance(one, ToggleOrder)]
        assert [[(one.user_id, one.to) for one in many] for many in toggles] == [[(LEO.id, True)], [(LEO.id, False)]]


async def test_x_asks_for_its_reason_and_h_for_how_long_over_the_details() -> None:
    stage = Stage()
    async with opened(stage, details=all_of) as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        await monitor.press("x")
        await monitor.opens(ReasonLine)
        await monitor.press("escape", "h")
        await monitor.opens(HoldDialog)
        await monitor.press("4")
        await monitor.wait_until(lambda: stage.orders)
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: "hold held until presence changes" in " ".join(monitor.page().split()))


async def test_production_asks_here_too_and_a_read_only_run_has_no_such_keys() -> None:
    async with opened(Stage(pulse_of(sandbox=False)), details=all_of, writable=True) as monitor:
        await monitor.press("j", "j", "j", "enter")
        await monitor.opens(DetailsSheet)
        await monitor.press("o")
        await monitor.opens(BulkDialog)
    async with opened(details=all_of, read_only=True) as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        assert "Copy" in monitor.footer()
        assert not {"On", "Off", "Hold", "Undo"} & set(monitor.footer().split())


async def test_a_new_pulse_is_drawn_where_the_reader_is_and_news_of_sessions_are_read() -> None:
    asked: list[Id] = []

    async def counted(user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        asked.append(user_id)
        return await all_of(user_id)

    stage = Stage()
    async with opened(stage, details=counted, size=(80, 24)) as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        await monitor.wait_until(lambda: asked)
        await monitor.press("pagedown")
        page = monitor.screen.query_one(Page)
        await monitor.wait_until(lambda: page.scroll_offset.y > 0)
        before = page.scroll_offset.y
        idle = (person(1, TOLA.name, seen=61), *OFFICE[1:])
        stage.show(pulse_of(idle))
        await monitor.wait_until(lambda: "but idle for at least 1 min" in monitor.page())
        await monitor.wait_until(lambda: len(asked) == 2)
        assert page.scroll_offset.y == before


async def test_it_follows_its_user_through_the_next_pulses() -> None:
    stage = Stage()
    async with opened(stage, details=all_of) as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        stage.show(pulse_of(OFFICE[1:]))
        await monitor.wait_until(lambda: "DE no longer answers for this user." in monitor.text())
