"""``job``: the org's own polling job."""
