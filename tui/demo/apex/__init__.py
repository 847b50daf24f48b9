"""A small real Apex: parsed, type-checked and compiled to closures, so that anonymous blocks are understood."""
