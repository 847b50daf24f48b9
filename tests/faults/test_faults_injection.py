"""No id, name or reason changes the SOQL or the Apex that is sent: told by what the org received, and what it did."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.faults.hostile import words
from tests.faults.listening import Listening, listening, shape
from tui.org.anonymous import LONGEST
from tui.org.errors import NotAnId, OrgFailure
from tui.presence.ports import Toggle, Wanted
from tui.presence.settings import PRESETS

FUZZ = settings(max_examples=60, deadline=None)
FEW = settings(max_examples=10, deadline=None)
NOT_IDS = words.filter(lambda text: not re.fullmatch("[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?", text, re.ASCII))


@pytest.fixture(scope="module")
def by_apex() -> Iterator[Listening]:
    """An org whose action takes no reason: an off with one goes by anonymous Apex."""
    with listening() as org:
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
def test_whatever_people_are_called_the_very_same_is_asked_and_sent(by_apex: Listening, names: list[str]) -> None:
    by_apex.rename(names)
    assert by_apex.whole_day() == by_apex.plain_day


@FUZZ
@given(sets=st.lists(words.filter(bool), min_size=1, max_size=4, unique=True))
def test_names_of_permission_sets_in_the_settings_stay_inside_their_quotes(by_apex: Listening, sets: list[str]) -> None:
    by_apex.clear()
    by_apex.place.read(Wanted(PRESETS["default"], permission_sets=tuple(sets), permissions_anew=True))
    assert any("FROM PermissionSetAssignment" in one.soql for one in by_apex.heard)
    assert by_apex.strange() == []
    assert {one.status for one in by_apex.heard} == {200}


@FUZZ
@given(told=st.text("abcXYZ019:;+-?'\\ ()|\n", max_size=80) | words)
def test_ids_in_des_own_answer_change_no_question(by_apex: Listening, told: str) -> None:
    by_apex.clear()
    with by_apex.instead("getUserAvailabilityAllTeams", thrown(told)):
        by_apex.try_to_read()
    assert (by_apex.strange(), by_apex.received()) == ([], [])


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


def thrown(told: str) -> dict[str, object]:
    """What a block throws, well-formed around whatever this is."""
    checksum = hashlib.sha256(told.encode()).hexdigest()
    message = f"DePresenceAnswerException: DEP1|{len(told)}|0|{checksum}|{len(told)}|{told}|END"
    return {"compiled": True, "success": False, "exceptionMessage": message, "line": 1, "column": 1}
