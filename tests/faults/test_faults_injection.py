"""No id, name or reason changes the SOQL or the Apex that is sent: told by what the org received, and what it did."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.faults.hostile import words
from tests.faults.listening import Listening, listening
from tests.faults.shapes import json_shape, shape
from tui.demo.apex.run import Outcome
from tui.demo.http.soap import executed
from tui.demo.http.wire import Reply, Request
from tui.org.routes.anonymous import LONGEST
from tui.org.wire.errors import NotAnId, OrgFailure
from tui.presence.ports import Toggle, Wanted
from tui.presence.settings import PRESETS

FUZZ = settings(max_examples=60, deadline=None)
FEW = settings(max_examples=10, deadline=None)
NOT_IDS = words.filter(lambda text: not re.fullmatch("[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?", text, re.ASCII))

PACKED = st.text("abcXYZ019:;+-?'\\ ()|\n", max_size=80) | words


@pytest.fixture(scope="module")
def by_apex() -> Iterator[Listening]:
    """An org whose action takes no reason: an off with one goes by anonymous Apex."""
    with listening() as org:
        yield org


@pytest.fixture(scope="module")
def by_companion() -> Iterator[Listening]:
    """An org with the companion class."""
    with listening(extra=frozenset({"companion"})) as org:
        yield org


@pytest.fixture(scope="module")
def by_log() -> Iterator[Listening]:
    """An org that lets no exception's message through, so that DE is read by the debug log."""
    with listening(longest_message=0) as org:
        yield org


@pytest.fixture(scope="module")
def by_action() -> Iterator[Listening]:
    """An org whose action takes a reason."""
    with listening(extra=frozenset({"action-reason"})) as org:
        yield org


@FUZZ
@given(reason=words)
def test_a_reason_arrives_letter_for_letter_and_the_apex_around_it_stays(by_apex: Listening, reason: str) -> None:
    before = by_apex.all_but_toggles()
    (outcome,) = by_apex.toggle(Toggle(by_apex.user_id, False, reason))
    assert outcome.ok, outcome.error
    assert by_apex.received() == [(by_apex.user_id, False, reason, "anonymous")]
    assert by_apex.strange() == []
    assert by_apex.all_but_toggles() == before


@FUZZ
@given(reason=words)
def test_a_reason_in_the_actions_json_stays_one_field_of_it(by_action: Listening, reason: str) -> None:
    (outcome,) = by_action.toggle(Toggle(by_action.user_id, False, reason))
    assert outcome.ok, outcome.error
    assert by_action.received() == [(by_action.user_id, False, reason, "action")]
    (write,) = by_action.heard
    (one,) = json.loads(write.body)["inputs"]
    assert sorted(map(str, one.values())) == sorted([by_action.user_id, "False", reason])


@FUZZ
@given(reason=words)
def test_a_reason_in_the_companions_json_stays_one_field_of_it(by_companion: Listening, reason: str) -> None:
    before = by_companion.all_but_toggles()
    (outcome,) = by_companion.toggle(Toggle(by_companion.user_id, False, reason))
    assert outcome.ok, outcome.error
    assert by_companion.received() == [(by_companion.user_id, False, reason, "companion")]
    (write,) = by_companion.heard
    assert json.loads(write.body) == {"online": False, "reason": reason, "users": [by_companion.user_id]}
    assert by_companion.all_but_toggles() == before


@FUZZ
@given(user_id=NOT_IDS, to=st.booleans())
def test_what_is_no_id_is_never_sent_to_the_companion(by_companion: Listening, user_id: str, to: bool) -> None:
    with pytest.raises(NotAnId):
        by_companion.toggle(Toggle(by_companion.user_id, to, None), Toggle(user_id, to, None))
    assert (by_companion.received(), by_companion.heard) == ([], [])


@FUZZ
@given(user_id=NOT_IDS, reason=st.none() | words, to=st.booleans())
def test_what_is_no_id_is_never_sent_nor_what_goes_with_it(
    by_apex: Listening, user_id: str, reason: str | None, to: bool
) -> None:
    with pytest.raises(NotAnId):
        by_apex.toggle(Toggle(by_apex.user_id, to, reason), Toggle(user_id, to, reason))
    assert (by_apex.received(), by_apex.heard) == ([], [])


@FUZZ
@given(user_id=NOT_IDS)
def test_what_is_no_id_is_never_asked_for(by_apex: Listening, user_id: str) -> None:
    by_apex.clear()
    with pytest.raises(NotAnId):
        by_apex.sessions_of(user_id)
    assert by_apex.heard == []


@FEW
@given(names=st.lists(words, min_size=8, max_size=8))
@pytest.mark.parametrize("route", ["by_apex", "by_log", "by_companion"])
def test_whatever_people_are_called_the_very_same_is_asked_and_sent(
    request: pytest.FixtureRequest, route: str, names: list[str]
) -> None:
    org: Listening = request.getfixturevalue(route)
    org.rename(names)
    assert org.whole_day() == org.plain_day


@FUZZ
@given(sets=st.lists(words.filter(bool), min_size=1, max_size=4, unique=True))
def test_names_of_permission_sets_in_the_settings_stay_inside_their_quotes(by_apex: Listening, sets: list[str]) -> None:
    by_apex.clear()
    by_apex.place.read(Wanted(PRESETS["default"], permission_sets=tuple(sets), permissions_anew=True))
    assert any("FROM PermissionSetAssignment" in one.soql for one in by_apex.heard)
    assert by_apex.strange() == []
    assert {one.status for one in by_apex.heard if one.soql} == {200}


@FUZZ
@given(told=PACKED)
def test_ids_in_des_own_answer_change_no_question(by_apex: Listening, told: str) -> None:
    by_apex.clear()
    with by_apex.instead("getUserAvailabilityAllTeams", thrown(told)):
        by_apex.try_to_read()
    assert (by_apex.strange(), by_apex.received()) == ([], [])


@FUZZ
@given(told=PACKED)
def test_ids_in_a_debug_log_change_no_question(by_log: Listening, told: str) -> None:
    by_log.clear()
    with by_log.instead("System.debug", partial(logged, told)):
        by_log.try_to_read()
    assert (by_log.strange(), by_log.received()) == ([], [])


@FUZZ
@given(told=PACKED, session=words, user=words, caller=st.none() | words, checks=st.booleans())
def test_ids_in_what_the_companion_answers_change_no_question(
    by_companion: Listening, told: str, session: str, user: str, caller: str | None, checks: bool
) -> None:
    rows = [[session, user, user, user, 1_795_428_000_000, 7_200, user, True]]
    answer = companions_answer(caller or by_companion.place.world.caller_id, rows, told)
    if not checks:  # a page says that there is another: then its last row is where the next begins
        answer["sessions"] = {"remaining": 2, "rows": rows}
    by_companion.reconnect()
    with by_companion.instead("/reading", answer):
        by_companion.try_to_read()
    assert by_companion.strange() == []
    assert by_companion.received() == []


@pytest.mark.parametrize("last", ["x", "", "' OR Id != '", "0Ak5e0000000001AA", "0Ak5e00000-0001AAA", "\u202e"])
def test_a_cursor_that_is_no_id_is_never_sent_back(by_companion: Listening, last: str) -> None:
    caller = by_companion.place.world.caller_id
    rows = [[f"0Ak5e{one:010d}AAA", caller, "UI", "Application", 1, 7_200, None, False] for one in range(4_999)]
    page = {"remaining": 9_000, "rows": [*rows, [last, *rows[0][1:]]]}
    by_companion.reconnect()
    with by_companion.instead("/reading", {**companions_answer(caller, [], ""), "sessions": page}):
        by_companion.try_to_read()
    asked = [json.loads(one.ask)["after"] for one in by_companion.heard if one.ask]
    assert (asked, by_companion.received()) == ([None], [])


@FUZZ
@given(user_id=words)
def test_ids_in_session_rows_change_no_question(by_apex: Listening, user_id: str) -> None:
    row: dict[str, object] = {
        "Id": user_id,
        "UsersId": user_id,
        "SessionType": user_id,
        "LoginType": user_id,
        "ParentId": user_id,
    }
    row |= {"LastModifiedDate": "2026-11-23T10:00:00.000+0000", "NumSecondsValid": 7200, "IsCurrent": True}
    by_apex.clear()
    with by_apex.instead("/query", {"totalSize": 1, "done": True, "records": [row]}):
        by_apex.try_to_read()
    assert (by_apex.strange(), by_apex.received()) == ([], [])


@pytest.mark.parametrize("name", ["x FROM User", "../../../x", "a'b", "n2de__Team__c WHERE Id != null", "x?q=y", "\n"])
@pytest.mark.parametrize("place", ["objects", "fields", "actions", "inputs"])
def test_names_in_the_orgs_own_describes_change_no_question(by_apex: Listening, place: str, name: str) -> None:
    team = next(iter(by_apex.place.world.availability()))
    lists: dict[str, tuple[str, object]] = {
        "objects": ("/sobjects", {"sobjects": [{"name": name, "keyPrefix": team[:3]}]}),
        "fields": ("/describe", {"fields": [{"name": name, "nameField": True}]}),
        "actions": ("/actions/custom/apex", {"actions": [{"name": name, "label": "DE Toggle Users"}]}),
        "inputs": ("/n2de__InvocableUserAvailability", {"inputs": [{"name": name, "label": name, "type": "BOOLEAN"}]}),
    }
    with by_apex.instead(*lists[place]):
        by_apex.reconnect()
        by_apex.try_to_read()
    assert (by_apex.strange(), by_apex.received()) == ([], [])


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/services/data/v67.0/query/01g-2000",
        "//evil.example/services/data/v67.0/query/01g-2000",
        "/services/data/v67.0/query/../../../../x",
        "/services/data/v67.0/query/01g?x=1",
        "/services/data/v67.0/sobjects/User",
        "/services/data/v67.0/query/01g-2000\r\nX: y",
    ],
)
def test_an_address_in_an_answer_is_followed_inside_this_orgs_queries_alone(by_apex: Listening, address: str) -> None:
    by_apex.reconnect()
    by_apex.place.read()
    by_apex.clear()
    half = {"totalSize": 2, "done": False, "nextRecordsUrl": address, "records": []}
    with by_apex.instead("/query", half):
        by_apex.try_to_read()
    assert by_apex.heard
    assert by_apex.strange() == []


def test_a_reason_too_long_for_an_address_is_refused_before_anything_is_sent(by_apex: Listening) -> None:
    with pytest.raises(OrgFailure, match="too long"):
        by_apex.toggle(Toggle(by_apex.user_id, False, "'" * LONGEST))
    assert by_apex.heard == []


def test_the_masks_of_these_tests_see_what_gets_out_of_a_literal() -> None:
    assert shape("f('a');") == shape("f('b \\' c');") == shape("f('a','b');")
    assert shape("f('a');") != shape("f('a'); g('');")
    assert shape("Id = 'x'") != shape("Id = '' OR Id != ''")
    assert shape("f('\\');") != shape("f('x');")


def test_the_masks_of_these_tests_see_what_is_no_id_and_no_reason_in_json() -> None:
    assert json_shape({"after": "0Ak5e0000000001AAA", "rows": 5}) == json_shape(
        {"after": "0Ak5e0000000002AAA", "rows": 7}
    )
    assert json_shape({"after": "0Ak5e0000000001AAA"}) != json_shape({"after": "0Ak5e' OR"})
    assert json_shape({"reason": "x"}) == json_shape({"reason": "y"}) != json_shape({"why": "y"})
    assert json_shape({"users": ["0055e0000000001AAA"] * 2}) == json_shape({"users": ["0055e0000000001AAA"]})
    assert json_shape({"users": ["0055e0000000001AAA", "x"]}) != json_shape({"users": ["0055e0000000001AAA"]})


def logged(told: str, request: Request) -> Reply:
    """A debug log of one whole line, well-formed around whatever this is, with the mark that was asked for."""
    marks = re.findall("DEP1:([0-9a-f]{16}):", request.body.decode())
    text = base64.b64encode(told.encode("utf-8", "replace")).decode()
    checksum = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
    line = f"DEP1:{marks[0]}:1/1:{len(told)},0,{checksum},{len(told)}:{text}"
    return executed(Outcome(compiled=True, success=False, exception_message=f"DEP1:{marks[0]}:END"), line)


def companions_answer(caller: str, rows: list[list[object]], told: str) -> dict[str, object]:
    """A page of the companion class around these rows and this text."""
    checksum = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
    rights = ("manage_users", "author_apex", "customize_application", "view_setup")
    return {
        "version": 1,
        "caller": caller,
        "permissions": dict.fromkeys(rights, True),
        "sessions": {"remaining": len(rows), "rows": rows},
        "answer": {"total": len(told), "offset": 0, "checksum": checksum, "text": told},
        "problem": None,
    }


def thrown(told: str) -> dict[str, object]:
    """What a block throws, well-formed around whatever this is."""
    checksum = hashlib.sha256(told.encode()).hexdigest()
    message = f"DePresenceAnswerException: DEP1|{len(told)}|0|{checksum}|{len(told)}|{told}|END"
    return {"compiled": True, "success": False, "exceptionMessage": message, "line": 1, "column": 1}
