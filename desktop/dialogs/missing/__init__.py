"""A youth is missing, and a youth is back: two windows for the two ends of an episode."""

from desktop.dialogs.missing.begun import MissingDialog
from desktop.dialogs.missing.returned import ReturnedDialog

__all__ = ["MissingDialog", "ReturnedDialog"]
