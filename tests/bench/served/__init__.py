"""The simulated org of the benchmark, in a process of its own, with every page ready before it is asked for."""
