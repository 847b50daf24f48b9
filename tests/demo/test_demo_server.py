"""The demo org over HTTP: the door, the token, the headers, the small resources."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator

import pytest
import requests

from tests.demo.served import V, Wire, served
from tui.demo.http.org_account import Allowance
from tui.demo.http.server import DemoServer, Fault
from tui.demo.http.wire import Reply, Request

EXPIRED = [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]
MISSING = [{"message": "The requested resource does not exist", "errorCode": "NOT_FOUND"}]


@pytest.fixture
def wire() -> Iterator[Wire]:
    with served() as one:
        yield one


def test_the_versions_are_told_to_everybody_and_the_newest_comes_last(wire: Wire) -> None:
    listed = requests.get(f"{wire.server.url}/services/data", timeout=20).json()
    assert [one["version"] for one in listed] == ["51.0", *(f"{number}.0" for number in range(59, 68))]
    assert listed[-1] == {"label": "Summer '26", "url": "/services/data/v67.0", "version": "67.0"}


@pytest.mark.parametrize(
    "path", [V, f"{V}/limits", f"{V}/query?q=SELECT+Id+FROM+User", f"{V}/tooling/executeAnonymous"]
)
def test_a_wrong_token_is_refused(wire: Wire, path: str) -> None:
    wire.http.headers["Authorization"] = "Bearer 00D000000000000!wrong"
    reply = wire.get(path)
    assert (reply.status_code, reply.json()) == (401, EXPIRED)


def test_no_token_is_refused(wire: Wire) -> None:
    del wire.http.headers["Authorization"]
    assert wire.get(V).status_code == 401


def test_the_older_word_before_the_token_is_taken_too(wire: Wire) -> None:
    assert wire.get(V, Authorization=f"OAuth {wire.server.access_token}").status_code == 200


def test_a_killed_token_is_refused_until_it_is_renewed(wire: Wire) -> None:
    wire.server.account.kill_token()
    assert wire.get(V).status_code == 401
    wire.server.account.renew_token()
    assert wire.get(V).status_code == 401
    wire.authenticate()
    assert wire.get(V).status_code == 200


@pytest.mark.parametrize(
    "path", ["/nowhere", f"{V}/nowhere", f"{V}/sobjects/Nothing/describe", f"{V}/sobjects/Nothing/x"]
)
def test_what_is_not_there_is_not_found(wire: Wire, path: str) -> None:
    reply = wire.get(path)
    assert (reply.status_code, reply.json()) == (404, MISSING)


@pytest.mark.parametrize(("version", "status"), [("68.0", 404), ("52.0", 404), ("x", 404), ("30.0", 410)])
def test_other_versions_are_not_there_or_retired(wire: Wire, version: str, status: int) -> None:
    assert wire.get(f"/services/data/v{version}/limits").status_code == status


def test_a_method_that_a_resource_does_not_have_is_not_allowed(wire: Wire) -> None:
    reply = wire.post(f"{V}/query", {})
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize("path", [V, f"{V}/limits", f"{V}/sobjects", f"{V}/sobjects/User/describe", "/services/data"])
def test_a_slash_at_the_end_changes_nothing(wire: Wire, path: str) -> None:
    assert wire.get(f"{path}/").status_code == wire.get(path).status_code == 200


def test_the_date_is_the_orgs_own(wire: Wire) -> None:
    wire.later(hours=1)
    assert wire.get(V).headers["Date"] == "Mon, 23 Nov 2026 11:17:05 GMT"


def test_every_authenticated_call_is_counted_and_told(wire: Wire) -> None:
    usages = [wire.get(path).headers["Sforce-Limit-Info"] for path in (V, f"{V}/nowhere", f"{V}/limits")]
    assert usages == ["api-usage=1/115000", "api-usage=2/115000", "api-usage=3/115000"]
    assert wire.get(f"{V}/limits").json()["DailyApiRequests"] == {"Max": 115_000, "Remaining": 114_996}


def test_who_is_not_let_in_is_told_no_usage(wire: Wire) -> None:
    del wire.http.headers["Authorization"]
    for path in ("/services/data", V, "/services/oauth2/userinfo"):
        assert "Sforce-Limit-Info" not in wire.get(path).headers


def test_an_empty_allowance_refuses_all_calls() -> None:
    with served(allowance=Allowance(calls=1)) as wire:
        assert wire.get(V).status_code == 200
        reply = wire.get(V)
        assert (reply.status_code, reply.json()) == (
            403,
            [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}],
        )


def test_json_is_compact_unless_it_is_asked_for_pretty(wire: Wire) -> None:
    assert b'{"tooling":"' in wire.get(V).content
    pretty = wire.get(V, X_PrettyPrint="1")
    assert b'{\n  "tooling": "' in pretty.content
    assert pretty.json() == wire.get(V).json()


def test_a_long_answer_is_zipped_for_those_who_can_read_it(wire: Wire) -> None:
    assert wire.get(f"{V}/sobjects", Accept_Encoding="gzip").headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in wire.get(f"{V}/sobjects", Accept_Encoding="identity").headers
    assert "Content-Encoding" not in wire.get(f"{V}/limits", Accept_Encoding="gzip").headers


def test_a_uri_of_more_than_16384_bytes_is_refused_by_the_container(wire: Wire) -> None:
    longest = f"{V}/query?q="
    fits = wire.get(longest + "x" * (16_000 - len(longest)))
    too_long = wire.get(longest + "x" * (16_385 - len(longest)))
    assert (fits.status_code, fits.json()[0]["errorCode"]) == (400, "MALFORMED_QUERY")
    assert (too_long.status_code, too_long.text) == (414, "<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>")
    assert too_long.headers["Content-Type"].startswith("text/html")


def test_uri_and_headers_of_more_than_16384_bytes_are_refused_too(wire: Wire) -> None:
    reply = wire.get(f"{V}/query?q={'x' * 8_000}", X_Long="y" * 8_400)
    assert (reply.status_code, reply.text.startswith("<h1>Bad Message 431</h1>")) == (431, True)


def test_one_connection_carries_many_calls(wire: Wire) -> None:
    host, port = wire.server.url.removeprefix("http://").split(":")
    head = f"Host: {host}\r\nAuthorization: Bearer {wire.server.access_token}\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=20) as line, line.makefile("rb") as answers:
        for _ in range(3):
            line.sendall(f"GET {V}/limits HTTP/1.1\r\n{head}".encode())
            assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
            length = 0
            while (header := answers.readline()) != b"\r\n":
                if header.lower().startswith(b"content-length:"):
                    length = int(header.split(b":")[1])
            assert answers.read(length).startswith(b"{")


def test_userinfo_and_identity_say_who_the_caller_is(wire: Wire) -> None:
    told = wire.get("/services/oauth2/userinfo").json()
    assert (told["user_id"], told["organization_id"]) == (wire.world.caller_id, wire.world.org_id)
    identity = wire.get(V).json()["identity"]
    del wire.http.headers["Authorization"]
    reply = wire.get(identity.removeprefix(wire.server.url), {"oauth_token": wire.server.access_token})
    assert reply.json()["username"] == wire.world.caller_username


def test_a_record_is_read_by_either_length_of_its_id(wire: Wire) -> None:
    for one in (wire.world.caller_id, wire.world.caller_id[:15]):
        assert wire.get(f"/services/data/v51.0/sobjects/User/{one}").json()["Username"] == wire.world.caller_username


def test_a_record_may_be_read_in_part(wire: Wire) -> None:
    row = wire.get(f"{V}/sobjects/user/{wire.world.caller_id}", {"fields": "Username"}).json()
    assert sorted(row) == ["Id", "Username", "attributes"]


@pytest.mark.parametrize("wanted", ["0055e00000ZZZZZ", "nobody"])
def test_a_record_that_is_not_there_is_not_found(wire: Wire, wanted: str) -> None:
    assert wire.get(f"{V}/sobjects/User/{wanted}").json()[0]["errorCode"] == "NOT_FOUND"


def test_objects_tell_their_key_prefix_and_their_name_field(wire: Wire) -> None:
    listed = {one["keyPrefix"]: one["name"] for one in wire.get(f"{V}/sobjects").json()["sobjects"]}
    team = next(iter(wire.world.availability()))
    described = wire.get(f"{V}/sobjects/{listed[team[:3]]}/describe").json()
    assert [one["name"] for one in described["fields"] if one["nameField"]] == ["Name"]


def test_a_describe_says_what_may_be_filtered(wire: Wire) -> None:
    fields = {one["name"]: one for one in wire.get(f"{V}/sobjects/LoginHistory/describe").json()["fields"]}
    assert (fields["Status"]["filterable"], fields["LoginTime"]["filterable"]) == (False, True)


def test_the_list_of_requests_has_no_token_and_no_source(wire: Wire) -> None:
    wire.get(f"{V}/query", {"q": "SELECT Id FROM User"})
    wire.get("/nowhere")
    assert wire.server.requests == [("GET", f"{V}/query", 200), ("GET", "/nowhere", 404)]


def test_a_fault_may_answer_in_the_orgs_place(wire: Wire) -> None:
    def break_limits(request: Request) -> Fault | None:
        return Fault(Reply(503, b"<html>down</html>", "text/html")) if request.path.endswith("/limits") else None

    wire.server.interceptor = break_limits
    assert [wire.get(f"{V}/limits").status_code, wire.get(V).status_code] == [503, 200]


def test_a_fault_may_lose_the_answer_after_the_org_has_acted(wire: Wire) -> None:
    wire.server.interceptor = lambda _request: Fault(cut="after")
    with pytest.raises(requests.ConnectionError):
        wire.get(V)
    assert (wire.server.account.used, wire.server.requests) == (1, [("GET", V, 0)])


def test_a_fault_may_lose_the_request(wire: Wire) -> None:
    wire.server.interceptor = lambda _request: Fault(cut="before")
    with pytest.raises(requests.ConnectionError):
        wire.get(V)
    assert wire.server.account.used == 0


def test_a_fault_may_cut_the_answer_in_two(wire: Wire) -> None:
    wire.server.interceptor = lambda _request: Fault(cut="body")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        wire.get(V)


def test_the_token_has_the_shape_that_the_salesforce_cli_takes(wire: Wire) -> None:
    assert re.fullmatch(r"00D\w{12,15}![.\w]+", wire.server.access_token)
    assert wire.server.access_token.startswith(wire.world.org_id[:15])


def test_the_port_is_free_again_after_the_end() -> None:
    with served() as wire:
        url = wire.server.url
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=20)


def test_a_taken_port_is_an_error_at_once() -> None:
    with served() as wire:
        taken = int(wire.server.url.rpartition(":")[2])
        with pytest.raises(OSError, match=str(taken)):
            DemoServer(wire.world, port=taken).start()


async def test_it_starts_and_stops_beside_a_running_event_loop() -> None:
    with served() as wire:
        assert wire.get(V).status_code == 200
