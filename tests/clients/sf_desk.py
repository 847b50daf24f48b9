"""The Salesforce CLI at a desk, logged in to a served demo org."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.clients.tier import Desk
from tests.demo.served import Wire


class SfDesk(Desk):
    """``sf`` with answers decoded."""

    def sf(self, *words: str, **variables: str) -> dict[str, Any]:
        """What a command answers as JSON."""
        printed = self.run("sf", *words, "--json", **variables)
        answer: dict[str, Any] = json.loads(printed.stdout)
        return answer

    def log_in(self, wire: Wire, alias: str = "demo") -> dict[str, Any]:
        """Log in with the token that is good now, and make this the target org."""
        words = ("org", "login", "access-token", "--instance-url", wire.server.url, "--no-prompt", "--set-default")
        return self.sf(*words, "--alias", alias, SF_ACCESS_TOKEN=wire.server.access_token)


def desk(folder: Path) -> SfDesk:
    """A new desk."""
    folder.mkdir(parents=True, exist_ok=True)
    return SfDesk(folder)
