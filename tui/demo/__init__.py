"""A house apart: a simulated org that speaks a real org's HTTP on loopback. The app never imports it."""
