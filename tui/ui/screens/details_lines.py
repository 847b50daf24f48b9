"""The details of one user as lines: verdict, why no records, sessions, logins. Drawn from what is known.

A part that is still being read, or that the org refused, says so in its place; the others stand without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content

from tui.loop.pulse import Pulse
from tui.presence.entry import Entry
from tui.presence.events import Happening
from tui.presence.logins import PastLogin, PastLogins
from tui.presence.model import Id, Session
from tui.presence.roster import Roster, Standing
from tui.presence.sessions import why_not_counted
from tui.presence.settings import Counting
from tui.presence.words import plural
from tui.ui.glyphs import Glyphs
from tui.ui.plain import fit, plain
from tui.ui.tones import QUIET
from tui.ui.words.details import SessionRow, de_sentence, session_rows, verdict, what_next
from tui.ui.words.events import lately
from tui.ui.words.logins import LoginLine, login_lines, seat_words
from tui.ui.words.receiving import Mark, answer, receiving

WIDE, VERY_WIDE = 96, 140  # cells from which more columns have room
NAME_CELLS, MOST_WORDS = 15, 120
READING = Content.styled("  reading", QUIET)
TONES: Mapping[Mark, str] = {
    "yes": "$text-success",
    "no": "bold $text-error",
    "unknown": "$text-warning",
    "note": QUIET,
}
SESSION_HEADS = SessionRow("Session", "Counts", "Seen", "Idle", "Expires", "From", "Type / login", "Browser")
LOGIN_HEADS = LoginLine("When", "Status", "Browser", "From", "Application / type")


class Known(Struct, frozen=True):
    """What was read of one user: None where it is under way, or a problem in words where it was refused.

    ``at`` is the org's clock at the reading of the sessions. ``entries`` are the journal's, newest first; ``readings``
    the times of complete readings, None where nobody keeps them.
    """

    at: datetime | None = None
    sessions: tuple[Session, ...] | None = None
    no_sessions: str = ""
    logins: PastLogins | None = None
    no_logins: str = ""
    entries: tuple[Entry, ...] | None = None
    no_entries: str = ""
    readings: tuple[datetime, ...] | None = None

    def by_session(self) -> Mapping[Id, PastLogin]:
        """The logins by which the sessions began, as far as they are known."""
        return self.logins.by_session() if self.logins else {}


class Reader(Struct, frozen=True):
    """Who looks: in which zone, at what time, in how many cells, with which signs."""

    zone: tzinfo
    now: datetime
    width: int
    glyphs: Glyphs


def head(text: str, more: str = "") -> Content:
    """The head of a part, and quietly what more there is to say of it."""
    return Content.assemble((text, "bold $text-accent"), (f"  {more}" if more else "", QUIET))


def wrapped(content: Content, width: int, indent: int = 0) -> list[Content]:
    """The content in lines of this width; all but the first are indented."""
    room = max(20, min(width, MOST_WORDS) - indent)
    first, *more = content.wrap(room) or [Content()]
    return [first, *(Content.assemble(" " * indent, one) for one in more)]


def verdict_lines(
    standing: Standing,
    pulse: Pulse,
    roster: Roster,
    known: Known,
    happened: Sequence[Happening],
    cycle_at: datetime | None,
    reader: Reader,
) -> list[Content]:
    """Who is there and by what evidence, what DE answers, what the loop does about it and when."""
    seat = seat_words(latest_login(known, pulse.settings.presence.counting, reader.now))
    said = [
        Content.styled(verdict(standing, reader.now, seat), "bold"),
        Content(de_sentence(standing, roster)),
        Content(what_next(standing, pulse, reader.zone, cycle_at)),
        Content.styled(lately(happened, reader.zone), QUIET),
    ]
    return [line for one in said if one for line in wrapped(one, reader.width)]


def latest_login(known: Known, counting: Counting, now: datetime) -> PastLogin | None:
    """The login of the session that was seen last among those that count; None where it is not known."""
    sessions, logins = {one.id: one for one in known.sessions or ()}, known.by_session()
    counted = [one for one in sessions.values() if why_not_counted(one, counting, sessions, now) is None]
    latest = max(counted, key=lambda one: one.last_modified, default=None)
    return logins.get(latest.id) if latest else None


def begun(known: Known, counting: Counting, now: datetime) -> datetime | None:
    """Since when a session that counts and lives has been there; None where there is none."""
    sessions = {one.id: one for one in known.sessions or ()}
    counted = (one for one in sessions.values() if why_not_counted(one, counting, sessions, now) is None)
    return min((one.created for one in counted if one.created), default=None)


def receiving_lines(standing: Standing, pulse: Pulse, roster: Roster, known: Known, reader: Reader) -> list[Content]:
    """The checklist; what stands in the way is lit up, and said at its head."""
    points = receiving(standing, pulse, roster, reader.zone, reader.now, known.entries or ())
    mark, said = answer(points, standing)
    lines = wrapped(Content.assemble(head("Receives records?"), "  ", (said, TONES[mark])), reader.width, 2)
    signs = {"yes": reader.glyphs.fine, "no": reader.glyphs.missing, "unknown": "?", "note": reader.glyphs.note}
    first = next((one for one in points if one.mark == "no"), None)
    for one in points:
        begin = Content.assemble(("  " + signs[one.mark], TONES[one.mark]), " ", fit(one.name, NAME_CELLS))
        room = max(20, min(reader.width, MOST_WORDS) - begin.cell_length)
        style = "bold" if one is first else "" if one.mark == "no" else QUIET if one.mark == "note" else ""
        head_, *more = Content.styled(reader.glyphs.say(one.found), style).wrap(room) or [Content()]
        lines += [Content.assemble(begin, head_)]
        lines += [Content.assemble(" " * begin.cell_length, rest) for rest in more]
    return lines


def session_lines(known: Known, counting: Counting, reader: Reader) -> list[Content]:
    """All sessions, also those that do not count; or why there are none yet."""
    refused = _refused(known.no_sessions, reader) if known.no_sessions else []
    if known.sessions is None:
        return [head("Sessions"), *(refused or [READING])]
    rows = session_rows(known.sessions, counting, reader.now, known.by_session())
    count = sum(row.counts for row in rows)
    more = f"{plural(len(rows), 'session')}, {count} {'counts' if count == 1 else 'count'}" if rows else "none at all"
    return [head("Sessions", more), *refused, *(sessions_table(rows, reader) if rows else ())]


def login_part(known: Known, reader: Reader, *, sees_all: bool) -> list[Content]:
    """The latest logins, or why they are not known; ``sees_all``: this user may know everybody's."""
    refused = _refused(known.no_logins, reader) if known.no_logins else []
    if known.logins is None:
        return [head("Logins"), *(refused or [READING])]
    if not known.logins.rows:
        none = "none that the org remembers (half a year)"
        hidden = "none that you may see: Manage Users or Monitor Login History is missing"
        return [head("Logins", none if sees_all else hidden)]
    lines = login_lines(known.logins.rows, reader.zone, reader.now)
    more = f"the last {len(lines)}" if len(lines) > 1 else "the last one"
    return [head("Logins", more), *refused, *logins_table(lines, reader)]


def sessions_table(rows: Sequence[SessionRow], reader: Reader) -> list[Content]:
    """The sessions in columns under their heads; the wider, the more columns."""
    fields = ["id", "counts", "seen", "expires"]
    if reader.width >= WIDE:
        fields = ["id", "counts", "seen", "idle", "expires", "origin"]
    if reader.width >= VERY_WIDE:
        fields.append("browser")
    branch = "`- " if reader.glyphs.ascii else "└ "
    cells = [{**_fields(SESSION_HEADS), "counts": "Counts", "last": SESSION_HEADS.kind}]
    for row in rows:
        own = {"id": (branch if row.child else "") + row.id, "counts": "yes" if row.counts else "no"}
        cells.append(_fields(row) | own | {"last": kind_words(row, wide=reader.width >= WIDE)})
    styles = ["bold", *("" if row.counts else QUIET for row in rows)]
    return columns(cells, fields, styles, reader)


def logins_table(lines: Sequence[LoginLine], reader: Reader) -> list[Content]:
    """The logins in columns under their heads."""
    fields = ["at", "status", "browser"] if reader.width < WIDE else ["at", "status", "browser", "origin"]
    every = [LOGIN_HEADS, *lines]
    last = "kind" if reader.width >= WIDE else "origin"
    cells = [_fields(one) | {"last": str(getattr(one, last))} for one in every]
    styles = ["bold", *("" if one.done else "$text-error" for one in lines)]
    return columns(cells, fields, styles, reader)


def columns(
    cells: Sequence[Mapping[str, str]], fields: Sequence[str], styles: Sequence[str], reader: Reader
) -> list[Content]:
    """Rows in columns as wide as they need, a third of the width at most; the last one takes what is left."""
    most = reader.width // 3
    widths = {name: min(most, max(cell_len(row[name]) for row in cells)) for name in fields}
    lines = []
    for row, style in zip(cells, styles, strict=True):
        parts = [fit(row[name], width, reader.glyphs.more) for name, width in widths.items()]
        lines.append(Content.styled(reader.glyphs.say("  " + "  ".join([*parts, row["last"]])), style))
    return lines


def kind_words(row: SessionRow, *, wide: bool) -> str:
    """Type and login, and why it does not count; that first where the line may be cut."""
    if row.counts:
        return row.kind
    return f"{row.kind}: {row.why_not}" if wide else f"{row.why_not} · {row.kind}"


def _fields(row: SessionRow | LoginLine) -> dict[str, str]:
    return {name: str(getattr(row, name)) for name in row.__struct_fields__}


def _refused(why: str, reader: Reader) -> list[Content]:
    return wrapped(Content.styled(f"  {plain(why)}", "$text-error"), reader.width, 2)


LOOK_BACK = timedelta(days=2)  # readings before a window that tell how it began
