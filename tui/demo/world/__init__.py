"""The simulated org's people, sessions, teams and toggles, and the day they live through."""
