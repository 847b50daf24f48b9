"""``doctor``: what works in this org and on this machine."""
