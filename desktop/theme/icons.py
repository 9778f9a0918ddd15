"""Icons drawn from the shipped SVG files in the colour of the moment, sharp at every scale."""

from functools import cache, lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from typing_extensions import override

from desktop.theme.current import tokens


def icon(name: str, role: str = "text", *, on: str = "") -> QIcon:
    """Return the icon ``name`` in the colour of a token, asked for anew at every painting.

    ``on`` is the token while its button is checked or its row selected. KeyError for no such icon.
    """
    _source(name)
    return QIcon(_Engine(name, role, on or role))


def paint_icon(painter: QPainter, name: str, rect: QRectF, colour: str) -> None:
    """Paint the icon ``name`` into ``rect`` in ``colour`` (``#rrggbb``)."""
    _renderer(name, colour).render(painter, rect)


class _Engine(QIconEngine):
    def __init__(self, name: str, role: str, on: str) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._on = on

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        role = self._role
        if mode == QIcon.Mode.Disabled:
            role = "muted"
        elif state == QIcon.State.On or mode == QIcon.Mode.Selected:
            role = self._on
        # A button asks for a wider box than high: the rest of it keeps the words apart.
        side = min(rect.width(), rect.height())
        right_to_left = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = rect.right() + 1 - side if right_to_left else rect.left()
        box = QRectF(left, rect.top() + (rect.height() - side) / 2, side, side)
        _renderer(self._name, tokens()[role]).render(painter, box)

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        if pixmap.isNull():
            return pixmap  # In a window that grows from nothing a button has no room for one.
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap

    @override
    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role, self._on)


@cache
def _source(name: str) -> str:
    try:
        return files("resources").joinpath("icons", f"{name}.svg").read_text("utf-8")
    except FileNotFoundError:
        raise KeyError(name) from None


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    svg = _source(name).replace("currentColor", colour)
    return QSvgRenderer(QByteArray(svg.encode()))
