"""Numbers as people read them."""

from PySide6.QtCore import QCoreApplication


def count(number: int) -> str:
    """Write ``12,000``."""
    return f"{number:,}"


def counted(number: int, one: str, many: str) -> str:
    """Write ``1 case`` or ``12 cases``; the words are translated."""
    word = QCoreApplication.translate("counted", one if number == 1 else many)
    return f"{number:,} {word}"


def size_words(size: int) -> str:
    """Write ``12 KB`` or ``3.4 MB``, as the system's own folders do."""
    if size < _KILO * _KILO:
        return QCoreApplication.translate("size", "{size} KB").format(size=max(1, size // _KILO))
    return QCoreApplication.translate("size", "{size} MB").format(size=f"{size / _KILO**2:.1f}")


_KILO = 1024
