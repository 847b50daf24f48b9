"""The debug log of a run: the block's source, its events, and what it wrote (salesforce.md, section 3b)."""

from __future__ import annotations

from datetime import datetime

from tui.demo.apex.lib_system import LEVELS
from tui.demo.apex.run import Outcome

_STEP = 37_000  # nanoseconds between two events: the log's own clock, which nobody may rely on


def debug_log(source: str, outcome: Outcome, *, version: str, level: str, at: datetime, who: str) -> str:
    """The log at a level. It shows the source too, so a reader must not take a marker in it for an answer."""
    lines = [f"{version} APEX_CODE,{level}", *(f"Execute Anonymous: {one}" for one in source.splitlines())]
    threshold = LEVELS.index(level)
    events: list[tuple[int, str]] = [
        (1, f"USER_INFO|[EXTERNAL]|{who}|(GMT+00:00) Greenwich Mean Time (GMT)|GMT+00:00"),
        (1, "EXECUTION_STARTED"),
        (1, "CODE_UNIT_STARTED|[EXTERNAL]|execute_anonymous_apex"),
    ]
    for one in outcome.debugged:
        text = one.text.replace("|", "&#124;")
        events.append((LEVELS.index(one.level), f"USER_DEBUG|[{one.line}]|{one.level}|{text}"))
    if outcome.exception_message is not None:
        events.append((1, f"FATAL_ERROR|{outcome.exception_message}\n\n{outcome.exception_trace}"))
    events += [(1, "CODE_UNIT_FINISHED|execute_anonymous_apex"), (1, "EXECUTION_FINISHED")]
    if not outcome.compiled:
        events = []
    shown = [text for wanted, text in events if wanted <= threshold]
    stamp = at.strftime("%H:%M:%S.") + str(at.microsecond // 1_000)
    lines += [f"{stamp} ({number * _STEP})|{text}" for number, text in enumerate(shown, 1)]
    return "\n".join(lines) + "\n"
