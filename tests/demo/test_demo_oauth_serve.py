"""``demo-org`` as an OAuth provider on the command line: its first line, ``--callback`` and ``--certificate``."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.demo.oauth_client import AUTHORIZE, TOKEN, key, soon
from tui.demo.http.oauth.token import JWT_BEARER

OTHER = "http://127.0.0.1:8471/OauthRedirect"


@contextmanager
def serving(*options: str) -> Iterator[dict[str, Any]]:
    """What the first line of ``demo-org small`` with those options says, while it is served."""
    command = [sys.executable, "-m", "tui", "demo-org", "small", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.kill()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the public key of ``ours``."""
    path = tmp_path_factory.mktemp("keys") / "public.pem"
    path.write_bytes(key("ours").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


def test_the_first_line_has_the_apps_key_and_secret_which_log_in() -> None:
    with serving() as told:
        body = {"grant_type": "client_credentials"}
        known = (told["consumer_key"], told["consumer_secret"])
        assert requests.post(told["url"] + TOKEN, data=body, auth=known, timeout=20).status_code == 200


def test_two_orgs_of_one_seed_have_apps_that_cannot_be_guessed() -> None:
    with serving() as one, serving() as other:
        assert one["org_id"] == other["org_id"]
        assert one["consumer_key"] != other["consumer_key"]
        assert one["consumer_secret"] != other["consumer_secret"]


def test_another_callback_can_be_registered() -> None:
    with serving("--callback", OTHER) as told:
        query = {"response_type": "code", "client_id": told["consumer_key"], "code_challenge": "x" * 43}
        for callback in (OTHER, "http://localhost:1717/OauthRedirect"):
            asked = {**query, "redirect_uri": callback}
            assert requests.get(told["url"] + AUTHORIZE, params=asked, timeout=20).status_code == 200


def test_a_certificate_lets_its_key_sign_jwts(certificate: Path) -> None:
    with serving("--certificate", str(certificate)) as told:
        claims = {
            "iss": told["consumer_key"],
            "sub": told["username"],
            "aud": told["url"],
            "exp": soon(datetime.now(UTC), 180),
        }
        body = {"grant_type": JWT_BEARER, "assertion": jwt.encode(claims, key("ours"), "RS256")}
        assert requests.post(told["url"] + TOKEN, data=body, timeout=20).status_code == 200


@pytest.mark.parametrize("content", [b"no certificate", None])
def test_a_file_that_is_no_certificate_is_wrong_usage(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "public.pem"
    if content is not None:
        path.write_bytes(content)
    command = [sys.executable, "-m", "tui", "demo-org", "small", "--certificate", str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert "The certificate cannot be read" in ended.stderr
    assert "Traceback" not in ended.stderr
