"""The org's own polling job: its chains, its schedules, its user; looked at, started, aborted."""
