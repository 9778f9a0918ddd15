"""Tokens as a Qt palette: what stock widgets and menus are painted from."""

from PySide6.QtGui import QColor, QPalette

from desktop.theme.tokens import Tokens

Role = QPalette.ColorRole

_ROLES = {
    Role.Window: "ground",
    Role.WindowText: "text",
    Role.Base: "surface",
    Role.AlternateBase: "raised",
    Role.Text: "text",
    Role.Button: "surface",
    Role.ButtonText: "text",
    Role.BrightText: "on_accent",
    Role.Highlight: "accent",
    Role.HighlightedText: "on_accent",
    Role.PlaceholderText: "muted",
    Role.ToolTipBase: "text",
    Role.ToolTipText: "surface",
    Role.Accent: "accent",
    Role.Link: "accent",
    Role.LinkVisited: "accent",
    Role.Light: "raised",
    Role.Midlight: "line",
    Role.Mid: "line",
    Role.Dark: "outline",
}
_DISABLED = (Role.WindowText, Role.Text, Role.ButtonText)


def palette_of(tokens: Tokens) -> QPalette:
    """Return the palette of ``tokens``."""
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(tokens[name]))
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return palette
