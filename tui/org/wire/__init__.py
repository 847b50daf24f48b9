"""One org's HTTP: the address, the client, what a call is, and the one boundary where foreign failures become ours."""
