"""Satchel without its windows: a headless, typed library over one encrypted workspace."""
