"""Time and miles."""

from desktop.pages.time.page import TimePage

__all__ = ["TimePage"]
