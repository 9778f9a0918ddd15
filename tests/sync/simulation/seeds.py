"""Seeds that once found a fault, kept as cases of their own."""

FOUND: tuple[int, ...] = (1,)
"""1: the first one played."""
