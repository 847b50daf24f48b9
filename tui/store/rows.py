"""How entries and memory become rows and come back, exactly. Text that UTF-8 cannot write is mended, not refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec.structs import replace

from tui.presence.entry import Entry
from tui.presence.memory import Hold, Memory, Past
from tui.presence.model import Id

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
COLUMNS = ("at", "kind", "user", "name", "was", "to", "why", "by", "route", "outcome")

_past = msgspec.json.Decoder(Past)
_memory = msgspec.json.Decoder(Memory)


def microseconds(moment: datetime) -> int:
    """A moment as whole microseconds since 1970."""
    return (moment - EPOCH) // MICROSECOND


def entry_row(entry: Entry) -> tuple[int | str | None, ...]:
    """The values of ``COLUMNS``."""
    others = (getattr(entry, name) for name in COLUMNS[1:])
    return (microseconds(entry.at), *(None if one is None else clean(one) for one in others))


def read_entry(row: Sequence[object]) -> Entry:
    """An entry from its number followed by ``COLUMNS``. Raises msgspec.ValidationError for what is no entry."""
    number, at, *others = row
    if not isinstance(at, int):
        raise msgspec.ValidationError("an entry without a time")
    moment = EPOCH + at * MICROSECOND
    return msgspec.convert({"number": number, "at": moment, **dict(zip(COLUMNS[1:], others, strict=True))}, Entry)


def memory_text(memory: Memory) -> str:
    """The memory's own fields; the anchor lives in one run only (R3) and pasts have rows of their own."""
    return json_text(replace(memory, pasts={}, anchor=None))


def past_row(user: Id, past: Past) -> tuple[str, str, str | None, int | None]:
    """User, past as JSON, who holds them, and when DE last answered for them, where it does no more."""
    held_by = past.hold.by if past.hold else None
    return clean(user), json_text(past), held_by, microseconds(past.gone_at) if past.gone_at else None


def read_memory(about: str | None, pasts: Iterable[tuple[str, str]]) -> Memory:
    """The memory from its rows. Raises msgspec.DecodeError for what is none."""
    memory = Memory() if about is None else _memory.decode(about)
    return replace(memory, pasts=_read_pasts(pasts))


def _read_pasts(rows: Iterable[tuple[str, str]]) -> dict[Id, Past]:
    """The pasts; of many users who share one it is kept once."""
    found: dict[Id, Past] = {}
    known: dict[str, Past] = {}
    for user, text in rows:
        past = known.get(text)
        if past is None:
            past = known[text] = _past.decode(text)
        found[user] = past
    return found


def clean(text: str) -> str:
    """Half surrogates, which JSON may carry and UTF-8 may not, become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def json_text(value: Memory | Past | Hold) -> str:
    """JSON that UTF-8 can write."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        return clean(json.dumps(msgspec.to_builtins(value), ensure_ascii=False))
