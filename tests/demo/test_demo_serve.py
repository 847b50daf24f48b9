"""``serve`` as a process: what it says first, and what ends it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests

_PROGRAM = (
    "from tui.demo.options import Options; from tui.demo.serve import serve; "
    "serve(Options(size='small'), 0, stop_with_stdin={stdin})"
)


@contextmanager
def serving(*, stdin: bool) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    """The process, and what its first line says."""
    program = _PROGRAM.format(stdin=stdin)
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        try:
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def test_the_first_line_says_where_the_org_is_and_how_to_log_in() -> None:
    with serving(stdin=False) as (_, told):
        assert sorted(told) == ["access_token", "consumer_key", "consumer_secret", "org_id", "url", "username"]
        assert told["url"].startswith("http://127.0.0.1:")
        header = {"Authorization": f"Bearer {told['access_token']}"}
        user = requests.get(f"{told['url']}/services/oauth2/userinfo", headers=header, timeout=20).json()
        assert (user["organization_id"], user["preferred_username"]) == (told["org_id"], told["username"])


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(end: signal.Signals) -> None:
    with serving(stdin=False) as (process, _):
        process.send_signal(end)
        assert process.wait(20) == 0


def test_the_end_of_standard_input_ends_it_when_asked() -> None:
    with serving(stdin=True) as (process, _):
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0


def test_two_orgs_of_one_seed_have_tokens_that_cannot_be_guessed() -> None:
    with serving(stdin=False) as (_, one), serving(stdin=False) as (_, other):
        assert one["org_id"] == other["org_id"]
        assert one["access_token"] != other["access_token"]
