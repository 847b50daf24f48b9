"""An org's users as rows of texts, for peers that show the same."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.bench.bench import Bench, program
from tests.bench.served.serving import Served


def rows_file(bench: Bench, org: Served) -> Path:
    """A file with the org's users as the status command tells them, eight texts a row; made once a run."""
    file = bench.folder / f"rows-{org.kind.users}-{org.kind.sessions}.json"
    if not file.exists():
        command = [program("de-presence"), "status", "--json"]
        done = subprocess.run(command, env=bench.environment(org), capture_output=True, check=False)
        file.write_text(json.dumps([_row(one) for one in json.loads(done.stdout)["users"]]))
    return file


def _row(user: Mapping[str, Any]) -> list[str]:
    return [
        user["name"],
        user["presence"],
        str(user["live_sessions"] or ""),
        str(user["last_seen"] or "")[11:19],
        str(user["expires_at"] or "")[11:16],
        f"{user['de']} {user['teams_on']}/{user['teams']}",
        str(user["planned"] or ""),
        user["reason"],
    ]
