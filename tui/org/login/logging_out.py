"""Ends the login of a saved org."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.presence.saved_org import SavedOrg
from tui.presence.secrets import Secrets

if TYPE_CHECKING:
    from tui.org.login.means import Means


def log_out(saved: SavedOrg, secrets: Secrets, means: Means | None = None) -> tuple[str, ...]:
    """Revoke what can be revoked and forget the secrets; what was done, in words, one line each.

    Secrets are forgotten here even where the org cannot be told, and the lines say so. Raises NoKeychain, and
    BadAddress for a saved address that is none.
    """
    from tui.org.login.ways import way_of  # noqa: PLC0415  # commands that do not log out need not load requests

    return way_of(saved, secrets, means).log_out()
