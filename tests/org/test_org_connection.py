from __future__ import annotations

import pytest

from tui.org.wire.connection import Address, Connection, address_of
from tui.org.wire.errors import BadAddress

TOKEN = "00D5e000000abcD!secret"


@pytest.mark.parametrize(
    ("url", "host", "plain_http"),
    [
        ("https://acme.my.salesforce.com", "acme.my.salesforce.com", False),
        ("https://Acme.My.Salesforce.com/", "acme.my.salesforce.com", False),
        ("https://acme.example:8443/x", "acme.example:8443", False),
        ("http://127.0.0.1:5000", "127.0.0.1:5000", True),
        ("http://127.9.9.9", "127.9.9.9", True),
        ("http://localhost:80", "localhost", True),
        ("http://[::1]:5000", "[::1]:5000", True),
    ],
)
def test_https_is_taken_everywhere_and_plain_http_on_this_machine(url: str, host: str, plain_http: bool) -> None:
    assert address_of(url) == Address(host, plain_http)


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.my.salesforce.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "ftp://127.0.0.1",
        "acme.my.salesforce.com",
        "https://",
        "https://u:p@acme.my.salesforce.com",
        "https://acme:port",
        "",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(BadAddress):
        address_of(url)


def test_a_connection_never_shows_its_token() -> None:
    connection = Connection("https://acme.my.salesforce.com", TOKEN, lambda: TOKEN)
    assert TOKEN not in f"{connection!r} {connection}"
