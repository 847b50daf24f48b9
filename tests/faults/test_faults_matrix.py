"""The fault matrix over real HTTP: whatever goes wrong with a request, no wrong toggle, a word of it, and recovery."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.faults.matrix import CELLS, LEFT_OUT
from tests.faults.matrix_grounds import GROUNDS, Ground
from tests.faults.matrix_kinds import KINDS, MIDWAY, START
from tests.faults.matrix_play import play, undisturbed
from tui.org.wire.errors import Rejected
from tui.presence.brake import Brake
from tui.presence.model import Id

BRAKE_SAVES = (
    "sessions page 1, empty records, from the start",
    "sessions page 1, the caller's own session alone, midway",
    "sessions page 1, clock a day ahead, from the start",
    "sessions page 1, clock a day ahead, midway",
)
COMPLETENESS_SAVES = (
    "sessions page n, 404, midway",
    "sessions page n, 403 permission, midway",
    "sessions page n, half a body, whole by its length, midway",
    "sessions page n, a locator that has expired, midway",
    "sessions page n, a page that repeats, midway",
)


LOST_SAVES = (
    "toggle by the companion, half a body, whole by its length, midway, all routes",
    "toggle by the companion, one result too few, midway, all routes",
)


@pytest.mark.parametrize("when", [START, MIDWAY])
@pytest.mark.parametrize("ground", GROUNDS, ids=lambda ground: ground.name)
async def test_the_same_world_without_a_fault_is_toggled_while_a_fault_would_last(
    ground: Ground, when: str, tmp_path: Path
) -> None:
    assert await undisturbed(ground, when, tmp_path) == []


@pytest.mark.parametrize("cell", CELLS)
async def test_a_fault_sends_nothing_wrong_is_named_and_passes(cell: str, tmp_path: Path) -> None:
    assert await play(CELLS[cell], tmp_path) == []


@pytest.mark.parametrize("cell", BRAKE_SAVES)
async def test_without_the_brake_these_cells_send_wrong_toggles(
    cell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_brake(offs: Iterable[Id], *_: object) -> Brake:
        return Brake(len(list(offs)), 0)

    monkeypatch.setattr("tui.presence.plan.brake", no_brake)
    assert _wrong_offs(await play(CELLS[cell], tmp_path))


@pytest.mark.parametrize("cell", COMPLETENESS_SAVES)
async def test_without_the_completeness_check_these_cells_send_wrong_toggles(
    cell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.presence.reading.why_incomplete", lambda pages, *, own_expected, known=None: None)
    assert _wrong_offs(await play(CELLS[cell], tmp_path))


@pytest.mark.parametrize("cell", LOST_SAVES)
async def test_were_a_lost_answer_taken_for_a_refusal_these_cells_would_toggle_twice(
    cell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.org.routes.companion.lost", lambda why: Rejected("The org refused", why, code="X"))
    assert [one for one in await play(CELLS[cell], tmp_path) if "had just done it" in one]


def test_every_kind_of_request_has_its_cells_and_what_is_left_out_has_its_rule() -> None:
    assert {cell.kind for cell in CELLS.values()} == set(KINDS)
    assert all(one.why for one in LEFT_OUT)


def _wrong_offs(complaints: Iterable[str]) -> list[str]:
    return [one for one in complaints if "was sent off" in one]
