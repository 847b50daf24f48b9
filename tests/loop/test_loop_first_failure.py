"""An org that answers, but not with a reading: what is known of it is told all the same."""

from __future__ import annotations

from tests.loop.fakes import Story
from tests.made import ORG
from tui.loop.pulse import Phase
from tui.presence.model import Routes
from tui.presence.problems import OrgFailure

NO_DE = OrgFailure("Distribution Engine is not installed", "no class answers", "Install the package")


def failing() -> Story:
    """An org whose first two readings fail."""
    story = Story({1}, {1})
    story.org.failures = [NO_DE, NO_DE]
    return story


async def test_where_the_first_reading_fails_the_org_and_its_routes_are_told() -> None:
    story = failing()
    pulse = await story.until(lambda one: one.phase is Phase.RETRYING)
    assert (pulse.org, pulse.routes, pulse.roster) == (ORG, Routes("soql", "throw", "anonymous"), None)


async def test_what_is_known_of_the_org_costs_no_further_call() -> None:
    story = failing()
    await story.until(lambda one: one.phase is Phase.RETRYING)
    assert story.org.log == ["read"]


async def test_the_next_failure_tells_the_routes_as_they_are_then() -> None:
    story = failing()
    await story.until(lambda one: one.phase is Phase.RETRYING)
    story.org.route = None
    pulse = await story.until(lambda one: one.phase is Phase.RETRYING and len(story.org.log) == 2)
    assert pulse.routes.write is None


async def test_an_org_that_was_never_reached_stays_unknown() -> None:
    story = failing()
    story.org.connected = False
    pulse = await story.until(lambda one: one.phase is Phase.RETRYING)
    assert (pulse.org, pulse.routes) == (None, Routes())
