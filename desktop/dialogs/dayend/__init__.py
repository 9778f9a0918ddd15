"""The end of the day."""

from desktop.dialogs.dayend.dialog import DayEndDialog

__all__ = ["DayEndDialog"]
