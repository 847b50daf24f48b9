"""Several wires of one org and its one login."""

from __future__ import annotations

from tests.org.scripted import Still
from tui.org.wire.connection import Connection
from tui.org.wire.shared_login import SharedLogin
from tui.presence.model import Instant


class Renewing:
    """A login whose tokens are numbered; each renewal ends those before."""

    def __init__(self) -> None:
        self.tokens = 0

    def __call__(self) -> str:
        self.tokens += 1
        return f"token-{self.tokens}"


def test_a_token_that_one_wire_renewed_serves_the_other() -> None:
    renew, clock = Renewing(), Still()
    login = SharedLogin(Connection("https://acme.my.salesforce.com", "token-0", renew), clock)
    one, other = login.connection().renew, login.connection().renew
    assert one is not None
    assert other is not None
    assert [one(), other(), one()] == ["token-1", "token-1", "token-2"]


def test_a_token_that_is_long_since_renewed_is_not_trusted() -> None:
    renew, clock = Renewing(), Still()
    login = SharedLogin(Connection("https://acme.my.salesforce.com", "token-0", renew), clock)
    one, other = login.connection().renew, login.connection().renew
    assert one is not None
    assert other is not None
    one()
    clock.at = Instant(clock.at.wall + 3_600, clock.at.monotonic + 3_600)
    assert other() == "token-2"


def test_a_later_wire_begins_with_the_newest_token() -> None:
    login = SharedLogin(Connection("https://acme.my.salesforce.com", "token-0", Renewing()), Still())
    one = login.connection().renew
    assert one is not None
    one()
    assert login.connection().token == "token-1"


def test_a_login_that_cannot_be_renewed_stays_so() -> None:
    login = SharedLogin(Connection("https://acme.my.salesforce.com", "token-0"), Still())
    assert login.connection().renew is None
