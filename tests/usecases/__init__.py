"""The acts and queries behind the pages, on a real workspace and without a window."""
