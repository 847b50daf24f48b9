"""What is known of an org without asking it, also where DE cannot be read in it."""

from __future__ import annotations

import asyncio

import pytest

from tests.org.demo_org import served
from tui.demo.options import Options
from tui.org.wire.errors import OrgFailure
from tui.presence.model import Routes


def test_before_it_is_connected_to_nothing_is_known_and_nothing_is_asked() -> None:
    with served(Options()) as place:
        assert (place.org.known(), place.org.routes()) == (None, Routes())
        assert not place.server.requests


@pytest.mark.parametrize(("without", "write"), [("author-apex", "action"), ("package", None)])
def test_where_de_cannot_be_read_the_org_is_known_and_the_routes_that_are_left(without: str, write: str | None) -> None:
    with served(Options(without=frozenset({without}))) as place:
        with pytest.raises(OrgFailure):
            place.read()
        asked = len(place.server.requests)
        known, routes = place.org.known(), place.org.routes()
        assert (routes.read, routes.write) == (None, write)
        assert len(place.server.requests) == asked
        assert known == asyncio.run(place.org.facts())
