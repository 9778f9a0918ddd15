"""What laptops and the server say to each other, byte by byte: see ``docs/sync-protocol.md``."""
