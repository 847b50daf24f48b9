"""The door: entry point, headless commands, wiring."""
