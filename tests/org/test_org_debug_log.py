"""DE's answer by the debug log: by marker and nonce, whatever else the log holds."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.org.scripted import QUEUE, TEAM, USER, Asked, Scripted, Still, Watch
from tests.org.test_org_availability import Truth, answers, packed
from tests.org.test_org_soap import answer as answered
from tui.org.routes.debug_log import CHUNK, DebugCallsHere, LogReader
from tui.org.wire.calls import Kind
from tui.org.wire.errors import LimitReached, Misread, MissingPermission, NoDE, OrgFailure, Rejected
from tui.org.wire.literals import long_id
from tui.org.wire.steps import Steps
from tui.presence.debug_calls import MOST, REST
from tui.presence.model import Instant
from tui.presence.problems import Aborted

Bend = Callable[[list[str]], list[str]]


class DE:
    """An org whose blocks write what they are asked for into their debug log, and then throw."""

    def __init__(self, answer: Truth, bend: Bend = lambda lines: lines) -> None:
        self.whole, self.bend = packed(answer), bend
        self.asked: list[tuple[int, int]] = []

    def __call__(self, asked: Asked) -> object:
        assert asked.kind is Kind.READ
        source = asked.body.decode().replace("&apos;", "'").replace("&lt;", "<")
        offset, size = (int(re.findall(one, source)[0]) for one in (r"Math\.min\((\d+),", r"start \+ (\d+),"))
        nonce = re.findall(r"DEP1:(\w+):'", source)[0]
        self.asked.append((offset, size))
        lines = self.bend(list(self.lines(nonce, offset, size)))
        shown = "\n".join([*(f"Execute Anonymous: {one}" for one in source.splitlines()), *lines])
        return answered(escape(shown), exceptionMessage=f"DePresenceAnswerException: DEP1:{nonce}:END")

    def lines(self, nonce: str, offset: int, size: int) -> list[str]:
        piece = self.whole[offset : offset + size]
        checksum = hashlib.sha256(self.whole.encode()).hexdigest()
        chunks = [piece[at : at + CHUNK] for at in range(0, len(piece), CHUNK)] or [""]
        about = f"/{len(chunks)}:{len(self.whole)},{offset},{checksum},{len(piece)}:"
        return [
            f"10:00:00.0 (1)|USER_DEBUG|[30]|ERROR|DEP1:{nonce}:{number}{about}"
            + base64.b64encode(one.encode()).decode()
            for number, one in enumerate(chunks, 1)
        ]


def reader(largest: int = 400_000, calls: DebugCallsHere | None = None) -> LogReader:
    return LogReader(calls or DebugCallsHere(Still()), largest)


def read(org: Callable[[Asked], object], by: LogReader | None = None, *, author_apex: bool = True) -> object:
    return (by or reader()).read(Scripted(org), Steps(Watch()), author_apex=author_apex)


def many(number: int) -> Truth:
    return {TEAM: {long_id(f"0055e00000{one:05d}"): one % 3 == 0 for one in range(number)}}


@given(answers, st.integers(min_value=1, max_value=400))
def test_any_answer_arrives_as_it_is_by_pages_of_any_size(answer: Truth, size: int) -> None:
    told = {team: {one: on for one, on in users.items() if on is not None} for team, users in answer.items()}
    assert read(DE(answer), reader(size)) == told


def test_a_large_answer_comes_in_many_lines_of_one_call() -> None:
    org = DE(many(9_000))
    assert read(org) == many(9_000)
    assert len(org.asked) == 1
    assert len(org.whole) > 3 * CHUNK


@pytest.mark.parametrize("size", [CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_a_page_may_end_exactly_where_a_line_does_or_just_beside(size: int) -> None:
    assert read(DE(many(6_000)), reader(size)) == many(6_000)


def test_no_line_is_longer_than_8_000() -> None:
    assert max(map(len, DE(many(9_000)).lines("0" * 16, 0, 400_000))) < 8_000


def noisy(lines: list[str]) -> list[str]:
    """A trace flag of the Developer Console outranks our header: values again, shortened, and the lines of others."""
    noise = [f'10:00:00.0 (1)|VARIABLE_ASSIGNMENT|[29]|line|"{one.rpartition("|")[2][:150]}"' for one in lines]
    others = ["10:00:00.0 (2)|USER_DEBUG|[3]|ERROR|DEP1:another:1/1:9,0,x,9:AAAA", "a text\nof two lines", "|" * 9]
    return [one for both in zip(noise, lines, strict=True) for one in both] + others + noise


@pytest.mark.parametrize("bend", [noisy, lambda lines: lines[::-1], lambda lines: [*lines, *lines]])
def test_other_lines_another_order_and_repetitions_do_not_matter(bend: Bend) -> None:
    assert read(DE(many(9_000), bend)) == many(9_000)


def test_a_log_of_20_mb_is_read_too() -> None:
    noise = f"10:00:00.0 (1)|STATEMENT_EXECUTE|[3]{'x' * 960}"
    assert read(DE(many(50), lambda lines: [*[noise] * 10_000, *lines, *[noise] * 10_000])) == many(50)


def test_what_an_org_skips_of_a_long_log_is_asked_for_again_in_smaller_pieces() -> None:
    def skip(lines: list[str]) -> list[str]:
        return lines if len(lines) < 3 else [lines[0], "*** Skipped 15000 bytes of detailed log", *lines[2:]]

    org, by = DE(many(9_000), skip), reader()
    assert read(org, by) == many(9_000)
    assert by.page_size <= 2 * CHUNK
    before = len(org.asked)
    assert read(org, by) == many(9_000)
    assert {size for _, size in org.asked[before:]} == {by.page_size}


def test_a_line_that_was_cut_is_asked_for_again() -> None:
    cut = [True]

    def shorten(lines: list[str]) -> list[str]:
        return [one[:-8] for one in lines] if cut and cut.pop() else lines

    org = DE(many(50), shorten)
    assert read(org) == many(50)
    assert len(org.asked) == 2


def test_a_log_that_skips_even_its_shortest_pieces_is_given_up() -> None:
    with pytest.raises(Misread):
        read(DE(many(9_000), lambda lines: [one[:-8] for one in lines]))


def test_without_a_log_or_without_our_lines_it_is_misread() -> None:
    with pytest.raises(Misread) as failure:
        read(lambda _: answered(None, exceptionMessage="DePresenceAnswerException: DEP1:x:END"))
    assert "no debug log" in failure.value.problem.title
    with pytest.raises(Misread):
        read(DE(many(3), lambda _: []))


def test_an_exception_of_des_own_is_told_in_its_words() -> None:
    with pytest.raises(Rejected) as failure:
        read(lambda _: answered("nothing", exceptionMessage="n2de.LicenceException: no licence"))
    assert "no licence" in failure.value.problem.cause


@pytest.mark.parametrize(("author", "failure"), [(True, NoDE), (False, MissingPermission)])
def test_a_block_that_does_not_compile_says_why(author: bool, failure: type[OrgFailure]) -> None:
    said = answered("", compiled="false").replace(
        b'<compileProblem xsi:nil="true"/>', b"<compileProblem>n2de</compileProblem>"
    )
    with pytest.raises(failure):
        read(lambda _: said, author_apex=author)


def test_a_damaged_answer_is_told_by_its_checksum() -> None:
    org = DE({TEAM: {USER: True, QUEUE: False}})

    def damage(asked: Asked) -> object:
        checksum = hashlib.sha256(org.whole.encode()).hexdigest()
        said = org(asked)
        assert isinstance(said, bytes)
        return said.replace(checksum.encode(), b"0" * 64)

    with pytest.raises(Misread):
        read(damage)


def test_the_block_always_ends_by_throwing_so_that_it_may_be_repeated_like_any_read() -> None:
    seen: list[str] = []

    def look(asked: Asked) -> object:
        seen.append(asked.body.decode())
        return DE(many(1))(asked)

    read(look)
    code = seen[0].rpartition("</apexcode>")[0]
    assert code.rstrip().endswith("END&apos;);")
    assert "throw new DePresenceAnswerException" in code.splitlines()[-1]


def test_each_page_costs_one_of_the_days_calls_and_its_rest() -> None:
    calls = DebugCallsHere(Still())
    by = reader(4_000, calls)
    read(DE(many(5_000)), by)
    assert calls.used() > 1
    assert by.rest == pytest.approx(calls.used() * REST)


def test_no_more_than_our_share_of_the_days_calls_leaves() -> None:
    clock = Still()
    calls = DebugCallsHere(clock)
    calls.note(MOST)
    org = DE(many(3))
    with pytest.raises(Rejected) as failure:
        read(org, reader(calls=calls))
    assert org.asked == []
    assert str(MOST) in failure.value.problem.cause
    clock.at = Instant(clock.at.wall + 86_400, 50.0)
    assert read(org, reader(calls=calls)) == many(3)


def test_the_orgs_own_refusal_is_no_reason_to_think_that_the_org_is_gone() -> None:
    with pytest.raises(Rejected) as failure:
        read(lambda _: LimitReached("full", "TotalRequests Limit exceeded."))
    assert "TotalRequests" in failure.value.problem.cause


def test_reading_can_be_stopped_between_two_pages() -> None:
    org = Scripted(DE(many(5_000)))
    with pytest.raises(Aborted):
        reader(2_000).read(org, Steps(Watch(stop_after=2)), author_apex=True)
    assert len(org.asked) == 2
