"""The live table: what a row shows, which rows in which order, and how only the lines in sight are drawn."""
