"""A person logs in to an org that is, or is to be, saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.org.login.person import Person
from tui.presence.saved_org import SavedOrg
from tui.presence.secrets import Secrets

if TYPE_CHECKING:
    from tui.org.login.means import Means


def log_in(
    saved: SavedOrg, secrets: Secrets, person: Person, secret: str | None = None, means: Means | None = None
) -> SavedOrg:
    """Log in, keep the secret of it, and return the saved org with its address (and for ``sf`` its user) filled in.

    ``secret`` is the app's consumer secret: client credentials need it, a web login only where the app asks for it.
    Raises OrgFailure; and NoKeychain, where a secret is to be kept and cannot be, before the org or the person is
    asked anything.
    """
    from tui.org.login.ways import way_of  # noqa: PLC0415  # commands that do not log in need not load requests

    return way_of(saved, secrets, means).log_in(person, (secret or "").strip() or None)
