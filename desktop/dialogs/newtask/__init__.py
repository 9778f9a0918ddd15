"""A task in one line."""

from desktop.dialogs.newtask.dialog import NewTaskDialog

__all__ = ["NewTaskDialog"]
