"""Handing cases over."""

from desktop.dialogs.handover.dialog import HandOverDialog

__all__ = ["HandOverDialog"]
