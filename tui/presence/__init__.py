"""The pure core: what presence is and what should be toggled. No I/O, no clock, no screen, no wire."""
