"""How states and tallies become rows and come back, exactly."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import msgspec

from tui.presence.chronicle.page import State
from tui.presence.memory import Hold
from tui.presence.tally import Tally
from tui.store.rows import EPOCH, MICROSECOND, clean, json_text, microseconds

GONE = (None, None, 0, None, None, None)  # of one whom DE answers for no more: all but the crew

_hold = msgspec.json.Decoder(Hold)
_tally = msgspec.json.Decoder(Tally)


def state_row(state: State | None, *, presence: bool) -> tuple[str | int | None, ...]:
    """Presence (only where it is to be kept), DE's answer, teams on, last change, by whom, and the hold."""
    if state is None:
        return GONE
    changed = None if state.changed is None else microseconds(state.changed)
    hold = None if state.hold is None else json_text(state.hold)
    shown = state.presence.value if presence and state.presence else None
    return shown, state.de.value, state.teams_on, changed, state.changed_by, hold


def crew_text(state: State | None) -> str:
    """The Ids of the state's teams."""
    return clean(" ".join(state.teams)) if state else ""


def read_state(row: Sequence[object]) -> State | None:
    """A state from the columns of ``state_row`` and the crew's text. Raises msgspec.DecodeError for what is none."""
    presence, de, teams_on, changed, changed_by, hold, teams = row
    if de is None:
        return None
    fields = {
        "presence": presence,
        "de": de,
        "teams_on": teams_on,
        "teams": tuple(str(teams).split()),
        "changed": EPOCH + changed * MICROSECOND if isinstance(changed, int) else None,
        "changed_by": changed_by,
        "hold": _hold.decode(hold) if isinstance(hold, str) else None,
    }
    return msgspec.convert(fields, State)


def tally_blob(tally: Tally) -> bytes:
    """A tally, compressed: it is mostly the Ids of teams."""
    return zlib.compress(msgspec.json.encode(tally), 6)


def read_tally(blob: bytes) -> Tally:
    """A tally again. Raises msgspec.DecodeError for what is none."""
    try:
        return _tally.decode(zlib.decompress(blob))
    except zlib.error as error:
        raise msgspec.DecodeError("a tally that cannot be unpacked") from error
