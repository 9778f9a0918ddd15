"""Outreach or training, added from anywhere."""

from desktop.dialogs.newoutreach.dialog import NewOutreachDialog

__all__ = ["NewOutreachDialog"]
