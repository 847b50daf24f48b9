"""What a person is asked before the org's own job is started or aborted: where, as whom, and what else is on."""

from __future__ import annotations

from textual.content import Content

from tui.loop.pulse import Pulse
from tui.presence.chains import UNSEEN, JobState
from tui.ui.plain import plain
from tui.ui.screens.dialog import Choice, Question
from tui.ui.words.job import told_chain


def start_question(pulse: Pulse, state: JobState | None, *, on: bool) -> Question:
    """``yes`` starts it, ``instead`` stops this monitor's loop first. ``on``: that loop applies its plans."""
    who = plain(pulse.org.username) if pulse.org else "you"
    every = f" every {state.delay_minutes} minutes" if state is not None and state.delay_minutes else ""
    lines = [
        Content(f"It runs in the org as {who}{every},"),
        Content("and toggles users by itself from now on, whether this monitor is open or not."),
    ]
    if state is None or state.chains is None:
        lines += [Content(), Content.styled(f"{UNSEEN[:1].upper()}{UNSEEN[1:]}.", "$text-warning")]
        lines.append(Content("The kit's own job refuses to start twice; the vendor's class does not."))
    choices = [Choice("y", "Start it", "yes")]
    if on:
        lines += [Content(), Content.styled("The poll loop of this monitor is on: both would toggle.", "$text-warning")]
        choices = [Choice("l", "Stop the loop, then start it", "instead"), Choice("y", "Start it beside", "yes")]
    return Question(
        Content(f"Start the org's own job in {_org(pulse)}?"), lines, choices, production=_production(pulse)
    )


def abort_question(pulse: Pulse, state: JobState | None) -> Question:
    """``yes`` ends all chains."""
    chains = (state.chains if state is not None else None) or ()
    lines = [Content(plain(told_chain(one))) for one in chains] or [Content("Whatever chains of it there are.")]
    lines += [Content(), Content("Users stay as DE has them now, and no longer follow their sessions.")]
    title = Content(f"Abort the org's own job in {_org(pulse)}?")
    return Question(title, lines, [Choice("y", "Abort it", "yes")], production=_production(pulse))


def _org(pulse: Pulse) -> str:
    if pulse.org is None:
        return "this org"
    return f"{plain(pulse.org.name)} · {'SANDBOX' if pulse.org.sandbox else 'PRODUCTION'}"


def _production(pulse: Pulse) -> bool:
    return pulse.org is not None and not pulse.org.sandbox
