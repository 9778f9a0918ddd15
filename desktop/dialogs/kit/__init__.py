"""The recovery code on paper: try it, make a new one, print it."""

from desktop.dialogs.kit.making import NewCodeDialog
from desktop.dialogs.kit.trying import TryCodeDialog

__all__ = ["NewCodeDialog", "TryCodeDialog"]
