"""The kit's Apex, its table of cases and its offline proof."""
