"""Let every form and list in a window go by the new day once midnight has passed."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.context import DeskContext
from desktop.forms.editor import Editor
from desktop.forms.form import RecordForm
from desktop.lists.table import RecordTable

_LOOK_MS = 5_000


class DayTurn(QObject):
    """Watches the calendar for ``window``; it lives as long as the window.

    What is typed or chosen stays. Most windows never see a midnight, for they lock before.
    """

    def __init__(self, window: QWidget, context: DeskContext) -> None:
        super().__init__(window)
        self._window, self._context = window, context
        self._day = context.today()
        # No timer is set for midnight: the laptop may sleep over it, or its clock be set.
        look = QTimer(self, interval=_LOOK_MS)
        look.timeout.connect(self.look)
        look.start()

    def look(self) -> None:
        """See whether it is another day than at the last look."""
        today = self._context.today()
        if today == self._day:
            return
        self._day = today
        for form in self._window.findChildren(RecordForm):
            form.use_day(today)
        # Some stand in no form.
        for editor in self._window.findChildren(Editor):
            editor.use_day(today)
        for table in self._window.findChildren(RecordTable):
            # One that was never shown runs its query when it is.
            if table.isVisible():
                table.refresh()
