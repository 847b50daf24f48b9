"""Lines of the desk that a click opens into more."""

from __future__ import annotations

from textual.widget import Widget


async def open_by_click(line: Widget, command: str) -> None:
    """Run the command of this class's name, as its key would; a drag that selected text is none of that."""
    if not line.screen.get_selected_text():
        await line.screen.run_action(f"command('{command}')")
