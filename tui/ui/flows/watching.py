"""Watching people or filters: told by a toast, the bell and a line in the log, once a reading at most."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from tui.presence.filtering.compiling import compile_filter
from tui.presence.filtering.subject import Filterable
from tui.presence.model import Id
from tui.presence.words import plural
from tui.ui import screens
from tui.ui.lines.counts import CountsLine
from tui.ui.plain import plain
from tui.ui.watching import Known, Matches, known, news, told, turned
from tui.ui.words.log import LogLine

if TYPE_CHECKING:
    from tui.ui.desk import Desk

A_QUEUE = "a queue has no presence"
YOU_ARE_TOLD = "you are told when they come, leave or get out of step"


def watching(desk: Desk) -> None:
    """After each complete reading, tell what happened to the watched since the last."""
    pulse, left = desk.pulse, desk.remembering.desk
    _sign(desk)
    if not (left.watched or left.watched_filters):
        desk.known = None
        return
    if pulse.roster is None or pulse.roster is desk.told_of:
        return
    if left.watched_filters and desk.view.at != pulse.roster.at:
        return  # the rows that filters are asked of are still being made
    desk.told_of = pulse.roster
    now = _known(desk)
    if now is None:
        return
    if desk.known is not None:
        _tell(desk, desk.known, now)
    desk.known = now


def _known(desk: Desk) -> Known | None:
    rows: Mapping[Id, Filterable] = desk.view.everyone if desk.remembering.desk.watched_filters else {}
    return known(desk.pulse, rows)


def _sign(desk: Desk) -> None:
    """The watched have a sign in the table, and are counted."""
    left = desk.remembering.desk
    desk.table.sign(left.watched)
    desk.query_one(CountsLine).watched = (len(left.watched), len(left.watched_filters))


def _tell(desk: Desk, before: Known, now: Known) -> None:
    left, app = desk.remembering.desk, desk.app
    found = news(before, now, left.watched, [_matches(desk, one) for one in left.watched_filters])
    if not found:
        return
    text = told(found, lambda user_id: app.names([user_id])[0])
    app.toast(text, severity="warning" if found.out_of_step else "information")
    app.bell()
    app.say(*(LogLine(app.org_now(), "watch", line) for line in reversed(text.splitlines())))


def _matches(desk: Desk, text: str) -> Matches:
    return compile_filter(text, desk.saved_filters).test(desk.app.org_now())


def why_not_watch(desk: Desk) -> str | None:
    """Somebody who can be present must be marked or under the cursor, or a filter be set."""
    if desk.filter:
        return None
    users = desk.table.marks or ((desk.table.cursor_id,) if desk.table.cursor_id else ())  # no filter hides a mark here
    if any(one.startswith("005") for one in users):
        return None
    return A_QUEUE if users else "nobody is under the cursor"


def chosen(desk: Desk) -> tuple[Id, ...]:
    """Whom the command is for: queues are never present, and so not watched."""
    return tuple(one for one in desk.targets() if one.startswith("005"))


async def watch(desk: Desk) -> None:
    """Watch the marked; without marks the one under the cursor, or all whom the filter shows. Again: no longer."""
    users = chosen(desk)
    if not desk.filter or desk.table.shown_marks():
        watch_users(desk, users)
        return
    left = desk.remembering.desk
    choices = [
        screens.dialog.Choice("f", _again("Whom the filter shows", already=desk.filter in left.watched_filters), "f")
    ]
    if users:
        choices.insert(
            0, screens.dialog.Choice("w", _again(desk.app.names(users)[0], already=left.watched.issuperset(users)), "w")
        )
    lines = [Content(plain(f"The filter is {desk.filter}")), Content(f"Of those whom you watch {YOU_ARE_TOLD}.")]
    answer = await desk.app.push_screen_wait(screens.dialog.Question(Content("Watch whom?"), lines, choices))
    if answer == "w":
        watch_users(desk, users)
    elif answer == "f":
        watch_filter(desk, desk.filter)


def _again(words: str, *, already: bool) -> str:
    return f"No longer: {words}" if already else words


def watch_users(desk: Desk, users: Collection[Id]) -> None:
    """Watch these; or none of them any more, where all are watched."""
    if not users:
        return
    before = desk.remembering.desk.watched
    after = turned(before, users)
    names = desk.app.names(users)
    whom = names[0] if len(names) == 1 else plural(len(names), "person", "people")
    _keep(desk, watched=after)
    desk.app.toast(f"Watching {whom}: {YOU_ARE_TOLD}." if after > before else f"No longer watching {whom}.")


def watch_filter(desk: Desk, text: str) -> None:
    """Watch whom this filter shows, now and later; or no longer."""
    before = desk.remembering.desk.watched_filters
    after = tuple(one for one in before if one != text) if text in before else (*before, text)
    _keep(desk, watched_filters=after)
    whom = plain(f"whom {text} shows")
    desk.app.toast(f"Watching {whom}: {YOU_ARE_TOLD}." if len(after) > len(before) else f"No longer watching {whom}.")


def _keep(desk: Desk, **changed: object) -> None:
    """Remember it; what happens from here on is told."""
    desk.remembering.keep(**changed)
    desk.known, desk.told_of = _known(desk) or desk.known, desk.pulse.roster
    _sign(desk)
