"""The server: it keeps envelopes it cannot read in order, and adds up fact sheets."""
