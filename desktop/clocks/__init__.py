"""Clocks on the screen: what is due by when, and why; shared by Today and the case."""

from desktop.clocks.strip import CaseClocks

__all__ = ["CaseClocks"]
