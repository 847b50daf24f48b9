"""What ``orgs add`` was told, checked and completed: each way of logging in needs and takes options of its own."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import click

from tui.cli.failures import WrongUsage
from tui.presence.saved_org import CALLBACK_PORT, SavedOrg, Via

Option = Literal["instance_url", "consumer_key", "username", "key_file", "callback_port", "secret_stdin"]
NEEDED: Mapping[Via, tuple[Option, ...]] = {
    "sf": (),
    "web": ("consumer_key",),
    "jwt": ("instance_url", "consumer_key", "username", "key_file"),
    "client-credentials": ("instance_url", "consumer_key"),
}
TAKEN: Mapping[Via, tuple[Option, ...]] = {
    "sf": ("username",),
    "web": ("instance_url", "username", "callback_port", "secret_stdin"),
    "jwt": (),
    "client-credentials": ("secret_stdin",),
}
QUESTIONS: Mapping[Option, str] = {
    "instance_url": "My Domain address (https://….my.salesforce.com)",
    "consumer_key": "Consumer key of your External Client App",
    "username": "Username that logs in",
    "key_file": "File of the private key",
}


def saved_org(name: str, via: Via, told: Mapping[Option, str | int | bool | None], *, writable: bool) -> SavedOrg:
    """The org to save. What is missing is asked for at a terminal. Raises WrongUsage."""
    given = {option: value for option, value in told.items() if value not in {None, False, ""}}
    for option in given:
        if option not in {*NEEDED[via], *TAKEN[via]}:
            raise WrongUsage(f"--via {via} takes no {_spelled(option)}", "", "Leave it out, or log in another way")
    missing = [option for option in NEEDED[via] if option not in given]
    if missing and not sys.stdin.isatty():
        needs = " and ".join(map(_spelled, missing))
        raise WrongUsage(f"--via {via} needs {needs}", "there is no terminal to ask at", f"Add {needs}")
    words = {option: str(given.get(option, "")) for option in QUESTIONS}
    words |= {option: str(click.prompt(QUESTIONS[option], err=True)).strip() for option in missing}
    if words["key_file"]:
        words["key_file"] = str(Path(words["key_file"]).expanduser().absolute())
    port = given.get("callback_port", CALLBACK_PORT)
    return SavedOrg(name, via, **words, writable=writable, callback_port=int(port))


def _spelled(option: Option) -> str:
    return f"--{option.replace('_', '-')}"
