"""The vocabulary in which record kinds describe themselves; plain Python."""
