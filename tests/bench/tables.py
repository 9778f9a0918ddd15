"""The product's table of cases in a window without a display, and a bare one that says nothing."""

import os
from dataclasses import dataclass, field
from datetime import date
from functools import partial

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractTableModel, QEventLoop, QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QApplication, QTableView
from typing_extensions import override

from desktop import theme
from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.pages.caseload.source import CaseSource
from storage.domain.clocks import SystemClock, today
from storage.domain.codes import CodeBook
from storage.usecases.caseload import CaseFilter
from storage.usecases.codelists import codebook
from storage.workspace import Workspace
from tests.bench.ground import Ground
from tests.bench.timing import milliseconds

_SIZE = (1300, 900)
_ROOT = QModelIndex()
_STEP = 3


@dataclass(frozen=True, slots=True)
class _Day:
    """What the columns of the caseload ask of a desk."""

    book: CodeBook = field(default_factory=codebook)
    initials: bool = False

    def today(self) -> date:
        return today(SystemClock())


class _Null(QAbstractTableModel):
    """As many rows and columns, and not a word in them."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self._rows, self._columns = rows, columns

    @override
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return self._rows

    @override
    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return self._columns

    @override
    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        return None


def painted_frames(ground: Ground, frames: int) -> tuple[float, list[float], list[float]]:
    """Return what opening took, then each frame of scrolling: of the product, of the null model."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    lanes = Lanes(partial(Workspace, ground.folder, ground.key))
    context: DeskContext = _Day()  # type: ignore[assignment]  # all that the source asks for
    table = RecordTable(
        lanes,
        CaseSource(context),
        "Cases",
        sort=Sort("opened", descending=True),
        filter=CaseFilter(status="all"),
    )
    _show(table)
    opened = milliseconds(lambda: _fill(table))
    null = QTableView()
    null.setModel(_Null(table.count(), table.model().columnCount()))
    null.verticalHeader().setDefaultSectionSize(table.rowHeight(0))
    null.setVerticalScrollMode(table.verticalScrollMode())
    _show(null)
    measured, bound = [], []
    for frame in range(frames):
        measured.append(_frame(table, frame))
        bound.append(_frame(null, frame))
    lanes.close(seconds=5)
    return opened, measured, bound


def _show(table: QTableView) -> None:
    table.resize(*_SIZE)
    table.show()
    QApplication.processEvents()


def _fill(table: RecordTable) -> None:
    """Wait until the rows have come, then paint them."""
    waiting = QEventLoop()
    table.counted.connect(waiting.quit)
    table.refresh()
    waiting.exec()
    table.counted.disconnect(waiting.quit)
    table.viewport().repaint()


def _frame(table: QTableView, frame: int) -> float:
    """Scroll by three rows and paint; the rows on the way arrive between frames, untimed."""
    bar = table.verticalScrollBar()
    QApplication.processEvents()
    return milliseconds(lambda: _scroll(table, bar.minimum() + frame * _STEP * table.rowHeight(0)))


def _scroll(table: QTableView, value: int) -> None:
    table.verticalScrollBar().setValue(value)
    table.viewport().repaint()
