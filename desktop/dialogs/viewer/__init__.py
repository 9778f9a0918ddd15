"""A document of a case, shown inside Satchel."""

from desktop.dialogs.viewer.dialog import ViewerDialog

__all__ = ["ViewerDialog"]
