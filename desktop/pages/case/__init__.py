"""The workspace of one case."""

from desktop.pages.case.page import CasePage

__all__ = ["CasePage"]
