"""The simulated org's HTTP: a server on loopback, and resources that answer as an org does."""
