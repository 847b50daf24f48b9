"""What readings showed, kept as it changes, so that the past can be asked: who was there then, and for how long."""
