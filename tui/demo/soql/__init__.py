"""SOQL over the simulated org's tables: parsed, checked, compiled to closures."""
