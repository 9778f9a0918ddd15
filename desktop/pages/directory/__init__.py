"""The directory: whom one works with, and how to reach them."""

from desktop.pages.directory.page import DirectoryPage

__all__ = ["DirectoryPage"]
