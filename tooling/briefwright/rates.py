"""How fast people read aloud, in words a minute: what a rate may be."""

SLOWEST, FASTEST = 40, 600
