"""Random cycles of bigger worlds keep the invariants; and with any one rule taken out, the judge says which broke.

The ordinary run judges some thousands of cycles. The long one, some minutes on two cores, a million:

    DE_PRESENCE_CYCLES=1000000 pytest tests/faults/test_faults_big_worlds.py
"""

from __future__ import annotations

import os
from itertools import islice
from typing import Any

import pytest
from msgspec.structs import replace

from tests.faults.big_worlds import BigWorld
from tui.presence import since, wishes
from tui.presence.brake import Brake
from tui.presence.memory import Past, Sent
from tui.presence.model import DE

CYCLES = int(os.environ.get("DE_PRESENCE_CYCLES", "6000"))
WORLDS = 40 if CYCLES <= 40_000 else 400


@pytest.mark.parametrize("seed", range(WORLDS))
def test_random_cycles_of_a_bigger_world_keep_the_invariants(seed: int) -> None:
    assert list(islice(BigWorld(seed).complaints(CYCLES // WORLDS), 5)) == []


def _nothing(*_args: Any, **_named: Any) -> None:
    """A rule that never objects."""


def _unbraked(*_args: Any, **_named: Any) -> Brake:
    return Brake(0, 0)


def _at_once(past: Past, **named: Any) -> tuple[Past, bool]:
    return CONFIRM(past, **(named | {"logged_out": True}))


def _always_on(standing: Any, past: Past, settings: Any, at: Any) -> wishes.Wish | None:
    return wishes.Wish(True, "present") if standing.de is DE.OFF else None


def _nobody_elses(past: Past, de: DE, at: Any, *, respect: bool) -> Past:
    return ANSWER(past, de, at, respect=False)


def _lost_is_done(past: Past, sent: Sent) -> Past:
    return SETTLED(past, replace(sent, outcome="done") if sent.outcome == "unsettled" else sent)


CONFIRM, ANSWER, SETTLED = since.confirm, since.answer, since.settled
WITHOUT = [
    ("I1", "tui.loop.cycle.why_blind", _nothing),
    ("I2", "tui.presence.withhold.under_hold", _nothing),
    ("I3", "tui.presence.wishes._for_absent", _nothing),
    ("I4", "tui.presence.wishes._for_present", _nothing),
    ("I5", "tui.presence.withhold.too_often", _nothing),
    ("I7", "tui.presence.plan.brake", _unbraked),
    ("I7", "tui.presence.since.confirm", _at_once),
    ("I8", "tui.presence.wishes._for_present", _always_on),
    ("I8", "tui.presence.since.answer", _nobody_elses),
    ("I9", "tui.presence.wishes._for_absent", _nothing),
    ("I11", "tui.presence.wishes._for_absent", _nothing),
    ("I3", "tests.faults.core_world.settled", _lost_is_done),
]


@pytest.mark.parametrize(
    ("broken", "rule", "instead"), WITHOUT, ids=[f"{broken} without {rule}" for broken, rule, _ in WITHOUT]
)
def test_with_a_rule_taken_out_the_judge_names_the_invariant_that_broke(
    broken: str, rule: str, instead: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule, instead)
    complaints = (words for seed in range(30) for words in islice(BigWorld(seed).complaints(400), 100))
    assert any(words.startswith(f"{broken}: ") for words in complaints)
