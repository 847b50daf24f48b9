"""The benchmark's arithmetic and its table, without measuring anything."""

from __future__ import annotations

import pytest

from tests.bench.figures import exponent, median, percentile
from tests.bench.lines import Figure, Line, Target, as_json, shown, table
from tests.bench.terminal import first_frame, frame_on


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle() -> None:
    assert median([4, 1, 3, 100]) == 3.5


def test_the_99th_percentile_of_a_hundred_is_the_last_but_one() -> None:
    assert percentile(list(range(100)), 0.99) == 98


def test_nothing_has_no_median() -> None:
    with pytest.raises(ValueError, match="median"):
        median([])


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_the_exponent_of_a_power_law_is_its_power(power: float) -> None:
    assert exponent({size: 0.3 * size**power for size in (1_000, 10_000, 100_000)}) == pytest.approx(power)


def test_a_target_is_missed_where_one_of_two_is() -> None:
    line = Line("case", "what", "ms", 0.015, None, Figure("other", 0.01), (Target(2, "limit"), Target(0.010, "alone")))
    assert [line.met(target) for target in line.targets] == [True, False]
    assert line.verdict == "missed"


def test_a_missing_peer_is_neither_met_nor_missed() -> None:
    line = Line("case", "what", "ms", 0.015, targets=(Target(0.6, "peer"),), note="peer missing: no network")
    assert line.verdict == "?"
    assert "no network" in table([line])


def test_the_table_shows_ratio_and_verdict() -> None:
    line = Line("cycle", "a cycle", "ms", 0.5, Figure("query_all", 1.0), None, (Target(0.6, "peer"),))
    row = next(row for row in table([line]).splitlines() if "a cycle" in row)
    assert row.split() == ["a", "cycle", "500", "ms", "1,000", "ms", "0.50", "<=", "0.6", "x", "peer", "met"]


def test_the_file_has_ratios_beside_plain_figures() -> None:
    (told,) = as_json([Line("cycle", "a cycle", "ms", 0.5, Figure("query_all", 1.0), None, (Target(0.6, "peer"),))])
    assert (told["ours"], told["peer"]["value"], told["of_peer"], told["of_limit"]) == (0.5, 1.0, 0.5, None)


@pytest.mark.parametrize(
    ("value", "unit", "words"), [(0.0123, "ms", "12.3 ms"), (0.004, "%", "0.40 %"), (25, "", "25")]
)
def test_a_value_is_shown_with_three_figures_that_count(value: float, unit: str, words: str) -> None:
    assert shown(value, unit) == words


def test_a_frame_counts_when_it_is_whole_and_changes_a_watched_line() -> None:
    changes_rows = frame_on(7, 12)
    assert not changes_rows(b"\x1b[3;1Hcounts\x1b[?2026l")
    assert not changes_rows(b"\x1b[8;1HFemke")
    assert changes_rows(b"\x1b[8;1HFemke\x1b[0m\x1b[?2026l")


def test_blanks_are_no_first_frame() -> None:
    assert not first_frame(b"shell\x1b[?1049h\x1b[1;1H\x1b[48;2;1;2;3m    ")
    assert first_frame(b"\x1b[?1049h\x1b[1;1H\x1b[48;2;1;2;3m  Hello ")
