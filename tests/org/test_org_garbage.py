"""Whatever a server answers, what comes of it is one of our own failures and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.org.scripted import TEAM, USER, Scripted, Watch, page
from tests.org.test_org_action import PLAIN
from tests.org.test_org_sessions import row
from tui.org.routes.action import find_action, send
from tui.org.routes.availability import AnswerReader
from tui.org.rows.identity import read_facts, read_permissions
from tui.org.rows.people import People
from tui.org.rows.sessions import read_sessions, read_sessions_of
from tui.org.rows.teams import Teams
from tui.org.wire.calls import Calls
from tui.org.wire.errors import Misread, OrgFailure
from tui.org.wire.steps import Steps
from tui.presence.ports import Toggle
from tui.presence.settings import PRESETS

STEPS = Steps(Watch())
READERS: list[Callable[[Calls], Any]] = [
    lambda calls: read_sessions(calls, PRESETS["default"], STEPS),
    lambda calls: read_sessions_of(calls, USER),
    lambda calls: read_facts(calls, ""),
    read_permissions,
    find_action,
    lambda calls: People().read(calls, {USER}, ("x",), STEPS),
    lambda calls: Teams().read(calls, [TEAM]),
    lambda calls: AnswerReader().read(calls, STEPS, author_apex=True),
    lambda calls: send(calls, PLAIN, [Toggle(USER, True)]),
]
words = st.sampled_from(
    [
        *("totalSize", "done", "records", "nextRecordsUrl", "Id", "Name", "actions", "inputs", "label", "name", "type"),
        *("DE Toggle Users", "compiled", "success", "exceptionMessage", "DEP1|1|0|x|1|a|END", "isSuccess", "identity"),
        *("sobjects", "keyPrefix", "a0B", "fields", "nameField", "/services/data/v67.0/query/01g-1", USER, TEAM),
    ]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=6),
    max_leaves=12,
)


@pytest.mark.parametrize("reader", READERS)
@given(body=st.binary(max_size=60) | values.map(msgspec.json.encode))
def test_any_answer_is_read_or_becomes_one_of_our_own_failures(reader: Callable[[Calls], Any], body: bytes) -> None:
    with suppress(OrgFailure):
        reader(Scripted(lambda _: body))


@pytest.mark.parametrize(
    "changes",
    [
        {"LastModifiedDate": "2026-11-23T11:50:00"},
        {"LastModifiedDate": "yesterday"},
        {"NumSecondsValid": -1},
        {"NumSecondsValid": 10**15},
        {"NumSecondsValid": None},
        {"UsersId": None},
    ],
)
def test_a_session_that_no_clock_can_judge_is_misread(changes: dict[str, object]) -> None:
    with pytest.raises(Misread):
        read_sessions(Scripted(lambda _: page(row(1, **changes))), PRESETS["default"], STEPS)
