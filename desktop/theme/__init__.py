"""How Satchel looks: tokens, palette, style sheet, typeface and icons."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.theme import fonts
from desktop.theme.current import put, px, tokens
from desktop.theme.palette import palette_of
from desktop.theme.stylesheet import sheet_of
from desktop.theme.tokens import CONTRAST, DARK, LIGHT, THEMES, Tokens

__all__ = ["TEXT_SIZES", "Tokens", "apply", "px", "tokens"]

TEXT_SIZES = (100, 125, 150, 175, 200)
"""The text sizes one can choose, in per cent."""


def apply(app: QApplication, mode: str = "auto", text_size: int = 100) -> Tokens:
    """Give the whole application a theme and a text size in per cent; returns the theme.

    ``mode`` is the name of a theme, or ``auto`` for what the system prefers.
    """
    theme = THEMES.get(mode) or _preferred()
    hints = QGuiApplication.styleHints()
    if mode in THEMES:
        # For the title bars, which the system paints.
        hints.setColorScheme(Qt.ColorScheme.Dark if theme.is_dark else Qt.ColorScheme.Light)
    text_size = min(max(text_size, TEXT_SIZES[0]), TEXT_SIZES[-1])
    put(theme, text_size)
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette_of(theme))
    app.setFont(fonts.base(text_size))
    app.setStyleSheet(sheet_of(theme, text_size))
    return theme


def _preferred() -> Tokens:
    hints = QGuiApplication.styleHints()
    hints.unsetColorScheme()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return CONTRAST
    return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
