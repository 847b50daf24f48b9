"""What a token endpoint may answer, and what is made of it."""

from __future__ import annotations

import logging
import traceback

import pytest

from tests.org.login.logins import CALM
from tests.org.loopback import Host, Turn, breaks_off, drops, hangs, says, serving
from tui.org.login.authority import Authority
from tui.org.login.grant import Form
from tui.org.login.refusals import LoginRefused, NotApproved
from tui.org.wire.adapter import Patience
from tui.org.wire.calls import Kind
from tui.org.wire.connection import address_of
from tui.org.wire.errors import LimitReached, OrgFailure, Unreachable
from tui.presence.saved_org import SavedOrg

SECRET = "a/secret=of the+app"  # as its form quotes it: a%2Fsecret%3Dof+the%2Bapp
FORM = Form({"grant_type": "refresh_token", "refresh_token": SECRET, "code": "plainsecret"})
BEHIND = 1_795_435_200.0 - 90  # seconds; what our clock says at the moment of the served Date
QUOTED = "a%2Fsecret%3Dof+the%2Bapp"


def authority(host: Host, patience: Patience = CALM) -> Authority:
    return Authority(SavedOrg("acme", "web", host.url), address_of(host.url), patience, now=lambda: BEHIND)


def test_the_form_leaves_as_a_form_under_our_name() -> None:
    with serving(says(b'{"access_token":"t"}')) as host:
        authority(host).grant(FORM, Kind.WRITE)
        [(method, path, headers, body)] = host.requests
    assert (method, path) == ("POST", "/services/oauth2/token")
    assert body == f"grant_type=refresh_token&refresh_token={QUOTED}&code=plainsecret".encode()
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["User-Agent"].startswith("de-presence/")
    assert headers["X-Kind-Of-Call"] is None
    assert headers["Authorization"] is None


@pytest.mark.parametrize(
    ("turn", "kind"),
    [
        (says(b'{"token":"t"}'), Unreachable),
        (says(b'{"access_token":""}'), Unreachable),
        (says(b'{"access_token":7}'), Unreachable),
        (says(b'{"access_token":"\xff"}'), Unreachable),
        (says(b"[]"), Unreachable),
        (says(b""), Unreachable),
        (says(b"<html>", 200, Content_Type="text/html"), Unreachable),
        (says(b"", 302, Location="https://evil.example"), Unreachable),
        (says(b"", 307, Location="https://evil.example"), Unreachable),
        (says(b"<html>", 503, Content_Type="text/html"), Unreachable),
        (says(b"<html>", 404, Content_Type="text/html"), Unreachable),
        (says(b"", 429), LimitReached),
        (says(b"", 400), LoginRefused),
        (says(b'{"error":7}', 400), LoginRefused),
        (says(b'{"error":"x","error_description":null}', 400), LoginRefused),
        (says(b'[{"errorCode":"API_DISABLED_FOR_ORG","message":"API is not enabled"}]', 403), NotApproved),
        (drops, Unreachable),
        (breaks_off, Unreachable),
    ],
)
@pytest.mark.parametrize("sent", list(Kind))
def test_whatever_comes_is_a_token_or_one_of_our_failures(turn: Turn, kind: type[OrgFailure], sent: Kind) -> None:
    with serving(turn) as host, pytest.raises(OrgFailure) as failure:
        authority(host).grant(FORM, sent)
    assert type(failure.value) is kind


def test_a_form_does_not_follow_a_redirect() -> None:
    with serving(says(b"", 307, Location="/services/oauth2/elsewhere")) as host, pytest.raises(Unreachable) as failure:
        authority(host).grant(FORM, Kind.READ)
    assert len(host.requests) == 1
    assert failure.value.problem.title == "The org is not at this address"


@pytest.mark.parametrize("turn", [drops, breaks_off, says(b"", 503)])
def test_what_can_be_used_once_leaves_once(turn: Turn) -> None:
    with serving(turn) as host, pytest.raises(Unreachable):
        authority(host).grant(FORM, Kind.WRITE)
    assert len(host.requests) == 1


def test_an_endpoint_that_does_not_answer_is_not_waited_for_for_ever() -> None:
    with serving(says()) as host:
        host.turns = [hangs(host)]
        with pytest.raises(Unreachable) as failure:
            authority(host, Patience(read=0.05, write=0.05, retries=0)).grant(FORM, Kind.WRITE)
        host.hang.set()
    assert failure.value.problem.title == "The answer to the login was lost"


def test_how_long_the_org_asks_to_wait_is_told() -> None:
    with serving(says(b"", 429, Retry_After="90")) as host, pytest.raises(LimitReached) as failure:
        authority(host).grant(FORM, Kind.WRITE)
    assert failure.value.retry_after == 90


def test_the_orgs_clock_is_learnt_from_its_answers() -> None:
    with serving(says(b'{"access_token":"t"}')) as host:
        org = authority(host)
        org.grant(FORM, Kind.READ)
    assert org.ahead == 90
    assert org.now == BEHIND + 90


def test_a_proxy_of_the_environment_does_not_see_what_goes_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with serving(says(b'{"access_token":"t"}')) as host:
        assert authority(host).grant(FORM, Kind.WRITE).access_token == "t"


@pytest.mark.parametrize(
    "turn",
    [
        drops,
        breaks_off,
        says(b"", 503),
        says(f'{{"error":"invalid_grant","error_description":"{SECRET} and {QUOTED}"}}'.encode(), 400),
        says(f'{{"error":"{SECRET}","error_description":"x"}}'.encode(), 400),
        says(b'{"error":"plainsecret","error_description":"x"}', 400),
        says(f'{{"access_token":["{SECRET}"]}}'.encode()),
        says(f"<html>{SECRET}".encode(), 200),
        says(b"", 302, Location=f"https://evil.example/?t={QUOTED}"),
    ],
)
@pytest.mark.parametrize("kind", list(Kind))
def test_no_failure_and_no_log_line_holds_the_form(turn: Turn, kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), serving(turn) as host, pytest.raises(OrgFailure) as failure:
        authority(host).grant(FORM, kind)
    assert failure.value.__cause__ is None
    assert failure.value.__context__ is None
    problem = failure.value.problem
    shown = "".join(traceback.format_exception(failure.value)) + f"{problem!r} {failure.value!r} {caplog.text}"
    for secret in (SECRET, QUOTED, "plainsecret", "/services", "http://"):
        assert secret not in shown
