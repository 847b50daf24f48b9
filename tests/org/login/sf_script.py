"""A stand-in for the Salesforce CLI, run as a program of its own: it answers as the versions in clients.md do.

What it plays stands in ``state.json`` beside it: ``version`` (``2.150``: hides the token and has the command for it;
``2.100``: shows it and has no such command; ``7.0.2``: hides it and has no command either), ``mode``, ``target`` and
``orgs``. It writes the words of each call into ``calls`` and its environment into ``environment``.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(os.environ["FAKE_SF"])
HIDDEN = "[REDACTED] Use 'sf org auth show-access-token' to view"
STACK = """file:///opt/sf/node_modules/undici/lib/interceptor/decompress.js:78
  TypeError: Cannot read properties of undefined (reading 'bind') for 00D5e000000abcD!canary.of.a.token
    at file:///opt/sf/bin/run.js:15:1
"""


def answer(result: object, warnings: tuple[str, ...] = ()) -> int:
    print(json.dumps({"status": 0, "result": result, "warnings": warnings}, indent=2))
    return 0


def refuse(name: str, message: str, code: int = 1) -> int:
    print(
        json.dumps({"name": name, "message": message, "exitCode": code, "status": code, "stack": f"{name}: {message}"})
    )
    return code


def missing(words: list[str]) -> int:
    print(f" ›   Warning: {' '.join(words[:3])} is not a sf command.", file=sys.stderr)
    print(" ›   Error: Run sf help org for a list of available commands.", file=sys.stderr)
    return 127


def listed(org: dict[str, object], target: str) -> dict[str, object]:
    skips = "--skip-connection-status" in sys.argv
    return {
        "accessToken": HIDDEN,
        "instanceUrl": org["url"],
        "username": org["username"],
        "orgId": org["id"],
        "isDevHub": org.get("kind") == "Dev Hub",
        "isSandbox": org.get("kind") == "sandbox",
        "alias": org["alias"],
        "isDefaultUsername": target in {org["alias"], org["username"]},
        "lastUsed": "2026-11-22T13:46:01.355Z",
        **({} if skips else {"connectedStatus": org["connected"]}),
    }


def every(state: dict[str, object], orgs: list[dict[str, object]]) -> int:
    rows = [listed(one, str(state["target"])) for one in orgs]
    groups = {
        "nonScratchOrgs": rows,
        "scratchOrgs": [],
        "sandboxes": [one for one in rows if one["isSandbox"]],
        "devHubs": [one for one in rows if one["isDevHub"]],
        "other": [one for one in rows if not one["isSandbox"] and not one["isDevHub"]],
    }
    if state["version"] == "2.100":
        del groups["other"], groups["sandboxes"]
    return answer(groups)


def display(state: dict[str, object], org: dict[str, object]) -> int:
    token = org["token"] if state["version"] == "2.100" else HIDDEN
    shown = {"id": org["id"], "apiVersion": "67.0", "accessToken": token, "instanceUrl": org["url"]}
    shown |= {"username": org["username"], "connectedStatus": org["connected"], "alias": org["alias"]}
    return answer(shown, ("Secrets are now hidden from 'sf org display' command output.",))


def hang() -> int:
    """A child that holds a lock shows whether the whole group was ended."""
    lock = (HERE / "lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    subprocess.run(["/bin/sleep", "600"], pass_fds=[lock.fileno()], check=False)
    return 0


def run(words: list[str], state: dict[str, object]) -> int:
    orgs: list[dict[str, object]] = state["orgs"]  # type: ignore[assignment]  # the test's own file
    if words[:2] == ["org", "list"]:
        return every(state, orgs)
    if words[:3] == ["org", "auth", "show-access-token"] and state["version"] != "2.150":
        return missing(words)
    named = words[words.index("--target-org") + 1] if "--target-org" in words else str(state["target"])
    if not named:
        return refuse(
            "NoDefaultEnvError", "No default environment found. Use -o or --target-org to specify an environment."
        )
    org = next((one for one in orgs if named in {one["alias"], one["username"]}), None)
    if org is None:
        said = f"Parsing --target-org \n\tNo authorization information found for {named}.\nSee more help with --help"
        return refuse("NamedOrgNotFoundError", said, 2)
    if words[:2] == ["org", "display"]:
        return display(state, org)
    return answer({"accessToken": org["token"]}, ("This command exposes a sensitive Access Token.",))


def crash() -> int:
    print(STACK, file=sys.stderr)
    return 1


def garbage() -> int:
    print("<html>00D5e000000abcD!canary.of.a.token</html>")
    return 0


MODES: dict[str, Callable[[], int]] = {
    "crash": crash,
    "dead-refresh": lambda: refuse(
        "RefreshTokenAuthError", "Error authenticating with the refresh token: inactive user"
    ),
    "garbage": garbage,
    "hang": hang,
    "other-shape": lambda: answer({"accessToken": ["00D5e000000abcD!canary.of.a.token"], "username": 7}),
    "refuse": lambda: refuse("AuthDecryptError", "Failed to decipher auth data. 00D5e000000abcD!canary.of.a.token"),
}


def main() -> int:
    words = sys.argv[1:]
    state = json.loads((HERE / "state.json").read_text())
    with (HERE / "calls").open("a") as calls:
        calls.write(json.dumps(words) + "\n")
    (HERE / "environment").write_text(json.dumps(dict(os.environ)))
    mode, _, only = str(state["mode"]).partition(" ")
    if mode == "noise":
        print("(node:4711) Warning: something { is } old\n ›   Warning: @salesforce/cli update available")
    meant = (only in words and "--skip-connection-status" not in words) if only else True
    return MODES[mode]() if mode in MODES and meant else run(words, state)


if __name__ == "__main__":
    sys.exit(main())
