from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import astuple

from tests.org.scripted import NOON, USER, Asked, Scripted, Watch, page
from tui.org.rows.sessions import read_sessions, read_sessions_of, soql
from tui.org.wire.errors import Misread, MissingPermission, Rejected, Unreachable
from tui.org.wire.steps import Steps
from tui.presence.model import Instant, Session
from tui.presence.problems import Aborted
from tui.presence.settings import PRESETS, Counting

DEFAULT, ARTICLE = PRESETS["default"], PRESETS["article"]


def row(number: int, **changes: object) -> dict[str, object]:
    return {
        "Id": f"0Ak5e000000000{number:d}CAE",
        "UsersId": USER,
        "SessionType": "UI",
        "LoginType": "Application",
        "LastModifiedDate": "2026-11-23T11:50:00.000+0000",
        "NumSecondsValid": 7200,
        "ParentId": None,
        "IsCurrent": False,
    } | changes


def next_page(number: int) -> str:
    return f"/services/data/v67.0/query/01gXX0000000001-{number}"


def three_pages(asked: Asked) -> object:
    if asked.path == "query":
        return page(row(1), total=3, more=next_page(1))
    if asked.path == next_page(1):
        return page(row(2), total=3, more=next_page(2))
    return page(row(3), total=3)


def test_all_pages_are_followed_and_told_as_they_come() -> None:
    watch = Watch()
    read = read_sessions(Scripted(three_pages), DEFAULT, Steps(watch))
    assert (len(read.pages.rows), read.pages.total, read.pages.finished) == (3, 3, True)
    assert watch.steps == [("sessions", 1, 3), ("sessions", 2, 3), ("sessions", 3, 3)]


def test_the_time_is_that_of_the_first_page_on_the_orgs_clock_and_when_its_request_left_on_ours() -> None:
    read = read_sessions(Scripted(three_pages), DEFAULT, Steps(Watch()))
    assert (read.at, read.taken) == (NOON, Instant(1.0, 2.0))


def test_a_row_keeps_what_the_org_said() -> None:
    org = Scripted(lambda _: page(row(1, ParentId="0Ak5e0000000009CAE", IsCurrent=True, SessionType=None)))
    session = read_sessions(org, DEFAULT, Steps(Watch())).pages.rows[0]
    told = datetime(2026, 11, 23, 11, 50, tzinfo=UTC)
    parent = "0Ak5e0000000009CAE"
    core = Session("0Ak5e0000000001CAE", USER, None, "Application", told, 7200, parent, is_current=True)
    assert astuple(session) == astuple(core)


def test_a_failure_on_a_later_page_keeps_the_rows_before_it_and_says_so() -> None:
    def answer(asked: Asked) -> object:
        return page(row(1), total=3, more=next_page(1)) if asked.path == "query" else Unreachable("gone")

    read = read_sessions(Scripted(answer), DEFAULT, Steps(Watch()))
    assert (len(read.pages.rows), read.pages.total, read.pages.finished) == (1, 3, False)
    assert isinstance(read.broken, Unreachable)


def test_an_org_that_has_no_sessions_for_this_user_names_the_missing_permission() -> None:
    org = Scripted(lambda _: Rejected("no", "sObject type 'AuthSession' is not supported", code="INVALID_TYPE"))
    for ask in (lambda: read_sessions(org, DEFAULT, Steps(Watch())), lambda: read_sessions_of(org, USER)):
        with pytest.raises(MissingPermission) as failure:
            ask()
        assert failure.value.exit_code == 5
        assert "Manage Users" in failure.value.problem.title


def test_a_failure_on_the_first_page_is_raised() -> None:
    with pytest.raises(Rejected):
        read_sessions(Scripted(lambda _: Rejected("no")), DEFAULT, Steps(Watch()))


@pytest.mark.parametrize(
    "more",
    ["https://evil.example/services/data/v67.0/query/01g-1", "//evil.example/x", "/services/data/v67.0/limits", ""],
)
def test_a_next_page_elsewhere_is_not_followed(more: str) -> None:
    org = Scripted(lambda _: page(row(1), total=2, more=more))
    read = read_sessions(org, DEFAULT, Steps(Watch()))
    assert isinstance(read.broken, Misread)
    assert len(org.asked) == 1


def test_a_page_that_leads_to_itself_ends_the_reading() -> None:
    org = Scripted(lambda _: page(row(1), total=9, more=next_page(1)))
    read = read_sessions(org, DEFAULT, Steps(Watch()))
    assert not read.pages.finished
    assert len(org.asked) == 2


def test_a_person_can_stop_between_two_pages() -> None:
    org = Scripted(three_pages)
    with pytest.raises(Aborted):
        read_sessions(org, DEFAULT, Steps(Watch(stop_after=1)))
    assert len(org.asked) == 1


def test_the_default_asks_for_every_kind_but_programs_and_for_the_callers_own_session() -> None:
    asked = soql(DEFAULT)
    assert "SessionType NOT IN ('API'," in asked
    assert asked.endswith(" OR IsCurrent = TRUE")
    assert "LoginType IN" not in asked


def test_a_programs_kind_that_the_settings_count_is_asked_for() -> None:
    assert "'Oauth2'" not in soql(Counting(frozenset({"UI", "Oauth2"}), frozenset()))


def test_the_article_asks_for_nothing_but_its_own_kinds_and_the_callers_session() -> None:
    wanted = "(SessionType IN ('UI') AND LoginType IN ('Application')) OR IsCurrent = TRUE"
    assert soql(ARTICLE).endswith(wanted)


def test_names_of_kinds_from_the_settings_are_only_text() -> None:
    assert r"'x\' OR Id != \''" in soql(Counting(frozenset({"x' OR Id != '"}), frozenset(), exactly=True))


def test_the_details_bring_every_session_of_one_user_with_its_place() -> None:
    org = Scripted(lambda _: page(row(1, SourceIp="10.0.0.1", CreatedDate="2026-11-23T08:00:00.000+0000")))
    at, sessions = read_sessions_of(org, USER)
    assert at == NOON
    assert sessions[0].source_ip == "10.0.0.1"
    assert f"UsersId IN ('{USER}')" in org.asked[0].soql
    assert "SessionType IN" not in org.asked[0].soql


def test_a_row_of_another_shape_is_misread_and_names_the_place() -> None:
    with pytest.raises(Misread) as failure:
        read_sessions(Scripted(lambda _: page(row(1, NumSecondsValid="soon"))), DEFAULT, Steps(Watch()))
    assert "$.records[0].NumSecondsValid" in failure.value.problem.cause
