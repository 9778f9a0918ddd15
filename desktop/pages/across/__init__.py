"""What stands in all cases at once: court, referrals in and out, unmet needs, narrative."""

from desktop.pages.across.page import AcrossPage

__all__ = ["AcrossPage"]
