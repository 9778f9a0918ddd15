"""One box for search and commands: type, look, Enter. No mouse needed, none refused."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop.background import Lanes
from desktop.shell.commandlist import CommandList
from desktop.shell.entries import Entry, matching_actions, of_case, of_found, of_recent
from desktop.theme import px
from desktop.widgets.inputs import NOT_LEARNT
from desktop.widgets.labels import Hint
from storage.domain.ids import RecordId
from storage.usecases.desk import CaseLabel, case_labels
from storage.usecases.recent import Recent, recent_records
from storage.usecases.searching import Found, search

_REST_MS = 60
_LIMIT = 40
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


class CommandLine(QLineEdit):
    """Where one types; the keys that move go to the list."""

    stepped = Signal(int)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


class CommandBox(QFrame):
    """Opens over the window; ``chosen`` carries the entry that was taken."""

    chosen = Signal(Entry)
    closed = Signal()

    def __init__(
        self,
        window: QWidget,
        lanes: Lanes,
        offered: Iterable[str],
        initials: Callable[[], bool],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._lanes = lanes
        self._offered = tuple(offered)
        self._initials = initials
        self._recent: tuple[CaseLabel, ...] = ()
        self._records: tuple[Recent, ...] = ()
        self._found: tuple[Found, ...] = ()
        self.waits = False
        self._takes_first = False
        self._before: QWidget | None = None
        self.line = CommandLine()
        self.line.setObjectName("command_line")
        self.line.setAccessibleName(self.tr("Search or run a command"))
        self.line.setInputMethodHints(NOT_LEARNT)
        self.line.setPlaceholderText(self.tr("A name, a case number, a word in a note, a command"))
        self.list = CommandList(self.tr("Results"))
        self._empty = Hint(self.tr("Nothing found. Try fewer letters."))
        self._empty.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(12), px(12), px(12))
        column.setSpacing(px(8))
        column.addWidget(self.line)
        column.addWidget(self._empty)
        column.addWidget(self.list)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._search)
        self.line.textChanged.connect(self._type)
        self.line.stepped.connect(self.list.step)
        self.line.returnPressed.connect(self._take)
        self.list.taken.connect(self._choose)
        window.installEventFilter(self)
        self.hide()

    def open(
        self,
        recent: Sequence[RecordId],
        typed: str = "",
        records: Sequence[Sequence[str]] = (),
    ) -> None:
        """Show the box, empty or with ``typed`` in it.

        ``recent`` are the cases open lately, ``records`` kind and id of other records.
        """
        if not self.isVisible():
            self._before = self._window.focusWidget()
        self._found = ()
        self.waits = self._takes_first = False
        self.line.setText(typed)
        self.place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._fill()
        self._lanes.read(
            case_labels, tuple(recent), context=self, then=self._show_recent, key="recent"
        )

        self._lanes.read(
            recent_records,
            [one for one in records if one[0] != "case"],
            context=self,
            then=self._show_records,
            key="records",
        )

    def close_box(self) -> None:
        """Close without taking anything."""
        if self.isVisible():
            self._rest.stop()
            # First the keyboard: hiding would hand it to whoever stands next.
            if self._before is not None and isValid(self._before):
                self._before.setFocus()
            self.hide()
            self.closed.emit()

    def place(self) -> None:
        """Stand in the upper middle of the window, as tall as what is found."""
        width = min(px(760), self._window.width() - px(40))
        wanted = px(82) + (px(24) if self._empty.isVisibleTo(self) else self.list.whole_height())
        height = min(px(460), self._window.height() - px(90), wanted)
        left = (self._window.width() - width) // 2
        self.setGeometry(left, min(px(76), self._window.height() // 8), width, height)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_box()
        else:
            super().keyPressEvent(event)

    @override
    def focusNextPrevChild(self, forward: bool, /) -> bool:
        # Tab stays inside: line, list, line.
        goes_to = self.list if self.line.hasFocus() else self.line
        goes_to.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return False

    def _type(self) -> None:
        self.waits = bool(self.line.text().strip())
        self._takes_first = False
        if not self.waits:
            self._found = ()
        self._rest.start()
        self._fill()

    def _search(self) -> None:
        typed = self.line.text().strip()
        if typed:
            self._lanes.read(
                search, typed, _LIMIT, context=self, then=self._show_found, key="search"
            )

    def _show_found(self, found: list[Found]) -> None:
        self._found = tuple(found)
        self.waits = False
        self._fill()
        if self._takes_first:
            self._take()

    def _show_recent(self, labels: list[CaseLabel]) -> None:
        self._recent = tuple(labels)
        self._fill()

    def _show_records(self, records: list[Recent]) -> None:
        self._records = tuple(records)
        self._fill()

    def _fill(self) -> None:
        initials = self._initials()
        typed = self.line.text().strip()
        commands = matching_actions(typed, self._offered)
        if typed:
            hits = [of_found(found, initials=initials) for found in self._found]
            entries = [*commands, *hits]
        else:
            recent = [of_case(label, initials=initials) for label in self._recent]
            records = [of_recent(one, initials=initials) for one in self._records]
            entries = [*recent, *records, *commands]
        self.list.show_entries(entries)
        self._empty.setVisible(not entries and not self.waits)
        self.list.setVisible(bool(entries) or self.waits)
        self.place()

    def _take(self) -> None:
        entry = self.list.current()
        if entry is not None:
            self._choose(entry)
        elif self.waits:
            # Enter came before the answer: take the first when it is here.
            self._takes_first = True
            self._rest.stop()
            self._search()

    def _choose(self, entry: Entry) -> None:
        self.close_box()
        self.chosen.emit(entry)
