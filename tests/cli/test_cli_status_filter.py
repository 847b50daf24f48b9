"""``status --filter``: the screen's filter for scripts. The desk's memory holds the saved ones."""

from __future__ import annotations

import json
import sys

import pytest

from tests.cli.stage import Serve, Stage
from tui.cli.given import Given
from tui.cli.monitor import Watched
from tui.loop.hand import Hand
from tui.presence.problems import Failure
from tui.presence.remembered import Remembered


def shown(stage: Stage, *args: str) -> list[str]:
    ran = stage.run("status", "--json", *args)
    assert ran.code == 0, ran.err
    return [one["id"] for one in ran.json["users"]]


def remembered(stage: Stage, desk: Remembered) -> None:
    file = stage.places / f"XDG_STATE_HOME/de-presence/journals/{stage.world.org_id}.desk.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"filters": dict(desk.filters)}))


def test_the_filter_shows_whom_the_screen_would_show_and_combines(serve: Serve) -> None:
    stage = serve(answers="toggle")
    stage.in_step()
    there, gone, held = stage.people()[:3]
    stage.world.expire(gone.id)
    stage.run("toggle", "off", held.id, "--yes")
    assert shown(stage, "--filter", "present:no") == [gone.id]
    assert shown(stage, "--filter", "hold:yes") == [held.id]
    assert shown(stage, "--filter", "by:you next:held") == [held.id]
    assert shown(stage, "--filter", f"!{gone.username} expires:>1s", there.id, gone.id) == [there.id]
    assert shown(stage, "--filter", "de:on,off", "--presence", "absent") == [gone.id]
    assert shown(stage, "--filter", "presence:idle") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("presence:ilde", 'presence is never "ilde": idle?\nWrite presence:idle'),
        ("maja presence:", 'that filters nothing: "presence:"'),
        ("@nobody", 'no filter is saved as "nobody"'),
    ],
)
def test_a_wrong_word_is_refused_with_its_explanation(serve: Serve, text: str, said: str) -> None:
    stage = serve()
    ran = stage.run("status", "--json", "--filter", text)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err.replace("Next: ", "")
    assert bool(stage.asked()) is ("@" in text)  # nobody waits for the org to hear of a slip


def test_a_saved_filter_is_found_by_its_name(serve: Serve) -> None:
    stage = serve(answers="toggle")
    stage.in_step()
    gone = stage.people()[0]
    stage.world.expire(gone.id)
    remembered(stage, Remembered(filters={"gone home": "present:no de:on"}))
    assert shown(stage, "--filter", '@"gone home"') == [gone.id]


async def test_the_monitors_desk_is_remembered_beside_the_journal(serve: Serve) -> None:
    stage = serve()
    left = Remembered("seen", filters={"mine": "de:off"})
    first = Watched(Given(), None)
    with pytest.raises(Failure):
        first.recall()
    pulses = first.pulses(Hand())
    await anext(pulses)
    assert first.recall() == Remembered()
    await pulses.aclose()
    first.remember(left)
    second = Watched(Given(), None)
    pulses = second.pulses(Hand())
    await anext(pulses)
    assert second.recall() == left
    await pulses.aclose()
    (file,) = (stage.places / "XDG_STATE_HOME/de-presence/journals").glob("*.desk.json")
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o777 == 0o600
