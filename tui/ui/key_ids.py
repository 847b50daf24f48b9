"""The names by which ``[keys]`` moves a command's key: known to every command line, and so without Textual."""

from __future__ import annotations

KEY_IDS = frozenset(
    {
        "clear", "columns", "copy", "copy-id", "copy-json", "details", "doctor", "export", "filter", "filters", "help",
        "history", "hold", "job", "mark",
        "mark-shown", "orgs", "palette", "plan", "poll", "quit", "refresh", "sort", "sort-reverse", "teams",
        "toggle-off", "toggle-on", "trends", "undo", "watch",
        "watched",
    }
)  # fmt: skip
