"""What others do with the same: each a small program of its own."""
