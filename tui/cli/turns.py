"""How long a thread that thinks may keep the screen's waiting for its turn."""

from __future__ import annotations

import sys

# Python's own is 5 ms, and answering a key takes several turns. Measured while a reading of 50,000 users is thought
# about: the event loop waits 8 ms at the longest instead of 35; shorter turns than this gain nothing.
LONGEST_TURN = 0.001


def short_turns() -> None:
    """Let threads take turns more often, for as long as this process lives."""
    sys.setswitchinterval(LONGEST_TURN)
