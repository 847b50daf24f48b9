"""Long lives over the real wire: no wrong toggle, a journal that tells just what the org tells, and flat memory.

The ordinary run lives some hours of the org's time. The long one, two lives of 2,000 cycles, some minutes:

    DE_PRESENCE_WIRE_CYCLES=2000 pytest tests/faults/test_faults_wire_life.py -rP
"""

from __future__ import annotations

import gc
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from tests.faults.wire_life import WireLife
from tui.presence import since
from tui.presence.memory import Past

CYCLES = int(os.environ.get("DE_PRESENCE_WIRE_CYCLES", "60"))
CALM = 60  # cycles of two minutes: holds of half an hour, the brake's quarter, and R13's hour
OURS = tuple(tracemalloc.Filter(True, f"*/tui/{room}/*") for room in ("presence", "loop", "org", "store"))
GROWTH = 256 * 1024  # bytes; a leak of one snapshot of twenty people a cycle would be megabytes


@pytest.mark.parametrize(("seed", "answers_toggle"), [(2, False), (5, True)], ids=["answers availability", "toggle"])
async def test_a_life_of_faults_and_kills_has_no_wrong_toggle_and_loses_track_of_none(
    seed: int, answers_toggle: bool, tmp_path: Path
) -> None:
    life = WireLife(seed, tmp_path, answers_toggle=answers_toggle)
    with life.server:
        await life.run(CYCLES // 2)
        await life.die()
        await life.run(CYCLES - CYCLES // 2)
        await life.run(CALM, calm=True)
        journal = await life.end()
    _told(life)
    assert life.oracle.wrong == []
    assert life.oracle.compare(journal) == []
    assert life.left() == []
    assert len(life.world.received) > CYCLES // 4
    assert life.door.served.total() - life.door.served["none"] > 0.15 * life.door.requests_in_trouble


async def test_a_long_life_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    life = WireLife(3, tmp_path)
    tracemalloc.start()
    try:
        with life.server:
            await life.run(CYCLES // 6)
            early = await _taken(life)
            await life.run(CYCLES // 2)
            late = await _taken(life)
            await life.end()
    finally:
        tracemalloc.stop()
    print(f"{early:,} bytes after {CYCLES // 6} cycles, {late:,} after {life.cycles}")
    assert late - early < GROWTH


def _blind_to_nothing(*_args: Any, **_named: Any) -> None:
    """R1 to R3 taken out: every reading is believed."""


def _at_once(past: Past, **named: Any) -> tuple[Past, bool]:
    """R5 taken out: one reading is enough."""
    return CONFIRM(past, **(named | {"logged_out": True}))


CONFIRM = since.confirm


@pytest.mark.parametrize(
    ("rule", "instead"),
    [("tui.loop.cycle.why_blind", _blind_to_nothing), ("tui.presence.since.confirm", _at_once)],
    ids=["R1", "R5"],
)
async def test_with_a_rule_taken_out_the_judge_at_the_door_finds_wrong_toggles(
    rule: str, instead: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule, instead)
    life = WireLife(2, tmp_path)
    with life.server:
        while not life.oracle.wrong and life.cycles < 400:
            await life.run(10)
        await life.end()
    assert life.oracle.wrong


async def test_a_toggle_that_the_journal_does_not_know_is_found(tmp_path: Path) -> None:
    life = WireLife(2, tmp_path, trouble=0.0)
    with life.server:
        while not life.world.received:
            await life.run(1, calm=True)
        journal = await life.end()
    assert life.oracle.compare(journal) == []
    assert life.oracle.compare(journal[1:])
    assert life.oracle.compare([*journal, journal[0]])


async def _taken(life: WireLife) -> int:
    """Bytes that our rooms hold, after a quiet quarter, which leaves both measurements alike."""
    await life.run(8, calm=True)
    gc.collect()
    statistics = tracemalloc.take_snapshot().filter_traces(OURS).statistics("filename")
    return sum(one.size for one in statistics)


def _told(life: WireLife) -> None:
    print(
        f"{life.cycles:,} cycles, {life.door.requests:,} requests, {dict(life.door.served)}, {life.kills} kills, "
        f"{life.changes:,} changes, {len(life.world.received):,} toggles received"
    )
