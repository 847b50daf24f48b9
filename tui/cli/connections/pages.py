"""What is printed of connections: one that was made, and the list of them; for people, and as the contract's JSON."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tui.cli.connections.known_orgs import CONNECTED, WAYS, FromSf, not_saved
from tui.cli.connections.letting_in import LetIn
from tui.cli.paper import print_json, print_line, print_table
from tui.presence.model import Problem
from tui.presence.saved_org import SavedOrg
from tui.presence.status_shapes import OrgShape, org_shape
from tui.store.saved_orgs import Book
from tui.ui.plain import plain

HEADER = ("NAME", "LOGIN", "USER", "ADDRESS", "")


class MadeShape(Struct):
    """A connection that was added, or logged in to again."""

    name: str
    via: str
    default: bool
    writable: bool
    org: OrgShape


class ListedShape(Struct):
    """One connection of the list. ``source`` says who keeps it; ``problem`` is why it would not open, where told."""

    name: str
    source: str
    via: str
    username: str
    instance_url: str
    org_id: str | None
    default: bool
    writable: bool
    problem: str | None = None


class ListShape(Struct):
    """``orgs list``."""

    orgs: list[ListedShape]
    problems: list[Problem]


def print_made(made: LetIn, title: str, *, default: bool, as_json: bool) -> None:
    """An org that has let us in: which, as whom, and whether it may be written to."""
    saved, facts = made.saved, made.facts
    if as_json:
        print_json(MadeShape(saved.name, saved.via, default, facts.sandbox or saved.writable, org_shape(facts)))
        return
    kind = "SANDBOX" if facts.sandbox else "PRODUCTION"
    print_line(plain(f'{title} "{saved.name}": {facts.name}, {kind} ({facts.id})'))
    option = "" if default else f" --org {saved.name}"
    told = {
        "user": facts.username,
        "login": made.login,
        "writing": _writing(saved, sandbox=facts.sandbox),
        "open it": f"de-presence{option}",
        "check it": f"de-presence doctor{option}",
    }
    for label, words in told.items():
        print_line(plain(f"  {label:8}  {words}"))


def _writing(saved: SavedOrg, *, sandbox: bool) -> str:
    if sandbox:
        return "allowed, as it is a sandbox"
    if saved.writable:
        return "allowed in this production org, as you said --writable"
    return "not allowed: production is read-only, unless a run, or orgs add, says --writable"


def print_list(book: Book, found: FromSf, *, as_json: bool) -> None:
    """All connections that can be named."""
    rows = list(_rows(book, found))
    if as_json:
        print_json(ListShape(rows, [found.problem] if found.problem else []))
    elif rows:
        print_table(HEADER, [_cells(one) for one in rows])
    else:
        print_line("No org is saved yet, and the Salesforce CLI knows none. de-presence orgs add --help says how")


def _rows(book: Book, found: FromSf) -> Iterator[ListedShape]:
    for one in book.orgs:
        default = book.default.casefold() == one.name.casefold()
        org_id = one.org_id or None
        yield ListedShape(
            one.name, "saved", one.via, one.username, one.instance_url, org_id, default, writable=one.writable
        )
    none_saved = not book.default
    for org in not_saved(found.orgs, book):
        problem = None if org.connected in {"", CONNECTED} else org.connected
        default, name = org.is_default and none_saved, org.alias or org.username
        where = org.instance_url, org.org_id or None
        yield ListedShape(name, "sf", "sf", org.username, *where, default, writable=False, problem=problem)


def _cells(one: ListedShape) -> tuple[str, ...]:
    login = WAYS[one.via] if one.source == "saved" else f"{WAYS['sf']}, not saved"
    notes = (one.default and "default", one.writable and "writable", one.problem)
    return one.name, login, one.username, one.instance_url, ", ".join(note for note in notes if note)
