"""Snapshots: a vault's history packed anew, for laptops that come later."""
