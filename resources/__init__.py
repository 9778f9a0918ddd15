"""Data that ships with Satchel: code lists, forms, fonts, icons and report templates.

Nothing here is program logic. Readers open the files with ``importlib.resources``.
"""
