"""Small habits of real clients that the demo org knows; the clients themselves are in tests/clients."""

from __future__ import annotations

from tests.demo.served import V, served


def test_two_slashes_at_the_start_are_one() -> None:
    """The Salesforce CLI keeps the slash at the end of an address that it logged in to (run, 2.150)."""
    with served() as wire:
        assert wire.get(f"/{V}/limits").status_code == 200
        assert wire.server.requests == [("GET", f"{V}/limits", 200)]
