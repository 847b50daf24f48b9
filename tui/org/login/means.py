"""What a login takes from its surroundings; tests bring their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from requests.adapters import BaseAdapter

from tui.org.login.asking import WAIT
from tui.org.login.attempt import Random, random_text
from tui.org.login.authority import Authority
from tui.org.login.sf import SalesforceCli
from tui.org.wire.adapter import Patience
from tui.org.wire.connection import Address
from tui.presence.saved_org import SavedOrg


@dataclass(frozen=True)
class Means:
    """``wait`` is how many seconds the browser may take; ``now`` the local clock in seconds.

    ``adapter`` stands in for the network.
    """

    patience: Patience = field(default_factory=Patience)
    adapter: BaseAdapter | None = None
    now: Callable[[], float] = time.time
    random: Random = random_text
    wait: float = WAIT
    sf: Callable[[], SalesforceCli] = SalesforceCli

    def authority(self, saved: SavedOrg, address: Address) -> Authority:
        """Who gives the tokens of this org."""
        return Authority(saved, address, self.patience, self.adapter, self.now)
