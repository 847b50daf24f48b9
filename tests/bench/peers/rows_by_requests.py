"""The least that shows rows from an org: Textual's hello world, simple_salesforce imported, the same questions asked.

``python rows_by_requests.py FILE``: the addresses to ask for, one after the other. In a thread, as it should be; what
comes is decoded and not looked at. The first row is then one word.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Static


class Rows(App[None]):
    """One word, and another when all has come."""

    def compose(self) -> ComposeResult:
        """The word."""
        yield Static("Hello")

    def on_mount(self) -> None:
        """Ask, after the first frame."""
        self.call_after_refresh(lambda: self.run_worker(self._ask, thread=True))

    def _ask(self) -> None:
        import requests  # noqa: PLC0415  the import is what is measured
        import simple_salesforce  # noqa: F401, PLC0415  likewise

        with requests.Session() as http:
            http.trust_env = False
            http.headers["Authorization"] = f"Bearer {os.environ['SF_ACCESS_TOKEN']}"
            for address in json.loads(Path(sys.argv[1]).read_text()):
                http.get(os.environ["SF_ORG_INSTANCE_URL"] + address, timeout=60).json()
        self.call_from_thread(lambda: self.query_one(Static).update("Zq"))


if __name__ == "__main__":
    Rows().run()
