"""The caseload."""

from desktop.pages.caseload.page import CaseloadPage

__all__ = ["CaseloadPage"]
