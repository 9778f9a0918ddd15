"""Statewide: what the programs sent, added up, for MACA's program manager."""

from desktop.pages.statewide.page import StatewidePage

__all__ = ["StatewidePage"]
