"""Bring in a table from elsewhere: file, columns, words, rehearsal, and the sheet that balances."""

from desktop.pages.bring.page import BringPage

__all__ = ["BringPage"]
