"""What a person takes along: the table in a file, rows through the clipboard."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.ui.opened import Monitor, opened
from tests.ui.story import FEMKE, INES, MAJA, NOW, TOLA, Stage, org, person
from tui.presence.model import OrgFacts
from tui.ui.screens.export_dialog import ExportDialog
from tui.ui.screens.taken import file_name
from tui.ui.table.columns import COLUMNS

NAME = "de-presence-acme-sales-2026-11-23T0914"
FORMULA = person(40, '=HYPERLINK("http://x.example")')
USER = [
    "id", "name", "username", "inactive", "presence", "reason", "live_sessions", "last_seen", "idle_seconds_at_least",
    "expires_at", "de", "teams_on", "teams", "sent", "hold", "planned", "withheld",
]  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    tmp_path.chmod(0o700)


async def export(monitor: Monitor, *keys: str) -> None:
    await monitor.press("e")
    await monitor.opens(ExportDialog)
    await monitor.press(*keys)


async def test_e_writes_whom_the_filter_shows_in_the_tables_order_and_columns(folder: Path) -> None:
    async with opened() as monitor:
        monitor.app.desk.filter_by("presence:idle,absent step:out")
        monitor.app.desk.sort_by("name", reverse=True)
        await export(monitor, "enter")
        await monitor.wait_until(lambda: "users written to" in monitor.toasts())
        shown = [row.id for row in monitor.app.desk.view.rows]
        assert str(folder / f"{NAME}.csv") in monitor.app.activity[0].text
    head, *rows = csv.reader((folder / f"{NAME}.csv").read_text(encoding="utf-8").splitlines())
    assert head == [*(one.title for one in COLUMNS), "Id"]
    assert [row[-1] for row in rows] == shown
    assert len(shown) > 1
    ines = next(row for row in rows if row[-1] == INES.id)
    assert ines[:4] == [INES.name, "costa@acme.example", "absent", "0"]


async def test_the_json_has_the_users_of_status(folder: Path) -> None:
    async with opened() as monitor:
        monitor.app.desk.filter_by("femke")
        await export(monitor, "3", "enter")
        await monitor.wait_until(lambda: "1 user written to" in monitor.toasts())
    told = json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))
    assert (told["org"]["name"], told["as_of"], told["filter"]) == ("Acme Sales", "2026-11-23T09:14:00Z", "femke")
    (user,) = told["users"]
    assert list(user) == USER
    assert (user["id"], user["presence"], user["idle_seconds_at_least"]) == (FEMKE.id, "idle", 47 * 60)


async def test_a_name_that_is_a_formula_is_none_in_the_file(folder: Path) -> None:
    async with opened(Stage(people=(TOLA, FORMULA))) as monitor:
        await export(monitor, "2", "enter")
        await monitor.wait_until(lambda: "2 users written to" in monitor.toasts())
    rows = list(csv.DictReader((folder / f"{NAME}.csv").read_text(encoding="utf-8").splitlines()))
    assert f"'{FORMULA.name}" in [row["name"] for row in rows]


async def test_a_file_that_is_there_stays_and_another_name_can_be_given(folder: Path) -> None:
    (folder / f"{NAME}.csv").write_text("mine", encoding="utf-8")
    async with opened() as monitor:
        await export(monitor, "enter")
        await monitor.wait_until(lambda: "is there already and stays as it is" in monitor.text())
        await monitor.press("f", "home")
        await monitor.write("my ")
        await monitor.press("enter")
        await monitor.wait_until(lambda: "9 users and 1 queue written to" in monitor.toasts())
    assert (folder / f"{NAME}.csv").read_text(encoding="utf-8") == "mine"
    assert (folder / f"my {NAME}.csv").exists()


async def test_a_folder_that_is_not_there_is_told(folder: Path) -> None:
    async with opened() as monitor:
        await export(monitor, "f")
        monitor.screen.query_one("#file", Input).value = "nowhere/x.json"
        await monitor.press("enter")
        await monitor.wait_until(lambda: "nowhere/x.json was not written: No such file" in monitor.text())
        assert "JSON" in monitor.screen.query_one("#forms").highlighted_option.prompt.plain  # type: ignore[attr-defined]  # an option list
        await monitor.press("escape")
        assert monitor.screen is monitor.app.desk
    assert not [*os.scandir(folder)]


async def test_c_copies_the_row_as_text() -> None:
    async with opened() as monitor:
        await monitor.press("j", "c")
        copied = monitor.app.clipboard.split("\t")
        assert copied[:3] == [FEMKE.name, "bakker@acme.example", "idle ≥ 47 m"]
        assert copied[-1] == FEMKE.id


async def test_marked_users_are_copied_together_as_text_ids_or_json() -> None:
    async with opened() as monitor:
        await monitor.press("space", "space", "c")
        assert [line.split("\t")[0] for line in monitor.app.clipboard.splitlines()] == [TOLA.name, FEMKE.name]
        await monitor.press("i")
        assert monitor.app.clipboard == f"{TOLA.id}\n{FEMKE.id}"
        await monitor.press("y")
        assert [one["name"] for one in json.loads(monitor.app.clipboard)] == [TOLA.name, FEMKE.name]
        assert "2 users copied as JSON" in monitor.toasts()


async def test_one_user_is_copied_as_one_object_in_the_details_too() -> None:
    async with opened() as monitor:
        assert monitor.app.desk.table.move_to(MAJA.id)
        await monitor.press("enter", "y")
        assert json.loads(monitor.app.clipboard)["id"] == MAJA.id


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        (org(), "de-presence-acme-sales-2026-11-23T0914.csv"),
        (None, "de-presence-org-2026-11-23T0914.csv"),
        (OrgFacts("00D1", "../\x1b日本", "", "", True, ""), "de-presence-00D1-2026-11-23T0914.csv"),
    ],
    ids=["plain", "not known", "hostile"],
)
def test_the_files_name_is_safe_whatever_the_org_is_called(facts: OrgFacts | None, name: str) -> None:
    assert file_name(facts, NOW, ".csv") == name
