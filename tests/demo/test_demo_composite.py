"""Many writes in one call of the demo org, each answered as it would be by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.org.kit.kits import Org, served
from tui.org.wire.calls import Kind
from tui.org.wire.errors import Rejected

HOLD = "DePresence_Hold__c"
V = "/services/data/v67.0"


@pytest.fixture
def org() -> Iterator[Org]:
    with served() as one:
        one.deployed()
        yield one


def record(**values: object) -> dict[str, object]:
    return {"attributes": {"type": HOLD}, **values}


def piece(method: str, url: str, body: object = None) -> dict[str, object]:
    return {"method": method, "url": V + url, "referenceId": "one", "body": body}


def sent(org: Org, path: str, body: object) -> Any:
    reply = org.client.post(path, body, kind=Kind.WRITE)
    return json.loads(reply.body)


def test_one_record_may_fail_where_another_is_written(org: Org) -> None:
    records = [record(Why__c="good"), record(Why__c="x" * 256)]
    good, bad = sent(org, "composite/sobjects", {"allOrNone": False, "records": records})
    assert (good["success"], bad["success"], bad["errors"][0]["statusCode"]) == (True, False, "STRING_TOO_LONG")
    assert [row["Why__c"] for row in org.world.custom.rows(HOLD)] == ["good"]


def test_a_series_is_one_call_of_the_allocation(org: Org) -> None:
    org.client.get("limits")
    used = org.client.usage.used or 0
    pieces = [piece("POST", f"/sobjects/{HOLD}", {"Why__c": "a"}), piece("POST", f"/sobjects/{HOLD}", {"Why__c": "b"})]
    told = sent(org, "composite", {"compositeRequest": pieces})
    assert [one["httpStatusCode"] for one in told["compositeResponse"]] == [201, 201]
    assert len(org.world.custom.rows(HOLD)) == 2
    org.client.get("limits")
    assert org.client.usage.used == used + 2


def test_rows_are_changed_and_removed_by_their_ids(org: Org) -> None:
    row = org.world.custom.create(HOLD, {"Why__c": "a"}, org.world.caller_id)
    change = {"allOrNone": False, "records": [record(id=row, Why__c="b")]}
    sent(org, "composite", {"compositeRequest": [piece("PATCH", "/composite/sobjects", change)]})
    assert [one["Why__c"] for one in org.world.custom.rows(HOLD)] == ["b"]
    remove = piece("DELETE", f"/composite/sobjects?ids={row},a00000000000001AAA&allOrNone=false")
    told = sent(org, "composite", {"compositeRequest": [remove]})["compositeResponse"][0]["body"]
    assert [one["success"] for one in told] == [True, False]
    assert list(org.world.custom.rows(HOLD)) == []


def test_a_piece_for_another_resource_is_refused_by_itself(org: Org) -> None:
    told = sent(org, "composite", {"compositeRequest": [piece("GET", "/tooling/executeAnonymous")]})
    assert told["compositeResponse"][0]["httpStatusCode"] == 400


@pytest.mark.parametrize(
    "body",
    [
        {"compositeRequest": []},
        {"compositeRequest": [piece("GET", "/query?q=x")] * 6},
        {"compositeRequest": [piece("POST", f"/sobjects/{HOLD}")] * 26},
    ],
)
def test_too_little_and_too_much_is_refused(org: Org, body: object) -> None:
    with pytest.raises(Rejected):
        org.client.post("composite", body, kind=Kind.WRITE)
