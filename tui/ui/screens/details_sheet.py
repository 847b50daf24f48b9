"""One user: the verdict, why no records, a day in cells, all sessions, the latest logins; and what can be done here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace as rebound
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content

from tui.loop.pulse import Pulse
from tui.presence.entry import Entry
from tui.presence.logins import PastLogins
from tui.presence.model import Id, Instant, Presence
from tui.presence.problems import Failure
from tui.presence.roster import Roster, Standing
from tui.presence.words import span
from tui.ui.commands.acting import HoldUsers, ToggleOff, ToggleOn, Undo
from tui.ui.commands.base import Command
from tui.ui.commands.looking import NOT_READ, Refresh
from tui.ui.commands.taking import Copy, CopyId, Copying, CopyJson
from tui.ui.flows import holding, toggling
from tui.ui.glyphs import glyphs
from tui.ui.page import Page
from tui.ui.plain import plain
from tui.ui.screens.details_day import Day, day_lines
from tui.ui.screens.details_lines import (
    LOOK_BACK,
    Known,
    Reader,
    login_part,
    receiving_lines,
    session_lines,
    verdict_lines,
)
from tui.ui.screens.sheet import Sheet
from tui.ui.tones import PRESENCE_STYLES, QUIET
from tui.ui.undo import last_step
from tui.ui.words.timeline import DAY

if TYPE_CHECKING:
    from tui.ui.desk import Desk

Read = Callable[[], Awaitable[None]]
MARGIN = 3  # cells beside a page's lines: its margins and its scroll bar
HOURS, A_DAY = 6, 24  # by which the timeline moves
OLDEST = -400 * A_DAY  # hours; no journal goes further back
NOTHING_UNDONE = "you toggled nothing of this user here"
ACTS: Mapping[type[Command], str] = {
    ToggleOn: "Toggle this user on",
    ToggleOff: "Toggle this user off, with a reason",
    HoldUsers: "Hold this user, so that the loop leaves them alone; or release",
    Undo: "Undo the last toggle of this user that was made here",
    Copy: "Copy this user as text, through the terminal (OSC 52)",
    CopyId: "Copy the Id",
    CopyJson: "Copy this user as JSON",
}


def _key(command: type[Command], action: str) -> Binding:
    """A command's own key, wherever the settings moved it, for what it does to this user."""
    shown = command not in (CopyId, CopyJson)
    tip = ACTS.get(command, "Read this user's sessions and logins now")
    return rebound(command.binding(), action=action, description=command.footer or "Copy", show=shown, tooltip=tip)


class DetailsSheet(Sheet[None]):
    """Follows its user while it is open: every pulse is drawn, and what it does not tell is read again after news.

    ``desk`` is where the next user is, and what the keys of the flows here work on.
    """

    HELP = (
        "One user. First the verdict in a sentence, and what stands between them and records: from top to bottom, "
        "the first line that is not fine is the answer. Then a day in cells (presence, what DE answered, who "
        "toggled), all sessions with why each counts or does not, and the latest logins."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        *(_key(one, f"act('{one.__name__}')") for one in ACTS),
        rebound(_key(Refresh, "read"), description="Read"),
        Binding("n,right_square_bracket", "step(1)", "Next", tooltip="The next user of the table", id="next"),
        Binding("N,left_square_bracket", "step(-1)", "Previous", tooltip="The user before", id="previous"),
        Binding(
            "left",
            f"shift(-{HOURS})",
            f"{HOURS} h",
            key_display="← →",
            tooltip="Move the timeline by six hours; with shift by a day",
            priority=True,
            id="then",
        ),
        Binding("right", f"shift({HOURS})", show=False, priority=True),
        Binding("shift+left", f"shift(-{A_DAY})", show=False, priority=True),
        Binding("shift+right", f"shift({A_DAY})", show=False, priority=True),
        Binding("0", "now", "Now", tooltip="The timeline's last 24 hours again", id="now"),
    ]
    DEAD: ClassVar[Mapping[str, str]] = {
        "now": "these are the last 24 hours",
        "step": "the table shows nobody else",
    }
    RANKS: ClassVar[Mapping[str, int]] = {
        Refresh.id: 6, Copy.id: 7, "previous": 5, "next": 4, "now": 3, "then": 2, Undo.id: 1, HoldUsers.id: 1,
    }  # fmt: skip

    def __init__(self, user_id: Id, desk: Desk) -> None:
        super().__init__()
        self._user_id, self._desk = user_id, desk
        self._known = Known()
        self._shifted = 0
        self._roster: Roster | None = None
        self._evidence: tuple[object, ...] = ()
        self._minute = 0

    def on_mount(self) -> None:
        """Draw what is known, and read the rest meanwhile."""
        self.watch(self.app, "pulse", self._pulsed)
        self.watch(self.app, "now", self._ticked, init=False)
        self.action_read()

    def on_resize(self) -> None:
        """Columns come and go with the width."""
        self._draw()

    # reading

    def action_read(self) -> None:
        """Read all of this user anew."""
        self._known = Known()
        self._recall()
        self._read()
        self._draw()

    def _read(self, *, logins: bool = True) -> None:
        """Ask the org, one question after the other; what is known stays until the answer is there."""
        parts = [("sessions", self._read_sessions), *([("logins", self._read_logins)] if logins else [])]
        self.run_worker(self._ask(*parts), group="details", exclusive=True, exit_on_error=False)

    def _recall(self) -> None:
        """Ask the journal."""
        self.run_worker(self._ask(("entries", self._read_entries)), group="recall", exclusive=True, exit_on_error=False)

    async def _ask(self, *parts: tuple[str, Read]) -> None:
        for part, read in parts:
            told = await self._why_not_read(read, part)
            self._known = replace(self._known, **{f"no_{part}": told})
            self._draw()

    async def _why_not_read(self, read: Read, part: str) -> str:
        """Read a part; why that could not be, or an empty text."""
        told = f"The {part} could not be read."

        async def work() -> None:
            nonlocal told
            try:
                await read()
                told = ""
            except Failure as failure:
                told = plain(f"{failure.problem}. {failure.problem.next}".strip())

        await self.app.guarded(work(), f"Reading the {part}")
        return told

    async def _read_sessions(self) -> None:
        at, sessions = await self.app.setting.details(self._user_id)
        self._known = replace(self._known, at=at, sessions=sessions)

    async def _read_logins(self) -> None:
        ask = self.app.setting.logins
        self._known = replace(self._known, logins=await ask(self._user_id) if ask else PastLogins())

    async def _read_entries(self) -> None:
        """What the journal has of this user, and when it was watched; the disk is waited for in a thread."""
        entries, readings = await asyncio.to_thread(self._remembered, self._user_id, self._oldest())
        self._known = replace(self._known, entries=entries, readings=readings)

    def _remembered(self, user_id: Id, since: datetime | None) -> tuple[tuple[Entry, ...], tuple[datetime, ...] | None]:
        setting = self.app.setting
        entries = tuple(setting.history(user_id)) if setting.history else ()
        readings = setting.tallies(since) if setting.tallies and since else ()
        return entries, tuple(one.at for one in readings) or None

    def _oldest(self) -> datetime | None:
        """From when on it must be known when somebody watched."""
        now = self._now()
        return now + timedelta(hours=self._shifted) - DAY - LOOK_BACK if now else None

    # following

    def _pulsed(self, pulse: Pulse) -> None:
        if pulse.roster is not self._roster:
            first, self._roster = self._roster is None, pulse.roster
            before, self._evidence = self._evidence, _evidence(self._standing())
            if not first:
                self._recall()
            if not first and self._evidence != before:
                self._read(logins=self._known.logins is None)
        self._draw()

    def _ticked(self, now: Instant) -> None:
        """Ages are told in minutes: more often nothing changes."""
        minute = int(now.wall // 60)
        if minute != self._minute:
            self._minute = minute
            self._draw()

    def _standing(self) -> Standing | None:
        roster = self.app.pulse.roster
        return roster.standings.get(self._user_id) if roster else None

    def _now(self) -> datetime | None:
        roster = self.app.pulse.roster
        return self.app.org_now() or (roster.at if roster else None) or self._known.at

    def _cycle_at(self, now: datetime) -> datetime | None:
        """When the next cycle comes, where the loop is on and says so."""
        pulse = self.app.pulse
        if not pulse.applying or pulse.next_at is None:
            return None
        left = pulse.next_at - self.app.setting.clock.now().monotonic
        return now + timedelta(seconds=max(0.0, left))

    # drawing

    def _draw(self) -> None:
        now, standing = self._now(), self._standing()
        if now is None or not self.is_mounted:
            return
        setting = self.app.setting
        signs = glyphs(ascii_only=setting.ascii_only)
        reader = Reader(setting.zone, now, self.size.width - MARGIN, signs)
        right = _presence(standing, now) if standing else Content()
        left, lines = _head(self._user_id, standing, reader.width - right.cell_length)
        lines += self._about(standing, reader)
        self.show(left, right, Content(), lines)
        self.refresh_bindings()

    def _about(self, standing: Standing | None, reader: Reader) -> list[Content]:
        """The parts of the page, from top to bottom."""
        pulse, known, blank = self.app.pulse, self._known, Content()
        happened = self.app.happened_to(self._user_id)
        lines: list[Content] = []
        if standing is not None and pulse.roster is not None:
            cycle = self._cycle_at(reader.now)
            lines += [*verdict_lines(standing, pulse, pulse.roster, known, happened, cycle, reader), blank]
            lines += [*receiving_lines(standing, pulse, pulse.roster, known, reader), blank]
        lines += [*day_lines(Day(standing, pulse, known, happened, self._shifted), reader), blank]
        lines += [*session_lines(known, pulse.settings.presence.counting, reader), blank]
        sees_all = pulse.permissions is None or pulse.permissions.manage_users
        return lines + login_part(known, reader, sees_all=sees_all)

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A command that does not exist in this run is hidden, one that can do nothing now is dim."""
        if action == "act":
            command = self._command(str(parameters[0]))
            return command in self._desk.commands and (True if self._why_not(command) is None else None)
        if action == "now":
            return True if self._shifted else None
        if action == "step":
            return True if len(self._desk.view.rows) > 1 else None
        return super().check_action(action, parameters)

    @staticmethod
    def _command(name: str) -> type[Command]:
        return next(one for one in ACTS if one.__name__ == name)

    def _why_not(self, command: type[Command]) -> str | None:
        """Why a command can do nothing for this user now, in words; None where it can."""
        if self.app.pulse.roster is None:
            return NOT_READ
        if command is Undo and last_step(self._desk.steps, self._user_id) is None:
            return NOTHING_UNDONE
        return None

    async def action_act(self, name: str) -> None:
        """Do this to the user by the desk's own flow; what it opens is open before the next key is looked at."""
        desk, user_id, command = self._desk, self._user_id, self._command(name)
        if issubclass(command, Copying):
            command.copy(desk, user_id)
            return
        flows: dict[type[Command], Callable[[], Awaitable[None]]] = {
            ToggleOn: lambda: toggling.toggle(desk, to=True, only=user_id),
            ToggleOff: lambda: toggling.toggle(desk, to=False, only=user_id),
            HoldUsers: lambda: holding.hold(desk, user_id),
            Undo: lambda: toggling.undo(desk, user_id),
        }
        desk.start(flows[command](), command.label)
        await asyncio.sleep(0)

    def on_key(self, event: events.Key) -> None:
        """A dead key says why."""
        active = self.active_bindings.get(event.key)
        if active is None or active.enabled or active.node is not self or not active.binding.action.startswith("act("):
            return
        event.stop()
        command = next(one for one in ACTS if one.__name__ in active.binding.action)
        self.app.toast(f"{command.label}: {self._why_not(command)}", severity="warning")

    def action_step(self, lines: int) -> None:
        """The next user of the table, in its order; the cursor there goes along."""
        ids = [row.id for row in self._desk.view.rows]
        if not ids:
            return
        place = ids.index(self._user_id) + lines if self._user_id in ids else 0
        self._user_id = ids[place % len(ids)]
        self._desk.table.move_to(self._user_id)
        self._evidence = _evidence(self._standing())
        self.query_one(Page).scroll_home(animate=False)
        self.action_read()

    def action_shift(self, hours: int) -> None:
        """Move the timeline, as far as now."""
        self._shifted = max(OLDEST, min(0, self._shifted + hours))
        self._recall()
        self._draw()

    def action_now(self) -> None:
        """Back to the last 24 hours."""
        self.action_shift(-self._shifted)


def _head(user_id: Id, standing: Standing | None, room: int) -> tuple[Content, list[Content]]:
    """The title, and what of it needs a line of its own where it is narrow."""
    if standing is None:
        return Content(user_id), [Content("DE no longer answers for this user."), Content()]
    user = standing.user
    name = Content.styled(plain(user.name), "bold")
    about = Content.assemble(plain(user.username), "   ", (user.id, QUIET))
    whole = Content.assemble(name, "   ", about)
    return (whole, []) if whole.cell_length + 4 <= room else (name, [about, Content()])


def _presence(standing: Standing, now: datetime) -> Content:
    words = standing.presence.value
    idle = standing.idle_at_least(now)
    if standing.presence is Presence.IDLE and idle:
        words += f" at least {span(idle)}"
    return Content.styled(words, f"bold {PRESENCE_STYLES[standing.presence]}")


def _evidence(standing: Standing | None) -> tuple[object, ...]:
    """What of a standing makes its sessions worth reading again."""
    if standing is None:
        return ()
    return standing.presence, standing.live_sessions, standing.last_seen, standing.expires_at, standing.left_out
