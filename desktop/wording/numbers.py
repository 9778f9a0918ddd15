"""Numbers as people read them."""

from PySide6.QtCore import QCoreApplication


def count(number: int) -> str:
    """Write ``12,000``."""
    return f"{number:,}"


def counted(number: int, one: str, many: str) -> str:
    """Write ``1 case`` or ``12 cases``; the words are translated."""
    word = QCoreApplication.translate("counted", one if number == 1 else many)
    return f"{number:,} {word}"
