"""What the demo org remembers to be quick is what it would work out anew."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from tests.demo.apex_org import ApexOrg
from tui.demo.http.org_account import Account, Allowance
from tui.demo.http.rest import Rest
from tui.demo.http.wire import Request
from tui.demo.options import Options
from tui.demo.world.ids import record_id, to_18
from tui.demo.world.world import World

NOW = datetime(2026, 11, 23, 10, 17, 5, tzinfo=UTC)
ASKS = """\
class GotException extends Exception {}
Integer many = 0;
for (Map<Id, Boolean> team : n2de.DistributionEngineGlobal.getUserAvailabilityAllTeams().values()) {
    for (Boolean one : team.values()) { many += one ? 1 : 0; }
}
throw new GotException(String.valueOf(many));
"""


def _records(rest: Rest, world: World) -> dict[str, dict[str, object]]:
    """All sessions by Id, page after page."""
    found: dict[str, dict[str, object]] = {}
    path, query = "/services/data/v67.0/query", {"q": "SELECT Id,LastModifiedDate,IsCurrent FROM AuthSession"}
    while path:
        reply = rest.answer(Request("GET", path, query, {"authorization": f"Bearer {world.access_token}"}))
        page = msgspec.json.decode(reply.body)
        found |= {one["Id"]: one for one in page["records"]}
        path, query = page.get("nextRecordsUrl"), {}
    return found


def test_a_long_result_tells_a_row_that_changed_as_it_is_now_and_the_others_as_they_were() -> None:
    world = World(Options(size=1_000), lambda: NOW)
    world.quiet()
    rest = Rest(world, Account(world.access_token, Allowance(), lambda: NOW), lambda: "")
    before = _records(rest, world)
    row = world.sessions.rows[next(iter(before))]
    row.modified = NOW
    after = _records(rest, world)
    assert len(before) > 2_000
    assert {one for one in before if after[one] != before[one]} == {row.id}
    assert after[row.id]["LastModifiedDate"] == "2026-11-23T10:17:05.000+0000"


def test_a_block_that_asked_de_alone_ends_otherwise_once_de_answers_otherwise() -> None:
    org = ApexOrg()
    first = org.execute(ASKS)
    assert org.execute(ASKS) == first
    org.world.toggle([(one, False, None) for one in org.members()], via="job")
    assert org.execute(ASKS).exception_message != first.exception_message


def test_a_block_that_saw_more_of_the_world_than_des_answer_is_run_again() -> None:
    org, source = ApexOrg(), ASKS.replace("many)", "many) + [SELECT COUNT() FROM AuthSession]")
    first = org.execute(source)
    org.world.sessions.end(next(iter(org.world.sessions.rows.values())))
    assert org.execute(source).exception_message != first.exception_message


def test_ids_end_as_documented() -> None:
    assert record_id("005", 1) == "0055e0000000001AAA"
    assert to_18("00DAAAAAzzzzzZZ") == "00DAAAAAzzzzzZZ2HY"
    assert to_18("é" * 15) == "é" * 15 + "AAA"
