"""The filter tells what it does in words, what a wrong word should have been, and what may come next."""

from __future__ import annotations

import pytest

from tui.presence.filtering.compiling import compile_filter, explain
from tui.presence.filtering.completion import Known, complete

KNOWN = Known({"team": ("Enterprise", "Enterprise West", "SMB", "West"), "profile": ()}.get, ("mine", "My team"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("idle:>30m team:enterprise !Bob", 'idle for more than 30 min, in a team like enterprise, not "bob"'),
        ("presence:idle,absent !de:on", "idle or absent, not on in DE"),
        ("team:=SMB,west", "in a team smb or like west"),
        ("sessions:>1 expires:10m", "with more than 1 sessions, expiring in at most 10 min"),
        ("@mine", "@mine (in a team like smb)"),
        ("presence:x de:on", "on in DE"),
    ],
)
def test_it_is_explained(text: str, words: str) -> None:
    assert explain(text, {"mine": "team:smb"}) == words


@pytest.mark.parametrize(
    ("text", "why", "instead"),
    [
        ("presnce:idle", 'there is no field "presnce": presence?', "presence:idle"),
        ("idel:>30m", 'there is no field "idel": idle?', "idle:>30m"),
        ("!presence:ilde,absent", 'presence is never "ilde": idle?', "!presence:idle,absent"),
        ("de:17", 'de is on, off, mixed or unknown, not "17"', ""),
        ("idle:abc", 'idle wants a length of time like >30m or <2h, not "abc"', ""),
        ("sessions:>1h", 'sessions wants a number like >1, not ">1h"', ""),
        ("s:1", '"s" may be seen, sessions or step', ""),
        ("@mien", 'no filter is saved as "mien": mine?', "@mine"),
        ("@bad", 'in the saved filter "bad": de is on, off, mixed or unknown, not "17"', ""),
    ],
)
def test_a_wrong_word_is_explained_with_the_nearest_right_one(text: str, why: str, instead: str) -> None:
    compiled = compile_filter(f"maja {text}", {"mine": "", "bad": "de:17"})
    (problem,) = compiled.wrong
    assert (problem.why, problem.instead) == (why, instead)
    assert (problem.start, problem.end) == (5, 5 + len(text))
    assert len(compiled.terms) == 1


def test_a_word_that_is_still_being_typed_is_not_wrong() -> None:
    compiled = compile_filter("idle: ! @ sessions:>")
    assert not compiled.wrong
    assert compiled.problems[0].why == "idle: how long nothing was seen, at least"


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("pres", "presence:"),
        ("maja !pre", "maja !presence:"),
        ("presence:i", "presence:idle"),
        ("presence:idle,ab", "presence:idle,absent"),
        ("team:ent", "team:Enterprise"),
        ("team:enterprise w", None),
        ('team:"enterprise w', 'team:"Enterprise West"'),
        ("team:=west", "team:=West"),
        ("idle:", "idle:>30m"),
        ("@my", '@"My team"'),
        ("presnce:idle", "presence:idle"),
        ("maja !pres:i", "maja !presence:i"),
        ("femke", None),
        ("presence:idle", None),
    ],
)
def test_it_is_completed(text: str, best: str | None) -> None:
    found = complete(text, len(text), KNOWN)
    assert (found[0].into(text)[0] if found else None) == best


def test_names_that_begin_so_come_before_those_that_only_have_it() -> None:
    assert [one.shown for one in complete("team:west", 9, KNOWN)] == ["West", "Enterprise West"]


def test_a_word_in_the_middle_is_completed_where_the_cursor_is() -> None:
    (found,) = complete("presence:id maja", 11, KNOWN)
    assert found.into("presence:id maja") == ("presence:idle maja", 13)


def test_where_nothing_is_typed_the_fields_are_offered() -> None:
    offered = complete("maja ", 5, KNOWN)
    assert offered[0].into("maja ")[0] == "maja presence:"
    assert {"idle:", "team:"} <= {one.shown for one in offered}
