from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.org.scripted import QUEUE, TEAM, USER, Answer, Asked, Scripted, Watch
from tui.org.routes.anonymous import LONGEST
from tui.org.routes.apex import Ran
from tui.org.routes.availability import LARGEST_PAGE, SOURCE, AnswerReader, parse
from tui.org.routes.unpacking import Unpacker
from tui.org.wire.calls import Kind
from tui.org.wire.errors import Misread, MissingPermission, NoDE, Rejected
from tui.org.wire.literals import long_id
from tui.org.wire.steps import Steps
from tui.presence.problems import Aborted

Truth = Mapping[str, Mapping[str, bool | None]]
OTHER = "0055e0000000002AAA"


def packed(answer: Truth) -> str:
    """What the block makes of an answer, written down independently of it."""
    text = ""
    for team in sorted(answer):
        text += team[:15] + ":"
        previous = ""
        values = {one[:15]: on for one, on in answer[team].items()}
        for member in sorted(values):
            same = 0
            while same < len(previous) and member[same] == previous[same]:
                same += 1
            value = values[member]
            text += member[same:] + ("?" if value is None else "+" if value else "-")
            previous = member
        text += ";"
    return text


class DE:
    """An org whose blocks throw what they are asked for, through exception messages of limited length."""

    def __init__(self, answer: Truth, longest: int = 10**9) -> None:
        self.whole, self.longest = packed(answer), longest
        self.asked: list[tuple[int, int]] = []

    def __call__(self, asked: Asked) -> object:
        assert asked.kind is Kind.READ
        offset = int(re.findall(r"Math\.min\((\d+),", asked.apex)[0])
        size = int(re.findall(r"start \+ (\d+),", asked.apex)[0])
        self.asked.append((offset, size))
        part = self.whole[offset : offset + size]
        checksum = hashlib.sha256(self.whole.encode()).hexdigest()
        message = f"DePresenceAnswerException: DEP1|{len(self.whole)}|{offset}|{checksum}|{len(part)}|{part}|END"
        return threw(message[: self.longest])


def threw(message: str) -> dict[str, object]:
    return {
        "line": 1,
        "column": 1,
        "compiled": True,
        "success": False,
        "compileProblem": None,
        "exceptionStackTrace": "AnonymousBlock: line 24",
        "exceptionMessage": message,
    }


def uncompiled(problem: str) -> dict[str, object]:
    return {"compiled": False, "success": False, "compileProblem": problem, "exceptionMessage": None}


def read(org: Answer, reader: AnswerReader | None = None, *, author_apex: bool = True) -> object:
    return (reader or AnswerReader()).read(Scripted(org), Steps(Watch()), author_apex=author_apex)


ids = st.from_regex(r"\A005[A-Za-z0-9]{12}\Z").map(long_id) | st.from_regex(r"\A0055e0000[A-Za-z0-9]{6}\Z").map(long_id)
answers = st.dictionaries(
    st.from_regex(r"\Aa0B[A-Za-z0-9]{12}\Z").map(long_id),
    st.dictionaries(ids, st.booleans() | st.none(), max_size=8),
    max_size=4,
)


@given(answers, st.integers(min_value=1, max_value=400))
def test_any_answer_arrives_as_it_is_by_pages_of_any_size(answer: Truth, size: int) -> None:
    told = {team: {one: on for one, on in users.items() if on is not None} for team, users in answer.items()}
    assert read(DE(answer), AnswerReader(size)) == told


def test_users_and_queues_of_a_team_keep_their_own_values() -> None:
    answer = {TEAM: {USER: True, OTHER: False, QUEUE: True}}
    assert read(DE(answer)) == answer


def test_a_small_answer_takes_one_call() -> None:
    org = DE({TEAM: {USER: True}})
    read(org)
    assert len(org.asked) == 1


def test_a_cut_message_makes_the_pages_smaller_until_they_pass_and_the_size_is_remembered() -> None:
    answer = {TEAM: {long_id(f"0055e00000{number:05d}"): number % 2 == 0 for number in range(600)}}
    org, reader = DE(answer, longest=500), AnswerReader()
    assert read(org, reader) == answer
    sizes = [size for _, size in org.asked]
    assert sizes[-1] < 500
    org.asked.clear()
    assert read(org, reader) == answer
    assert {size for _, size in org.asked} == {sizes[-1]}


@pytest.mark.parametrize(("room", "calls"), [(-1, 3), (0, 1), (1, 1)])
def test_a_message_may_be_exactly_as_long_as_the_org_lets_through(room: int, calls: int) -> None:
    answer = {TEAM: {long_id(f"0055e00000{number:05d}"): True for number in range(600)}}
    org = DE(answer)
    said = org(Asked("GET", "", {"anonymousBody": SOURCE % {"offset": 0, "size": LARGEST_PAGE}}, None, Kind.READ))
    assert isinstance(said, dict)
    org.longest = len(said["exceptionMessage"]) + room
    org.asked.clear()
    assert read(org) == answer
    assert len(org.asked) == calls


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_a_page_may_end_exactly_where_the_answer_does_or_just_beside(over: int) -> None:
    org = DE({TEAM: {USER: True, OTHER: False}})
    assert read(org, AnswerReader(len(org.whole) + over)) == {TEAM: {USER: True, OTHER: False}}
    assert len(org.asked) == (2 if over < 0 else 1)


def test_the_block_fits_an_address_with_room_for_long_headers() -> None:
    assert len(quote_plus(SOURCE % {"offset": 10**9, "size": 10**9})) < LONGEST


def test_an_org_that_cuts_even_small_pages_is_said_to_do_so() -> None:
    with pytest.raises(Misread):
        read(DE({TEAM: {USER: True, OTHER: False}}, longest=130))


class Changing(DE):
    """Somebody toggles between two pages, so many times."""

    def __init__(self, answer: Truth, times: int) -> None:
        super().__init__(answer)
        self.times = times

    def __call__(self, asked: Asked) -> object:
        said = super().__call__(asked)
        if self.times:
            self.times -= 1
            self.whole = self.whole.replace("+", "\0").replace("-", "+").replace("\0", "-")
        return said


def test_an_answer_that_changes_between_two_pages_is_read_again_from_its_beginning() -> None:
    org = Changing({TEAM: {USER: True, OTHER: False}}, times=1)
    assert read(org, AnswerReader(20)) == {TEAM: {USER: False, OTHER: True}}
    assert [offset for offset, _ in org.asked][:3] == [0, 20, 0]


def test_an_answer_that_keeps_changing_is_given_up_after_three_times() -> None:
    org = Changing({TEAM: {USER: True, OTHER: False}}, times=100)
    with pytest.raises(Misread) as failure:
        read(org, AnswerReader(20))
    assert [offset for offset, _ in org.asked].count(0) == 3
    assert "changing" in failure.value.problem.title


def test_a_damaged_answer_is_told_from_a_sound_one_by_its_checksum() -> None:
    def org(asked: Asked) -> object:
        said = DE({TEAM: {USER: True}})(asked)
        assert isinstance(said, dict)
        return said | {"exceptionMessage": said["exceptionMessage"].replace("+", "-")}

    with pytest.raises(Misread):
        read(org)


def test_reading_can_be_stopped_between_two_pages() -> None:
    calls = Scripted(DE({TEAM: {USER: True, OTHER: False}}))
    with pytest.raises(Aborted):
        AnswerReader(5).read(calls, Steps(Watch(stop_after=2)), author_apex=True)
    assert len(calls.asked) == 2


@pytest.mark.parametrize(
    "problem",
    [
        "Variable does not exist: n2de.DistributionEngineGlobal",
        "Invalid type: n2de.DistributionEngineGlobal",
        "Type is not visible: n2de.DistributionEngineGlobal",
        "Method does not exist or incorrect signature: void getUserAvailabilityAllTeams() from the type",
    ],
)
def test_a_block_that_names_what_is_not_there_means_that_de_is_not_installed_or_not_visible(problem: str) -> None:
    with pytest.raises(NoDE) as failure:
        read(lambda _: uncompiled(problem))
    assert failure.value.exit_code == 5
    assert problem in failure.value.problem.cause


def test_without_author_apex_the_same_block_names_the_missing_permission() -> None:
    with pytest.raises(MissingPermission) as failure:
        read(lambda _: uncompiled("Variable does not exist: n2de"), author_apex=False)
    assert "Author Apex" in failure.value.problem.title
    assert failure.value.exit_code == 5


def test_a_refusal_of_the_call_itself_names_the_permission_too() -> None:
    with pytest.raises(MissingPermission) as failure:
        read(lambda _: Rejected("no", "not allowed here"), author_apex=False)
    assert "Author Apex" in failure.value.problem.title


def test_an_exception_of_de_is_told_in_its_own_words() -> None:
    with pytest.raises(Rejected) as failure:
        read(lambda _: threw("n2de.LicenceException: no licence for this user"))
    assert "no licence" in failure.value.problem.cause


def test_what_was_thrown_is_never_shown() -> None:
    with pytest.raises(Misread) as failure:
        parse(Ran(compiled=True, success=False, exception_message="X: DEP1|5|secret"))
    assert "secret" not in str(failure.value)


@pytest.mark.parametrize(
    "around", ["{}", "AnonymousBlock.DePresenceAnswerException: {}\n\nAnonymousBlock: line 3", "x|{}|"]
)
def test_whatever_the_org_puts_around_a_message_does_not_matter(around: str) -> None:
    whole = packed({TEAM: {USER: True}})
    checksum = hashlib.sha256(whole.encode()).hexdigest()
    message = f"DEP1|{len(whole)}|0|{checksum}|{len(whole)}|{whole}|END"
    assert read(lambda _: threw(around.format(message))) == {TEAM: {USER: True}}


@pytest.mark.parametrize("text", ["garbage", "a0B5e0000000001:", "short:;", "a0B5e0000000001:005!+;"])
def test_a_text_that_is_no_answer_is_misread(text: str) -> None:
    with pytest.raises(Misread):
        Unpacker().unpack(text)


def test_an_answer_for_nobody_is_an_empty_answer() -> None:
    assert read(DE({})) == {}
