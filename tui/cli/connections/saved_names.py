"""Which saved org a command line names: one of its own, or the default where it names none."""

from __future__ import annotations

from tui.cli.failures import WrongUsage
from tui.presence.near import near_names
from tui.presence.saved_org import SavedOrg
from tui.store.saved_orgs import SavedOrgs


def saved_named(name: str | None, orgs: SavedOrgs) -> SavedOrg:
    """The saved org of this name, or the default one. Raises WrongUsage where there is none, BadSettings."""
    book = orgs.read()
    names = tuple(one.name for one in book.orgs)
    if name is None:
        default = book.find(book.default) if book.default else None
        if default is None:
            cause = "none of the saved ones is the default" if names else ""
            raise WrongUsage("No org is named", cause, _listed(names))
        return default
    found = book.find(name)
    if found is None:
        near = near_names(name, names)
        cause = f"Near: {', '.join(near)}" if near else ""
        raise WrongUsage(f'There is no saved org "{name}"', cause, _listed(names))
    return found


def _listed(names: tuple[str, ...]) -> str:
    if not names:
        return "None is saved yet: de-presence orgs add NAME --via sf or web"
    return f"Give one of: {', '.join(names)}"
