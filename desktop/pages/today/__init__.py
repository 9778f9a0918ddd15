"""The day at a glance."""

from desktop.pages.today.page import TodayPage

__all__ = ["TodayPage"]
