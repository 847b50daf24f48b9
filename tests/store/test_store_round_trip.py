"""Whatever is remembered or noted comes back as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
from hypothesis import given, settings
from msgspec.structs import replace

from tui.presence.entry import Entry
from tui.presence.memory import Hold, Memory, Past, Sent
from tui.presence.model import DE
from tui.presence.ons import Ons
from tui.presence.settings import JournalSettings
from tui.store.journal import SqliteJournal
from tui.store.rows import EPOCH, MICROSECOND

moments = st.integers(0, 7_000_000_000_000_000).map(lambda number: EPOCH + number * MICROSECOND)
texts = st.text(st.characters(codec="utf-8"), max_size=40)
people = st.sampled_from(("person", "loop", "outside"))
outcomes = st.sampled_from(("sent", "done", "failed", "unsettled", "not-applied", "dry-run"))
sents = st.builds(Sent, st.booleans(), moments, people, outcomes, st.none() | texts)
holds = st.builds(Hold, texts, st.none() | moments, st.booleans(), people)
pasts = st.builds(
    Past,
    present=st.none() | st.booleans(),
    since=st.none() | moments,
    missing_from=st.none() | moments,
    missing_readings=st.integers(0, 9),
    de=st.sampled_from(DE),
    on_answered=st.booleans(),
    ons=st.integers(0, 3),
    on_at=st.none() | moments,
    off_at=st.none() | moments,
    off_shown=st.booleans(),
    sends=st.lists(sents, max_size=4).map(tuple),
    hold=st.none() | holds,
    answered=st.booleans(),
    gone_at=st.just(datetime(2200, 1, 1, tzinfo=UTC)) | st.none(),
    changed=st.none() | moments,
    changed_by=st.none() | people,
)
hours = st.dictionaries(st.integers(0, 23), st.integers(0, 50_000), max_size=4)
memories = st.builds(
    Memory,
    pasts=st.dictionaries(texts, pasts, max_size=4),
    begun=st.booleans(),
    last_complete=st.none() | moments,
    own_shown=st.booleans(),
    answered=st.integers(0, 50_000),
    on_counts=st.lists(st.tuples(moments, st.integers(0, 50_000)), max_size=4).map(tuple),
    anchor=st.none(),
    ons=st.builds(Ons, hours, hours),
)
entries = st.builds(
    Entry,
    at=moments,
    kind=st.sampled_from(("toggle", "presence", "cycle", "hold", "error")),
    user=st.none() | texts,
    name=texts,
    was=st.none() | texts,
    to=st.none() | texts,
    why=texts,
    by=st.none() | people,
    route=st.none() | texts,
    outcome=st.none() | outcomes | st.just("withheld"),
    number=st.just(0),
)


@settings(deadline=None, max_examples=50)
@given(memories)
def test_every_memory_comes_back(memory: Memory) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "org.db"
        first = SqliteJournal(path, JournalSettings())
        first.keep(memory, memory.pasts)
        first.close()
        second = SqliteJournal(path, JournalSettings())
        assert second.memory() == memory
        second.close()


@settings(deadline=None, max_examples=50)
@given(st.lists(entries, max_size=8))
def test_every_entry_comes_back_newest_first(written: list[Entry]) -> None:
    with TemporaryDirectory() as folder:
        journal = SqliteJournal(Path(folder) / "org.db", JournalSettings())
        journal.note(written)
        read = [replace(one, number=0) for one in journal.history()]
        journal.close()
    assert read == sorted(written, key=lambda one: one.at)[::-1]
