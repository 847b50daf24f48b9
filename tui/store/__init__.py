"""What is kept on this machine: the journal (SQLite) and the settings file (TOML)."""
