"""One user: the verdict in a sentence, what DE answers, and all sessions, read anew when this opens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tui.loop.pulse import Pulse
from tui.presence.model import Id, Presence, Session
from tui.presence.problems import Failure
from tui.presence.roster import Standing
from tui.presence.words import plural, span
from tui.ui.plain import fit, plain
from tui.ui.screens.sheet import Sheet
from tui.ui.tones import PRESENCE_STYLES, QUIET
from tui.ui.words.details import SessionRow, change_sentence, de_sentence, session_rows, verdict
from tui.ui.words.events import lately

HEADS = SessionRow("Session", "Counts", "Seen", "Idle", "Expires", "From", "Type / login")
WIDE = 96  # cells from which idle time and address have room


class DetailsSheet(Sheet[None]):
    """Follows its user's standing while it is open; the sessions are read once, and again with ``r``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "read", "Read again", tooltip="Read this user's sessions now")
    ]

    def __init__(self, user_id: Id) -> None:
        super().__init__()
        self._user_id = user_id
        self._now: datetime | None = None
        self._sessions: tuple[Session, ...] | None = None
        self._problem = ""

    def on_mount(self) -> None:
        """Draw what is known, and read the sessions meanwhile."""
        self.watch(self.app, "pulse", self._draw)
        self.action_read()

    def action_read(self) -> None:
        """Read all sessions of this user now."""
        self._sessions, self._problem = None, ""
        self._draw(self.app.pulse)
        self.run_worker(self._read_or_say(), group="details", exclusive=True, exit_on_error=False)

    async def _read_or_say(self) -> None:
        await self.app.guarded(self._read(), "Reading the sessions")
        if self._sessions is None and not self._problem:
            self._problem = "The sessions could not be read."
        self._draw(self.app.pulse)

    async def _read(self) -> None:
        try:
            self._now, self._sessions = await self.app.setting.details(self._user_id)
        except Failure as failure:
            self._problem = plain(f"{failure.problem}. {failure.problem.next}")

    def on_resize(self) -> None:
        """Columns come and go with the width."""
        self._draw(self.app.pulse)

    def _draw(self, pulse: Pulse) -> None:
        standing = pulse.roster.standings.get(self._user_id) if pulse.roster else None
        if standing is None:
            gone = Content("DE no longer answers for this user.")
            self.show(Content(self._user_id), Content(), gone, self._lines())
            return
        user = standing.user
        left = Content.assemble((plain(user.name), "bold"), f"   {plain(user.username)}   ", (user.id, QUIET))
        now = self.app.org_now() or (pulse.roster.at if pulse.roster else None)
        self.show(left, _presence(standing, now), self._words(standing, pulse, now), self._lines())

    def _words(self, standing: Standing, pulse: Pulse, now: datetime | None) -> Content:
        zone = self.app.setting.zone
        past = pulse.memory.of(standing.id)
        said = [
            verdict(standing, now) if now else "",
            de_sentence(standing, pulse, zone),
            change_sentence(past, zone),
            lately(self.app.happened_to(standing.id), zone),
        ]
        return Content("\n".join(one for one in said if one))

    def _lines(self) -> list[Content]:
        """The table of sessions, or why there is none yet."""
        if self._problem:
            return [Content.styled(self._problem, "$text-error")]
        if self._sessions is None or self._now is None:
            return [Content.styled("reading …", QUIET)]
        rows = session_rows(self._sessions, self.app.pulse.settings.presence.counting, self._now)
        count = sum(row.counts for row in rows)
        counted = f"{count} {'counts' if count == 1 else 'count'}"
        head = Content.styled(f"{plural(len(rows), 'session')}, {counted}", QUIET)
        return (
            [head, Content(), *table(rows, wide=self.size.width >= WIDE)] if rows else [Content("No sessions at all.")]
        )


def _presence(standing: Standing, now: datetime | None) -> Content:
    words = standing.presence.value
    idle = standing.idle_at_least(now) if now else None
    if standing.presence is Presence.IDLE and idle:
        words += f" at least {span(idle)}"
    return Content.styled(words, f"bold {PRESENCE_STYLES[standing.presence]}")


def table(rows: Sequence[SessionRow], *, wide: bool) -> list[Content]:
    """The sessions in columns under their heads; idle time and address only where it is wide."""
    fields = ("id", "seen", "idle", "expires", "origin") if wide else ("id", "seen", "expires")
    widths = {name: max(len(getattr(one, name)) for one in (HEADS, *rows)) for name in fields}
    return [_line(one, widths, head=one is HEADS, wide=wide) for one in (HEADS, *rows)]


def _line(row: SessionRow, widths: dict[str, int], *, head: bool, wide: bool) -> Content:
    cells = {name: fit(getattr(row, name), width) for name, width in widths.items()}
    counts = ("Counts" if head else "yes" if row.counts else "no").ljust(6)
    first, *others = cells.values()
    style = "bold" if head else "" if row.counts else QUIET
    last = kind_words(row, wide=wide) if not head else row.kind
    parts = Content.assemble(first, "  ", (counts, "$text-success" if row.counts and not head else ""))
    return Content("  ").join([parts, *others, last]).stylize_before(style)


def kind_words(row: SessionRow, *, wide: bool) -> str:
    """Type and login, and why it does not count; that first where the line may be cut."""
    if row.counts:
        return row.kind
    return f"{row.kind}: {row.why_not}" if wide else f"{row.why_not} · {row.kind}"
