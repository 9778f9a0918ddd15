"""Kept until: what is due to be destroyed, what may not go, the rules, the legal holds."""

from desktop.pages.kept.page import KeptPage

__all__ = ["KeptPage"]
