"""What is asked of the process that shows a document: one thing at a time, the newest first."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.background import Lanes
from desktop.errand import Errand
from desktop.progress import Progress
from storage.domain.ids import RecordId
from storage.usecases.documents.showing import OnShow, show
from storage.viewing.session import FallenError, Viewing


class _Held:
    """The process of the moment; it is ended with whoever asked for it, however that ends."""

    def __init__(self) -> None:
        self.viewing = Viewing()

    def end(self) -> None:
        self.viewing.close()


class Pages(QObject):
    """A document on show. ``shown`` with the page, ``failed`` with why not.

    A process that fell after it had shown a page is replaced by another one, once for each page:
    it may have used up its time over many pages.
    """

    opened = Signal(object)
    shown = Signal(int, object, str)
    """The number of the page, the page itself (None where it is text alone), and its text."""
    found = Signal(object)
    """Where the words are: ``Found``."""
    failed = Signal(object)

    def __init__(self, lanes: Lanes, record: RecordId, parent: QObject) -> None:
        super().__init__(parent)
        self._lanes, self._record = lanes, record
        self._held = _Held()
        # A window that is built anew deletes its dialogs without closing them.
        self.destroyed.connect(self._held.end)
        self._drawn = False
        self._busy = False
        self._wanted: Callable[[], Any] | None = None
        self._proven = False
        self._progress: Progress | None = None

    @property
    def viewing(self) -> Viewing:
        """What shows the document at this moment."""
        return self._held.viewing

    def open(self, progress: Progress) -> None:
        """Begin, or begin again."""
        self._progress = progress
        self._held.end()
        self._held.viewing = Viewing()
        self._lanes.report(
            show,
            self._record,
            self.viewing,
            progress.at,
            context=self,
            then=self._open,
            failed=self._fail,
        )

    def ask(self, number: int, width: int) -> None:
        """Ask for a page, at most ``width`` pixels wide; one that waits is asked for no more."""
        viewing, drawn = self.viewing, self._drawn

        def work() -> tuple[str, Any]:
            page = viewing.page(number, width) if drawn else None
            return "page", (number, page, viewing.text(number))

        self._do(work)

    def find(self, words: str, number: int) -> None:
        """Ask for the first page from ``number`` on that has ``words``, for a while."""
        viewing = self.viewing
        self._do(lambda: ("found", viewing.find(words, number)))

    def close(self) -> None:
        """End it."""
        self._wanted = None
        if self._progress is not None:
            self._progress.cancel()
        self._held.end()

    def _do(self, work: Callable[[], Any]) -> None:
        if self._busy:
            self._wanted = work
            return
        self._busy, self._wanted = True, None
        Errand(self).run(work, self._answered, self._not_answered)

    def _open(self, opened: OnShow) -> None:
        self._drawn = opened.drawn
        self.opened.emit(opened)

    def _answered(self, answer: tuple[str, Any]) -> None:
        self._busy = False
        kind, what = answer
        if kind == "page":
            self._proven = True
            self.shown.emit(*what)
        else:
            self.found.emit(what)
        self._go_on()

    def _not_answered(self, error: BaseException) -> None:
        self._busy = False
        if isinstance(error, FallenError) and self._proven and self._progress is not None:
            self._proven = False
            self.open(self._progress)
            return
        self._fail(error)

    def _go_on(self) -> None:
        if self._wanted is not None:
            self._do(self._wanted)

    def _fail(self, error: BaseException) -> None:
        self._wanted = None
        self.failed.emit(error)
