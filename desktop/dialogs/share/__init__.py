"""The gate's window: what will leave, why, for whom, on what basis, and where to."""

from desktop.dialogs.share.dialog import ShareDialog

__all__ = ["ShareDialog"]
