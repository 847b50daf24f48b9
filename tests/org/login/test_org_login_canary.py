"""No secret of a login shows: not in representations, logs, tracebacks, or what a person is told."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.org.login.logins import Stage, key_file, landing, stage
from tui.demo.http.server import Fault
from tui.demo.http.wire import Reply, Request
from tui.presence.problems import Failure
from tui.presence.saved_org import Via

FAULTS = [
    None,
    Fault(cut="before"),
    Fault(cut="after"),
    Fault(cut="body"),
    Fault(Reply(503, b"<html>", "text/html")),
    Fault(Reply(400, b'{"error":"invalid_grant","error_description":"expired access/refresh token"}')),
    Fault(Reply(200, b'{"access_token":7}')),
]


def played(one: Stage, fault: Fault | None, secret: str) -> str:
    """Everything that can be seen of a login, its renewal and its end, while the org answers with this fault."""
    shown = []

    def attempt() -> None:
        one.log_in(secret)
        connection = one.connect()
        shown.append(f"{connection!r} {connection.renew!r}")
        assert connection.renew is not None
        one.wire.server.interceptor = lambda request: fault if _is_oauth(request) else None
        connection.renew()

    for step in (attempt, attempt, one.log_out):
        try:
            shown.append(repr(step()))
        except Failure as failure:
            shown.append("".join(traceback.format_exception(failure)))
            shown.append(f"{failure!r} {failure.problem!r}")
    return "\n".join([*shown, *one.person.told, *one.person.asked])


def _is_oauth(request: Request) -> bool:
    return request.path.endswith(("/token", "/revoke"))


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("via", ["web", "jwt", "client-credentials"])
def test_no_secret_of_a_login_shows_anywhere(
    via: Via, fault: Fault | None, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    given: list[str] = []
    with caplog.at_level(logging.DEBUG), stage(via, key_file=str(key_file(tmp_path))) as one:
        one.saved = replace(one.saved, username=one.wire.world.caller_username)
        logging.getLogger("urllib3").setLevel(logging.DEBUG)
        shown = played(one, fault, one.wire.server.app.consumer_secret)
        grants = one.wire.server.account.grants.all
        given += [one.wire.server.app.consumer_secret]
        given += [each.token for grant in grants if grant.via != "given" for each in grant.access]
        given += [token for grant in grants for token in (*grant.spent, grant.refresh or "") if token]
    given += [line for line in Path(tmp_path / "server.key").read_text().splitlines() if "KEY" not in line]
    seen = f"{shown}\n{caplog.text}\n{''.join(capfd.readouterr())}"
    assert len(given) > 3
    assert not [secret for secret in given if secret in seen]


def test_the_code_that_is_pasted_shows_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    codes: list[str] = []
    with caplog.at_level(logging.DEBUG), stage("web") as one:

        def remember(url: str) -> bool:
            address = landing(url)
            codes.append(address.partition("code=")[2].partition("&")[0])
            one.person.pastes.append(address)
            return False

        one.person.browser = remember
        shown = played(one, Fault(cut="before"), "")
    assert codes[0]
    assert not [code for code in codes if code in f"{shown}{caplog.text}{one.person.told}"]
