from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.demo.oauth_client import key
from tests.org.login.logins import key_file
from tui.org.login.key_file import read_key
from tui.org.login.refusals import LoginRefused

PRIVATE = key("ours")
UNDER_A_PASSPHRASE = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"passphrase"))
OLD_FORM = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
PUBLIC = PRIVATE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
CURVE = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def written(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "server.key"
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_a_private_key_of_its_owners_alone_is_read(tmp_path: Path) -> None:
    assert read_key(str(key_file(tmp_path))).private_numbers() == PRIVATE.private_numbers()


def test_the_form_that_openssl_used_to_write_is_read_as_well(tmp_path: Path) -> None:
    assert read_key(str(written(tmp_path, OLD_FORM, 0o400))).key_size == PRIVATE.key_size


def test_the_home_folder_may_be_written_as_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    key_file(tmp_path)
    assert read_key("~/server.key").key_size == PRIVATE.key_size


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o644, 0o610])
def test_a_key_that_others_may_touch_is_refused_with_the_command_that_mends_it(tmp_path: Path, mode: int) -> None:
    path = written(tmp_path, OLD_FORM, mode)
    with pytest.raises(LoginRefused) as failure:
        read_key(str(path))
    assert failure.value.problem.next == f"Run: chmod 600 {path}"
    assert f"mode {mode:o}" in failure.value.problem.cause


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (UNDER_A_PASSPHRASE, "passphrase"),
        (CURVE, "not an RSA key"),
        (PUBLIC, "no private key"),
        (b"garbage", "no private key"),
        (b"", "no private key"),
        (OLD_FORM[:200], "no private key"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no private key"),
    ],
    ids=["passphrase", "curve", "public", "garbage", "empty", "cut off", "no key inside"],  # the same in every worker
)
def test_what_is_no_usable_key_is_told_apart_and_never_quoted(tmp_path: Path, content: bytes, why: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(LoginRefused) as failure:
        read_key(str(path))
    assert why in failure.value.problem.cause
    assert str(path) in failure.value.problem.cause
    quoted = f"{failure.value.problem.cause}{failure.value.problem.next}"
    assert not [line for line in content.decode().splitlines() if len(line) > 8 and line in quoted]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LoginRefused) as failure:
        read_key(str(tmp_path / "nowhere.key"))
    assert failure.value.problem.cause == f"{tmp_path / 'nowhere.key'}: no such file or directory"


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(LoginRefused):
        read_key(str(tmp_path))
