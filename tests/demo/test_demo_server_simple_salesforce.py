"""The demo org and simple-salesforce, let through to plain http by the adapter of clients.md, section 4.1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import (
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceResourceNotFound,
)

from tests.demo.served import Wire, served


class LoopbackAdapter(HTTPAdapter):
    """Sends what simple-salesforce addresses to https over plain http."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        assert request.url is not None
        request.url = "http://" + request.url.split("://", 1)[1]
        return super().send(request, **options)


def client(wire: Wire) -> Any:
    """A client of the served org; its own types promise less than it does."""
    session = requests.Session()
    session.trust_env = False
    session.mount(wire.server.url.replace("http://", "https://"), LoopbackAdapter())
    return Salesforce(
        instance_url=wire.server.url, session_id=wire.server.access_token, session=session, version="67.0"
    )


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with served(2_500) as one:
        yield one


def test_all_pages_of_a_query_are_found(wire: Wire) -> None:
    found = client(wire).query_all("SELECT Id, Profile.Name FROM User")
    assert len(found["records"]) == found["totalSize"] > 2_000
    assert found["records"][0]["Profile"]["attributes"]["type"] == "Profile"


def test_limits_describes_and_usage_are_read(wire: Wire) -> None:
    org = client(wire)
    assert org.limits()["DailyApiRequests"]["Max"] == 115_000
    assert org.AuthSession.describe()["name"] == "AuthSession"
    assert org.api_usage["api-usage"].total == 115_000


def test_a_record_is_got_by_its_id(wire: Wire) -> None:
    assert client(wire).User.get(wire.world.caller_id)["Username"] == wire.world.caller_username


def test_apex_runs_by_the_tooling_api(wire: Wire) -> None:
    ran = client(wire).toolingexecute("executeAnonymous", params={"anonymousBody": "Integer x = 1 / 0;"})
    assert ran["exceptionMessage"] == "System.MathException: Divide by 0"


def test_the_action_is_found_and_called(wire: Wire) -> None:
    org, user = client(wire), wire.user()
    action = next(one for one in org.restful("actions/custom/apex")["actions"] if one["label"] == "DE Toggle Users")
    names = {one["label"]: one["name"] for one in org.restful(f"actions/custom/apex/{action['name']}")["inputs"]}
    values = {names["Toggle user online?"]: False, names["User id"]: user}
    answer = org.restful(f"actions/custom/apex/{action['name']}", method="POST", json={"inputs": [values]})
    assert (answer[0]["isSuccess"], wire.world.toggled_on(user)) == (True, False)


def test_refusals_become_its_own_errors(wire: Wire) -> None:
    org = client(wire)
    with pytest.raises(SalesforceMalformedRequest):
        org.query("SELECT Nonsense FROM User")
    with pytest.raises(SalesforceResourceNotFound):
        org.restful("nowhere")
    org.session_id = "00D000000000000!dead"
    org.headers["Authorization"] = "Bearer 00D000000000000!dead"
    with pytest.raises(SalesforceExpiredSession):
        org.query("SELECT Id FROM User")
