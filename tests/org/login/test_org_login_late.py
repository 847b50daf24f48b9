from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["connecting", "logging_in", "logging_out", "no_password", "person"])
def test_what_the_door_imports_before_the_first_frame_loads_neither_requests_nor_jwt(module: str) -> None:
    code = f"import tui.org.login.{module}, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"requests", "jwt", "cryptography", "simple_salesforce", "keyring"} & set(done.stdout.split())
