"""Moves sealed envelopes between workspaces; it never needs to read them."""
