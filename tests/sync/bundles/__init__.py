"""Bundles: what one laptop wrote reaches others on a stick."""
