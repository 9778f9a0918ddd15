"""The calendar: a day, a week, a month, or a list."""

from desktop.pages.calendar.page import CalendarPage

__all__ = ["CalendarPage"]
