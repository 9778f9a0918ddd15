"""Look at the figures that would go to MACA, approve them, see what became of them."""

from desktop.dialogs.figures.dialog import SendFiguresDialog

__all__ = ["SendFiguresDialog"]
