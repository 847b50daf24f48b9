"""Everything that crosses the wire. The loop sees one face of it, ``org.Org``."""
