"""The encrypted workspace and what is kept in it."""
