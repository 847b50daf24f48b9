"""The vocabulary of stories with live events: a loop that cycles, and what a reading of some showed."""

from __future__ import annotations

from tests.loop.fakes import Story
from tests.made import uid
from tui.loop.pulse import Pulse
from tui.presence.model import Presence
from tui.presence.problems import OrgFailure
from tui.presence.settings import BrakeSettings, Settings

CALM = Settings(brake=BrakeSettings(share=1.0))
DOWN = OrgFailure("The org does not answer", "timed out after 10 s", "Check the network.")


async def cycling(present: set[int], on: set[int], **how: object) -> Story:
    """A loop whose first cycle is over, and whatever came of it was read."""
    how.setdefault("settings", CALM)
    story = Story(present, on, applying=True, **how)  # type: ignore[arg-type]  # words of a test
    first = (await story.cycle()).cycle
    if first is not None and first.report.outcomes:
        await story.until(lambda pulse: pulse.changes)
    story.org.log.clear()
    return story


async def looked(story: Story) -> Pulse:
    """The pulse after the next reading of some."""
    before = len(story.org.log)
    return await story.until(
        lambda pulse: any(one.startswith("read ") for one in story.org.log[before:]) and not pulse.reading
    )


def presence(pulse: Pulse, number: int) -> Presence:
    assert pulse.roster is not None
    return pulse.roster.standings[uid(number)].presence
