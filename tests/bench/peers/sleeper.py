"""A program that does nothing, for a live view to look at."""

from __future__ import annotations

import time

if __name__ == "__main__":
    while True:
        time.sleep(1)
