"""Satchel by command: one module for each family of verbs; Qt only when a window is asked for."""
