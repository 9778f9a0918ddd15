"""Reports: the quarter and the year, with the records behind every number."""

from desktop.pages.reports.page import ReportsPage

__all__ = ["ReportsPage"]
