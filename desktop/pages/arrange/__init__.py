"""How the program arranges its forms, lists, clocks and activities."""

from desktop.pages.arrange.page import ArrangePage

__all__ = ["ArrangePage"]
