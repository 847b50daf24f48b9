"""What a fault can do to one request beside delays and answers of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
import requests

from tests.demo.served import V, served
from tui.demo.http.org_account import Allowance
from tui.demo.http.server import Fault


def test_a_fault_may_rewrite_the_orgs_own_answer_and_its_headers() -> None:
    with served() as wire:
        date = "Tue, 24 Nov 2026 10:17:05 GMT"
        wire.server.interceptor = lambda _: Fault(
            rewrite=lambda reply: replace(reply, body=reply.body + b" ", headers={**reply.headers, "Date": date})
        )
        answer = wire.get(V)
    assert (answer.headers["Date"], answer.content[-2:]) == (date, b"} ")


def test_a_reset_comes_before_the_org_has_seen_anything() -> None:
    with served() as wire:
        wire.server.interceptor = lambda _: Fault(cut="reset")
        with pytest.raises(requests.ConnectionError, match="reset"):
            wire.get(V)
        assert (wire.server.account.used, wire.server.requests) == (0, [("GET", V, 0)])


def test_a_head_may_arrive_without_its_body() -> None:
    with served() as wire:
        wire.server.interceptor = lambda _: Fault(cut="head")
        with pytest.raises(requests.RequestException):
            wire.get(V)
        assert (wire.server.account.used, wire.server.requests) == (1, [("GET", V, 200)])


def test_an_org_may_send_shorter_pages_than_are_asked_for() -> None:
    with served(allowance=Allowance(rows=3)) as wire:
        page = wire.query("SELECT Id FROM User", Sforce_Query_Options="batchSize=200").json()
        after = wire.get(page["nextRecordsUrl"]).json()
    assert (len(page["records"]), page["done"], len(after["records"])) == (3, False, 3)
    assert page["totalSize"] == after["totalSize"]
