"""``python -m tui`` is ``de-presence``."""

from __future__ import annotations

import sys

from tui.cli import main

sys.exit(main())
