"""Add a file to a case as a document."""

from desktop.dialogs.addfile.dialog import AddFileDialog

__all__ = ["AddFileDialog"]
