"""Who was at a training."""

from desktop.dialogs.attendance.dialog import AttendanceDialog

__all__ = ["AttendanceDialog"]
