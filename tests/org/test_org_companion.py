"""The companion class as our wire asks it: whether it is there, and a reading page by page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.org.scripted import NOON, QUEUE, TEAM, USER, Asked, Scripted, Watch
from tests.org.test_org_availability import Truth, packed
from tests.org.test_org_toggles import user_id
from tui.org.routes.companion import NOT_THERE, Companion, find_companion
from tui.org.routes.companion_reading import FEWEST_ROWS, CompanionReader, Told
from tui.org.wire.calls import Kind
from tui.org.wire.errors import LimitReached, Misread, MissingPermission, Rejected, Unreachable
from tui.org.wire.steps import Steps
from tui.presence.model import Permissions
from tui.presence.problems import Aborted
from tui.presence.settings import API_KINDS, PRESETS, Counting

RIGHTS = {"manage_users": True, "author_apex": False, "customize_application": True, "view_setup": False}
SMALL = {TEAM: {USER: True, QUEUE: False}}
NOT_FOUND = Rejected("no", "Could not find a match for URL", code="NOT_FOUND")
HEAP = Rejected("no", "System.LimitException: Apex heap size too large: 6291457 (System Code)", code="APEX_ERROR")


def session(number: int, **more: Any) -> list[Any]:
    told = {"kind": "UI", "login": "Application", "at": int(NOON.timestamp() * 1_000), "current": number == 0} | more
    return [
        f"0Ak5e{number:010d}AAA", USER, told["kind"], told["login"], told["at"], 7_200, None, told["current"],
    ]  # fmt: skip


class Class:
    """The class over some sessions and an answer. ``bend`` may change what it says; ``fits`` is what its heap holds."""

    def __init__(self, sessions: int = 3, answer: Truth | None = None) -> None:
        self.rows = [session(one) for one in range(sessions)]
        self.whole = packed(SMALL if answer is None else answer)
        self.problem: str | None = None
        self.fits: Callable[[dict[str, Any]], bool] = lambda _: True
        self.bend: Callable[[dict[str, Any]], Any] = lambda told: told
        self.asks: list[dict[str, Any]] = []

    def __call__(self, asked: Asked) -> object:
        assert asked.kind is Kind.READ
        assert asked.path == "/services/apexrest/depresence/v1/reading"
        ask = json.loads(asked.params["ask"])
        self.asks.append(ask)
        return self.bend(self.told(ask)) if self.fits(ask) else HEAP

    def told(self, ask: dict[str, Any]) -> dict[str, Any]:
        left = [one for one in self.rows if one[0] > (ask["after"] or "")]
        sessions = {"remaining": len(left), "rows": left[: ask["rows"]]} if ask["rows"] else None
        piece = self.whole[ask["offset"] : ask["offset"] + ask["characters"]]
        checksum = hashlib.sha256(self.whole.encode()).hexdigest()
        answer = {"total": len(self.whole), "offset": ask["offset"], "checksum": checksum, "text": piece}
        wanted = bool(ask["characters"])
        return {
            "version": 1,
            "caller": USER,
            "permissions": RIGHTS,
            "sessions": sessions,
            "answer": answer if wanted and self.problem is None else None,
            "problem": self.problem if wanted else None,
        }


def read(
    org: Callable[[Asked], object],
    by: CompanionReader | None = None,
    *,
    counting: Counting = PRESETS["default"],
    answer: bool = True,
    watch: Watch | None = None,
) -> Told:
    steps = Steps(watch or Watch())
    return (by or CompanionReader()).read(Scripted(org), counting, steps, USER, answer=answer)


def about(said: object) -> Companion:
    return find_companion(Scripted(lambda _: said))


def test_the_class_is_there_where_it_says_so() -> None:
    assert about({"version": 1, "package": True}) == Companion(there=True, package=True, why="")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (NOT_FOUND, NOT_THERE),
        (MissingPermission("no", "You do not have access to the Apex class named: X"), "no access to it"),
        ({"version": 2, "package": True}, "version 2"),
        ({"hello": 1}, "cannot be read"),
    ],
)
def test_where_it_cannot_be_used_words_say_why(said: object, words: str) -> None:
    found = about(said)
    assert not found.there
    assert words in found.why


def test_a_class_that_does_not_see_the_package_is_there_for_sessions_only() -> None:
    assert about({"version": 1, "package": False}) == Companion(there=True, why="it does not see DE's package")


def test_an_org_out_of_reach_is_not_an_org_without_the_class() -> None:
    with pytest.raises(Unreachable):
        about(Unreachable("gone"))


def test_one_call_brings_sessions_answer_and_permissions() -> None:
    org = Class()
    told = read(org)
    assert len(org.asks) == 1
    assert told.answer == SMALL
    assert [one.id for one in told.sessions.pages.rows] == [one[0] for one in org.rows]
    assert (told.sessions.pages.total, told.sessions.pages.finished) == (3, True)
    assert told.permissions == Permissions(True, False, True, False)


def test_a_session_is_what_the_class_says_of_it() -> None:
    org = Class(0)
    org.rows = [["0Ak5e0000000001AAA", USER, None, "Saml", 1_764_000_000_123, 900, "0Ak5e0000000000AAA", True]]
    one = read(org).sessions.pages.rows[0]
    assert (one.user_id, one.session_type, one.login_type, one.seconds_valid) == (USER, None, "Saml", 900)
    assert one.last_modified.timestamp() == pytest.approx(1_764_000_000.123)
    assert (one.parent_id, one.is_current) == ("0Ak5e0000000000AAA", True)


def test_the_default_asks_for_all_kinds_but_programs() -> None:
    org = Class()
    read(org)
    assert org.asks[0]["not_types"] == sorted(API_KINDS)
    assert (org.asks[0]["types"], org.asks[0]["logins"], org.asks[0]["users"]) == (None, None, None)


def test_the_article_asks_for_exactly_its_kinds() -> None:
    org = Class()
    read(org, counting=PRESETS["article"])
    assert (org.asks[0]["types"], org.asks[0]["logins"]) == (["UI"], ["Application"])
    assert org.asks[0]["not_types"] is None


@pytest.mark.parametrize("rows", [1, 2, 99, 100, 101, 200])
@pytest.mark.parametrize("characters", [1, 37, 10_000])
def test_both_cursors_go_on_to_their_ends_by_pages_of_any_size(rows: int, characters: int) -> None:
    org = Class(100)
    told = read(org, CompanionReader(rows, characters))
    assert told.answer == SMALL
    assert [one.id for one in told.sessions.pages.rows] == [one[0] for one in org.rows]
    whole_pages = max(-(-100 // rows), -(-len(org.whole) // characters))
    assert len(org.asks) == whole_pages
    assert [bool(one["characters"]) for one in org.asks].count(True) == -(-len(org.whole) // characters)


def test_the_orgs_clock_is_that_of_the_first_page() -> None:
    assert read(Class(5), CompanionReader(rows=2)).sessions.at == NOON


def test_an_answer_that_is_not_wanted_is_not_asked_for() -> None:
    org = Class()
    assert read(org, answer=False).answer is None
    assert org.asks[0]["characters"] == 0


def test_what_de_threw_leaves_the_sessions_and_is_told() -> None:
    org = Class()
    org.problem = "n2de.LicenceException: no licence"
    told = read(org)
    assert told.sessions.pages.finished
    assert told.answer is None
    assert "no licence" in str(told.failure)


def test_an_answer_that_changes_between_two_pages_begins_again() -> None:
    org = Class()

    def change(told: dict[str, Any]) -> dict[str, Any]:
        if len(org.asks) == 1:
            org.whole = packed({TEAM: {USER: False, QUEUE: True}})
        return told

    org.bend = change
    assert read(org, CompanionReader(characters=20)).answer == {TEAM: {USER: False, QUEUE: True}}
    assert [one["offset"] for one in org.asks[:3]] == [0, 20, 0]


def test_a_damaged_answer_leaves_the_sessions() -> None:
    org = Class()
    org.bend = lambda told: {**told, "answer": {**told["answer"], "checksum": "0" * 64}}
    told = read(org)
    assert told.answer is None
    assert isinstance(told.failure, Misread)
    assert told.sessions.pages.finished


def without_rows(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "sessions": {**told["sessions"], "rows": told["sessions"]["rows"][:-1]}}


@pytest.mark.parametrize(
    "bend",
    [
        without_rows,
        lambda told: {**told, "sessions": None},
        lambda told: {**told, "version": 2},
        lambda told: {**told, "caller": user_id(7)},
        lambda told: {**told, "answer": None},
        lambda told: {**told, "sessions": {"remaining": 2, "rows": [session(1), session(1)]}},
        lambda told: {**told, "sessions": {"remaining": 1, "rows": [session(1, at=-5)]}},
        lambda told: {**told, "permissions": {"manage_users": True}},
        lambda _: [],
        lambda _: b"{",
    ],
)
def test_r1_what_is_not_whole_or_does_not_fit_is_misread(bend: Callable[[dict[str, Any]], Any]) -> None:
    org = Class()
    org.bend = bend
    with pytest.raises(Misread):
        read(org)


def test_a_page_that_repeats_is_misread_and_ends() -> None:
    org = Class(9)
    org.bend = lambda told: {**told, "sessions": {"remaining": 9 - 2 * (len(org.asks) - 1), "rows": org.rows[:2]}}
    with pytest.raises(Misread):
        read(org, CompanionReader(rows=2))


def test_people_who_come_and_go_between_two_pages_do_no_harm() -> None:
    org = Class(300)

    def change(told: dict[str, Any]) -> dict[str, Any]:
        if len(org.asks) == 1:
            org.rows = [one for one in org.rows if one[0] != session(250)[0]] + [session(900)]
        if len(org.asks) == 2:
            org.rows.append(session(901))
        return told

    org.bend = change
    pages = read(org, CompanionReader(rows=100)).sessions.pages
    assert pages.finished
    assert pages.total == len(pages.rows) == 301


def test_r1_a_last_page_that_is_wrongly_empty_is_no_end_of_the_sessions() -> None:
    org = Class(105)
    org.bend = lambda told: told if len(org.asks) != 2 else {**told, "sessions": {"remaining": 0, "rows": []}}
    pages = read(org, CompanionReader(rows=100)).sessions.pages
    assert len(pages.rows) == pages.total == 105


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("wrong", ["x", "' OR Id != '", "0055e0000000001AA", "0055e00000-0001AAA", f"{USER}\n"])
def test_an_id_that_is_none_is_misread_whether_it_is_a_sessions_or_a_users(place: int, wrong: str) -> None:
    org = Class()
    org.rows[1][place] = wrong
    with pytest.raises(Misread):
        read(org)


def test_r1_a_page_that_is_wrongly_empty_makes_it_begin_again_and_no_reading_of_it() -> None:
    org = Class(300)
    org.bend = lambda told: told if len(org.asks) != 2 else {**told, "sessions": {"remaining": 0, "rows": []}}
    pages = read(org, CompanionReader(rows=100)).sessions.pages
    assert len(pages.rows) == pages.total == 300
    org.bend = lambda told: (
        told if told["sessions"]["remaining"] == 300 else {**told, "sessions": {"remaining": 0, "rows": []}}
    )
    with pytest.raises(Misread):
        read(org, CompanionReader(rows=100))


def test_somebody_who_leaves_while_a_page_is_counted_makes_it_begin_again() -> None:
    org = Class(3)
    counted = {"remaining": 2, "rows": list(org.rows)}
    org.bend = lambda told: {**told, "sessions": counted} if len(org.asks) == 1 else told
    assert len(read(org).sessions.pages.rows) == 3
    assert [one["after"] for one in org.asks] == [None, None]


def test_beyond_the_heap_sessions_and_answer_are_asked_for_apart_and_then_in_smaller_pages() -> None:
    org, by = Class(1_000, SMALL), CompanionReader(rows=1_000)
    org.fits = lambda ask: ask["rows"] <= 300 and not (ask["rows"] and ask["characters"])
    told = read(org, by)
    assert (told.answer, len(told.sessions.pages.rows)) == (SMALL, 1_000)
    assert (by.apart, by.rows) == (True, 250)
    org.asks.clear()
    read(org, by)
    assert [(one["rows"], bool(one["characters"])) for one in org.asks] == [(250, False)] * 4 + [(0, True)]


def test_an_answer_that_no_page_holds_leaves_the_sessions() -> None:
    org = Class()
    org.fits = lambda ask: not ask["characters"]
    told = read(org)
    assert told.sessions.pages.finished
    assert told.failure is HEAP


def test_where_not_even_the_smallest_page_fits_the_class_is_of_no_use() -> None:
    org = Class(1_000)
    org.fits = lambda _: False
    with pytest.raises(Rejected):
        read(org)
    assert min(one["rows"] for one in org.asks) == FEWEST_ROWS


def test_an_org_that_goes_away_between_two_pages_leaves_what_came() -> None:
    org = Class(4)

    def leave(told: dict[str, Any]) -> Any:
        return told if len(org.asks) == 1 else Unreachable("gone")

    org.bend = leave
    told = read(org, CompanionReader(rows=2))
    assert isinstance(told.sessions.broken, Unreachable)
    assert (len(told.sessions.pages.rows), told.sessions.pages.total, told.sessions.pages.finished) == (2, 4, False)


def test_an_org_that_is_gone_at_once_is_raised() -> None:
    with pytest.raises(LimitReached):
        read(lambda _: LimitReached("full"))


def test_it_tells_how_far_it_is_and_stops_between_two_pages() -> None:
    org, watch = Class(9), Watch(stop_after=2)
    with pytest.raises(Aborted):
        read(org, CompanionReader(rows=2), watch=watch)
    assert watch.steps == [("sessions", 2, 9), ("sessions", 4, 9)]
