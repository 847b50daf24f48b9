"""The lines around the table: what the org is, what the loop does, counts, problems, the log, the keys."""
