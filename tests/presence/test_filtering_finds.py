"""What each word of the filter finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.made import NINE
from tests.presence.filtering_rows import EVERYONE, MIN, found
from tui.presence.filtering.compiling import compile_filter, narrows
from tui.presence.filtering.completion import Known, complete
from tui.presence.filtering.tokens import quoted

ALL = ["Inês", "Femke", "Léo", "Maja", "Yusuf", "leads"]
PIECES = (
    "femke", "ENT", "idle", "presence:", "presence:i", "presence:ilde", "de:on,off", "team:ent", "team:=smb",
    "idle:>30m", "idle:>", "idle:<2h", "seen:1h", "expires:<10m", "sessions:>1", "sessions:0,2", "step:out", "hold:yes",
    "next:held", "changed:<1h", "by:you", "profile:sales", "is:queue", "@mine", "@nobody", '"bakker, f', "x:y",
    "a", "present:no", "seen:999999w",
)  # fmt: skip
SAVED = {"mine": "team:smb !hold:yes"}
words = st.lists(st.tuples(st.sampled_from(["", "!"]), st.sampled_from(PIECES)).map("".join), max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ALL),
        ("INES", ["Inês"]),
        ("bakker@acme", ["Femke"]),
        ("0050000", ["Inês", "Femke", "Léo", "Maja", "Yusuf"]),
        ("west", ["Femke"]),
        ('"costa, in"', ["Inês"]),
        ("idle", ["Femke", "leads"]),
        ('"idle"', ["leads"]),
        ("mixed", ["Léo"]),
        ("presence:idle,absent", ["Inês", "Femke"]),
        ("presence:queue", ["leads"]),
        ("presence:unknown", ["Yusuf"]),
        ("presence:a", ["Inês", "Léo", "Maja"]),
        ("PRESENCE:Idle", ["Femke"]),
        ("present:yes", ["Femke", "Léo", "Maja"]),
        ("present:n", ["Inês"]),
        ("de:mixed,off", ["Inês", "Léo", "Maja"]),
        ("team:enterprise", ["Inês", "Femke", "leads"]),
        ("team:=enterprise", ["Inês", "leads"]),
        ('team:="Enterprise West",smb', ["Inês", "Femke", "Léo", "Maja", "Yusuf"]),
        ("sessions:>1", ["Léo"]),
        ("sessions>1", ["Léo"]),
        ("sessions:0,1", ["Inês", "Femke", "Maja"]),
        ("step:out", ["Maja"]),
        ("step:in", ["Inês", "Femke", "Léo", "Yusuf"]),
        ("hold:yes", ["Léo"]),
        ("next:held", ["Léo"]),
        ("next:on,soon", ["Femke", "Maja"]),
        ("by:loop", ["Femke"]),
        ("by:you", ["Léo"]),
        ("changed:<1h", ["Femke"]),
        ("changed:>1h", ["Léo"]),
        ("profile:sales", ["Inês", "Léo"]),
        ("type:saml,visualforce", ["Inês", "Femke"]),
        ("type:=ui", ["Femke"]),
        ("is:inactive", ["Yusuf"]),
        ("is:frozen,queue", ["Yusuf", "leads"]),
        ("idle:>30m", ["Femke"]),
        ("idle:>47m", []),
        ("idle:>=47m", ["Femke"]),
        ("idle:47", ["Femke"]),
        ("idle:<2h", ["Femke"]),
        ("seen:>1h", ["Femke"]),
        ("seen:1h", ["Léo", "Maja"]),
        ("expires:<10m", []),
        ("expires:<15m", ["Femke"]),
        ("expires:>1h59m", ["Maja"]),
        ("!team:smb", ["Femke", "leads"]),
        ("!femke !leads !is:inactive", ["Inês", "Léo", "Maja"]),
        ("team:smb de:off present:yes", ["Maja"]),
        ("presence:xyz team:smb", ["Inês", "Léo", "Maja", "Yusuf"]),
        ("presence: ! idle:> @", ALL),
    ],
)
def test_it_finds(text: str, shown: list[str]) -> None:
    assert found(text) == shown


def test_ages_go_on_with_the_orgs_clock() -> None:
    assert found("expires:<10m idle:>50m", NINE + 4 * MIN) == ["Femke"]


def test_nobody_has_an_age_before_the_orgs_clock_is_known() -> None:
    assert not compile_filter("seen:<99w").select(EVERYONE, None)


def test_a_saved_filter_stands_for_its_words_also_left_out_and_with_others() -> None:
    assert found("@mine present:yes", saved={"mine": "team:smb !leo"}) == ["Maja"]
    assert found('!@"My team"', saved={"my team": "team:smb !leo"}) == ["Femke", "Léo", "leads"]


def test_filters_saved_in_a_circle_are_told_and_filter_nothing() -> None:
    assert found("@a", saved={"a": "@b", "b": "@a"}) == ALL
    assert "stands in itself" in compile_filter("@a", {"a": "@b", "b": "@a"}).wrong[0].why


@given(st.text(max_size=40) | words, st.integers(0, 40))
def test_no_text_breaks_anything(text: str, cursor: int) -> None:
    compiled = compile_filter(text, SAVED)
    compiled.select(EVERYONE, NINE)
    assert all(text[one.start : one.end].strip() for one in compiled.problems)
    for one in complete(text, min(cursor, len(text)), Known({"team": ("SMB", "Key Accounts")}.get, ("mine",))):
        compile_filter(one.into(text)[0], SAVED)


@given(st.sampled_from(PIECES))
def test_a_word_and_its_exclusion_share_everybody_out(word: str) -> None:
    with_it, without = (compile_filter(text, SAVED) for text in (word, f"!{word}"))
    if with_it.terms:
        assert set(with_it.select(EVERYONE, NINE)) ^ set(without.select(EVERYONE, NINE)) == set(EVERYONE)


@given(words)
def test_one_row_is_judged_as_all_are(text: str) -> None:
    compiled = compile_filter(text, SAVED)
    test = compiled.test(NINE)
    assert [one for one in EVERYONE if test(one)] == list(compiled.select(EVERYONE, NINE))


@given(words, words)
def test_what_narrows_shows_nobody_new(old: str, new: str) -> None:
    before, after = compile_filter(old, SAVED), compile_filter(new, SAVED)
    if narrows(before, after):
        assert set(after.select(EVERYONE, NINE)) <= set(before.select(EVERYONE, NINE))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "f"), ("fem", "femk"), ("fem", "x fem y"), ("!femke", "!femk"), ("presence:a", "presence:ab"),
        ("presence:idle,absent", "presence:idle"), ("team:ent", "team:enter"), ("sessions:>1", "sessions:>2"),
        ("sessions:>1", "sessions:3"), ("de:on @mine", "@mine de:on de:on"), ("", "idle:>30m"),
    ],
)  # fmt: skip
def test_going_on_typing_narrows(old: str, new: str) -> None:
    assert narrows(compile_filter(old, SAVED), compile_filter(new, SAVED))


@pytest.mark.parametrize(
    ("old", "new"),
    [("f", ""), ("femk", "fem"), ("!femk", "!femke"), ("idl", "idle"), ("idle:>1h", "idle:>2h"), ("a", "!a"),
     ("team:=ent", "team:ent"), ("sessions:>1", "sessions:>0"), ("de:on", "de:on,off")],
)  # fmt: skip
def test_what_may_show_others_does_not_narrow(old: str, new: str) -> None:
    assert not narrows(compile_filter(old, SAVED), compile_filter(new, SAVED))


@given(st.text(min_size=1, max_size=20).filter(lambda text: text.strip() == text))
def test_a_value_that_is_quoted_is_read_as_it_was(value: str) -> None:
    (term,) = compile_filter(f"team:{quoted(value)}").terms
    assert term.words() == compile_filter(f'team:"{value.replace(chr(34), chr(34) * 2)}"').terms[0].words()
    assert not compile_filter(f"team:{quoted(value)}").problems
