"""Everything that crosses the wire to an org. ``org`` is the one face that the loop sees."""
