"""What is asked for beside the passphrase: the laptop's key store, security keys."""

from desktop.dialogs.factors.dialog import FactorsDialog

__all__ = ["FactorsDialog"]
