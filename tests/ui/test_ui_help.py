"""The help of each screen: what one sees there, and its keys as they are now."""

from __future__ import annotations

import inspect
from importlib import import_module
from pkgutil import iter_modules

import pytest
from textual.screen import Screen

from tests.ui.opened import Monitor, opened
from tests.ui.story import Stage, pulse_of
from tui.loop.pulse import Phase
from tui.presence.settings import Settings
from tui.ui import screens
from tui.ui.screens.bulk_dialog import BulkDialog
from tui.ui.screens.details_sheet import DetailsSheet
from tui.ui.screens.export_dialog import ExportDialog
from tui.ui.screens.here_sheet import HereSheet
from tui.ui.screens.reason_line import ReasonLine
from tui.ui.screens.sheet import HELP_KEY, Sheet
from tui.ui.screens.teams_sheet import TeamsSheet

ABSTRACT = {"Sheet", "OrgChooser", "Dialog"}


def every_screen() -> list[type[Screen[object]]]:
    modules = [import_module(f"{screens.__name__}.{one.name}") for one in iter_modules(screens.__path__)]
    return [
        one
        for module in modules
        for _, one in inspect.getmembers(module, inspect.isclass)
        if one.__module__ == module.__name__ and issubclass(one, Screen) and one.__name__ not in ABSTRACT
    ]


@pytest.mark.parametrize("kind", every_screen(), ids=lambda one: one.__name__)
def test_every_screen_says_what_it_shows_and_has_the_key_for_it(kind: type[Screen[object]]) -> None:
    assert kind.HELP
    assert kind.HELP.rstrip().endswith(".")
    inherited = [binding for base in kind.__mro__ for binding in getattr(base, "BINDINGS", ())]
    assert HELP_KEY in inherited


@pytest.mark.parametrize(
    ("keys", "kind", "told"),
    [
        (
            "enter",
            DetailsSheet,
            ("o On: toggle this user on", "y Copy this user as JSON.", "← → 6 h", "0 Now:", "not now"),
        ),
        ("T", TeamsSheet, ("space People: open a team", "S Turn round", "↑ ↓ j k Move")),
        ("e", ExportDialog, ("w Write.", "esc Cancel.", "tab On to the next field")),
    ],
)
async def test_the_help_tells_the_keys_of_the_screen_in_front(
    keys: str, kind: type[Screen[object]], told: tuple[str, ...]
) -> None:
    async with opened() as monitor:
        await monitor.press(keys)
        await monitor.opens(kind)
        await monitor.press("question_mark")
        await monitor.opens(HereSheet)
        page = " ".join(monitor.page().split())
        assert (kind.HELP or "")[:40] in page
        assert [words for words in told if words not in page] == []
        await monitor.press("question_mark")
        assert isinstance(monitor.screen, kind)


async def test_where_a_text_is_typed_f1_helps() -> None:
    async with opened() as monitor:
        await monitor.press("x")
        await monitor.opens(ReasonLine)
        await monitor.press("f1")
        await monitor.opens(HereSheet)
        await monitor.press("escape")
        assert isinstance(monitor.screen, ReasonLine)


async def test_the_helps_key_moves_in_every_sheet() -> None:
    async with opened(settings=Settings(keys={"help": "f2"})) as monitor:
        await monitor.press("space", "space", "x")
        await monitor.opens(BulkDialog)
        await monitor.press("f2")
        await monitor.opens(HereSheet)


async def dead(monitor: Monitor, *keys: str) -> str:
    await monitor.press(*keys)
    assert isinstance(monitor.screen, Sheet)
    return monitor.toasts()


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        (("enter", "0"), "Now: these are the last 24 hours"),
        (("W", "w"), "No longer: you watch nobody yet"),
        (("W", "enter"), "Go there: you watch nobody yet"),
    ],
    ids=["details", "watched", "enter"],
)
async def test_a_dead_key_of_a_sheet_says_why(keys: tuple[str, ...], why: str) -> None:
    async with opened(Stage(pulse_of(phase=Phase.ON))) as monitor:
        assert why in await dead(monitor, *keys)


async def test_a_burst_in_a_sheet_comes_in_its_order_too() -> None:
    async with opened() as monitor:
        await monitor.press("T")
        await monitor.wait_until(lambda: "SMB" in monitor.text())
        for key in ("j", "enter"):
            monitor.app.simulate_key(key)
        await monitor.wait_until(lambda: "filter: team:=SMB" in monitor.counts())
