"""How far long work has come, with a count and a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from desktop.progress import Progress
from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Heading, Muted
from desktop.wording.numbers import count


class ProgressPanel(QFrame):
    """A title, a bar, a count and Cancel."""

    cancelled = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self._progress: Progress | None = None
        self._title = Heading(title, level=3)
        self._count = Muted(self.tr("Starting…"))
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(title)
        self._cancel = Button(self.tr("Cancel"))
        self._cancel.clicked.connect(self._stop)
        words = QVBoxLayout()
        words.setSpacing(px(6))
        words.addWidget(self._title)
        words.addWidget(self._bar)
        words.addWidget(self._count)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(16))
        row.addLayout(words, 1)
        row.addWidget(self._cancel)

    def begin(self) -> Progress:
        """Start anew, and return what the work says its progress to; Cancel ends that work.

        Work that is still under way is ended.
        """
        if self._progress is not None:
            self._progress.cancel()
        self._progress = progress = Progress(self)
        progress.moved.connect(self.show_progress)
        self._bar.setRange(0, 0)
        self._count.setText(self.tr("Starting…"))
        self._cancel.setEnabled(True)
        return progress

    def end(self) -> None:
        """Hide: the work is done, or was refused."""
        self.hide()
        self._progress = None

    def show_progress(self, moved: tuple[int, int]) -> None:
        """Show how much is done of how much, or that it goes on where nobody can say."""
        done, total = moved
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if not total:
            self._count.setText(self.tr("Working…"))
            return
        text = self.tr("{done} of {total}").format(done=count(done), total=count(total))
        self._count.setText(text)

    def show_words(self, words: str) -> None:
        """Say in other words how far it is."""
        self._count.setText(words)

    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self._count.setText(self.tr("Stopping…"))
        if self._progress is not None:
            self._progress.cancel()
        self.cancelled.emit()
