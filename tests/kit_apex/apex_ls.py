"""The compiler that the kit is checked with offline: apex-ls, from an npm package, kept in the user's cache.

``python -m tests.kit_apex.apex_ls`` puts it there, once; the gate does, an ordinary test run only uses what is there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import msgspec
import platformdirs
from msgspec import Struct

PACKAGE, VERSION = "@salesforce/code-analyzer-pmd-engine", "0.46.0"
GATE = "DE_PRESENCE_GATE"  # set by the gate: what is missing then is a failure, not a skip
STUB = Path(__file__).parent / "n2de_stub"
CLEAN, ISSUES = 0, 4  # exit codes
API = "65.0"
_JARS = Path(PACKAGE) / "dist" / "java-lib"


class Place(Struct):
    """A line, from 1."""

    line: int


class Finding(Struct):
    """What the compiler says of one place; ``path`` is the file's name."""

    category: str
    message: str
    start: Place
    path: str = ""


class _File(Struct):
    path: str
    messages: list[Finding]


class _Findings(Struct):
    files: list[_File]


def home() -> Path:
    """Where the compiler is kept, outside the checkout."""
    return platformdirs.user_cache_path("de-presence") / f"apex-ls-{VERSION}"


def why_missing() -> str | None:
    """Why the kit cannot be compiled here, or None."""
    if shutil.which("java") is None:
        return "Java is missing (17 or later)"
    if not (home() / _JARS).is_dir():
        return "apex-ls is missing: python -m tests.kit_apex.apex_ls fetches it by npm"
    return None


def install() -> None:
    """Fetch it by npm, whole or not at all. Raises CalledProcessError, or FileNotFoundError without npm."""
    home().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home().parent, ignore_cleanup_errors=True) as made:
        subprocess.run(
            ["npm", "install", "--silent", "--no-save", "--ignore-scripts", "--prefix", made, f"{PACKAGE}@{VERSION}"],
            check=True,
        )
        (Path(made) / "node_modules").rename(home())


def project(at: Path, sources: Path) -> Path:
    """A source project at ``at`` with these sources in it, and DE's package beside it."""
    shutil.copytree(sources, at / "force-app")
    dependency = {"namespace": "n2de", "path": str(STUB)}
    told = {
        "packageDirectories": [{"path": "force-app", "default": True}],
        "namespace": "",
        "sourceApiVersion": API,
        "plugins": {"dependencies": [dependency]},
    }
    (at / "sfdx-project.json").write_bytes(msgspec.json.encode(told))
    return at


def compiled(at: Path) -> list[Finding]:
    """What the compiler finds in a source project. Raises AssertionError where it did not run to its end."""
    ran = subprocess.run(
        ["java", "-cp", f"{home() / _JARS}{os.sep}*", "io.github.apexdevtools.apexls.CheckForIssues",
         "--nocache", "--format", "json", "--workspace", str(at)],
        capture_output=True,
        check=False,
    )  # fmt: skip
    assert ran.returncode in (CLEAN, ISSUES), ran.stderr.decode()
    found = msgspec.json.decode(ran.stdout or b'{"files":[]}', type=_Findings)
    return [msgspec.structs.replace(one, path=Path(file.path).name) for file in found.files for one in file.messages]


if __name__ == "__main__":
    if not (home() / _JARS).is_dir():
        install()
