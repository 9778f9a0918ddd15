"""Quick log: a service for one or many youth in a few keys, from anywhere."""

from desktop.dialogs.quicklog.dialog import QuickLogDialog

__all__ = ["QuickLogDialog"]
