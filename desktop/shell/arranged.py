"""Let every form and list in a window follow the program's lists and fields at once."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.context import DeskContext
from desktop.forms.form import RecordForm
from desktop.lists.table import RecordTable
from storage.domain.codes import CodeBook


class Arranged(QObject):
    """Watches ``context`` for the forms and lists of ``window``; it lives as long as the window."""

    def __init__(self, window: QWidget, context: DeskContext) -> None:
        super().__init__(window)
        self._window = window
        context.book_changed.connect(self._follow)

    def _follow(self, book: CodeBook) -> None:
        for form in self._window.findChildren(RecordForm):
            form.use_book(book)
        for table in self._window.findChildren(RecordTable):
            # One that was never shown runs its query when it is.
            if table.isVisible():
                table.refresh()
