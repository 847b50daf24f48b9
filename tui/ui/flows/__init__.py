"""What happens between a key and the loop: ask where that is due, order, tell how it ended."""
