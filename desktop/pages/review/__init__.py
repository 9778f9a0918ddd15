"""Everything that waits for somebody's decision."""

from desktop.pages.review.page import ReviewPage

__all__ = ["ReviewPage"]
