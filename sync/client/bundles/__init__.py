"""Bundles: what this laptop wrote, on a stick, to laptops that no network reaches."""
