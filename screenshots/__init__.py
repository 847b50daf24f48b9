"""Pictures of the monitor at work, made from the demo org by ``python -m screenshots``."""
