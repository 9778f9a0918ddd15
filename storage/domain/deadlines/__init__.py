"""Clocks: what is due by when, by which rule, and whether it was done; plain arithmetic."""
