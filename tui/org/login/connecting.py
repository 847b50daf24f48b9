"""From a saved org to a connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.org.wire.connection import Connection
from tui.presence.saved_org import SavedOrg
from tui.presence.secrets import Secrets

if TYPE_CHECKING:
    from tui.org.login.means import Means


def connect(saved: SavedOrg, secrets: Secrets, means: Means | None = None) -> Connection:
    """A connection with a living token, which renews itself in the login's own way.

    Blocks; for the wire's thread. Raises OrgFailure, and NoKeychain where the login needs a secret that is not to be
    had, or whose successor cannot be kept.
    """
    from tui.org.login.ways import way_of  # noqa: PLC0415  # the monitor paints before requests is loaded

    return way_of(saved, secrets, means).connection()
