"""``kit``: what of it is in the org, deployed, exported, removed."""
