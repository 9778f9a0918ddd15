"""A document on show: page by page, drawn by a process without keys, or read as text."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QTextCursor
from PySide6.QtWidgets import QStackedLayout, QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.dialogs.viewer.bar import USUAL, PageBar
from desktop.dialogs.viewer.canvas import PageScroll, PageView
from desktop.dialogs.viewer.finding import Finding
from desktop.dialogs.viewer.pages import Pages
from desktop.dialogs.viewer.words import came_from, fingerprint
from desktop.theme import px
from desktop.widgets.banner import Banner, BannerKind
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import TextArea
from desktop.widgets.labels import Muted
from desktop.widgets.progress import ProgressPanel
from desktop.wording.errors import plain
from storage.domain.ids import RecordId, parse_id
from storage.errors import CancelledError
from storage.usecases.documents.outside import refusal
from storage.usecases.documents.showing import OnShow
from storage.viewing.messages import Found, Page
from sync.client.members import is_lead

_RESIZED_MS = 250
_LEAST = 70
"""How high a page is shown at least, in pixels at 100 %."""


class ViewerDialog(Dialog):
    """``target["document"]`` is on show."""

    dialog_id = "viewer"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, self.tr("Document"))
        self._context = context
        self._record: RecordId = parse_id(str(target["document"]))
        self.finding = Finding()
        self._document: OnShow | None = None
        self._last = (-1, 0)
        self.notice = Banner("", "warn")
        self.limit = Banner("", "info")
        self.whence = Muted("", wrap=True)
        self.bar = PageBar()
        self.view = PageView()
        self.sheet = PageScroll(self.view, self.tr("Page"))
        self.reading = TextArea(self.tr("The page as text"), lines=20)
        self.progress = ProgressPanel(self.tr("Opening the document"))
        self.pages = Pages(lanes, self._record, self)
        self._resized = QTimer(self, singleShot=True, interval=_RESIZED_MS)
        self._arrange()
        self._connect()
        self.outside = self.add_button(self.tr("Open in another program\u2026"), self._open_outside)
        self.outside.setObjectName("viewer_outside")
        self.outside.hide()
        lanes.read(_may_leave, context=self, then=self.outside.setVisible, key="rules")
        self.copy = self.add_button(self.tr("Save a copy\u2026"), self._copy)
        self.copy.setObjectName("viewer_copy")
        self.add_button(self.tr("Close")).setObjectName("viewer_close")
        context.looks.opened("document", self._record.hex(), said=self.tr("The file itself"))
        self.begin()

    def place(self) -> dict[str, Any]:
        """Return the page, how near it is, and what is being looked for."""
        return {
            "page": self.bar.page,
            "zoom": self.bar.zoom,
            "find": self.bar.line.text(),
            "text": self.bar.text.isChecked(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self.bar.page = max(int(place.get("page", 0)), 0)
        self.bar.stand_at(int(place.get("zoom", USUAL)))
        self.bar.line.setText(str(place.get("find", "")))
        self.bar.text.setChecked(bool(place.get("text")))

    def begin(self) -> None:
        """Open the document, or try once more."""
        self.notice.hide()
        self._show_page_tools(shown=False)
        self.progress.show()
        self.pages.open(self.progress.begin())

    @override
    def done(self, result: int, /) -> None:
        # Whatever closes it: the process that has the document in its memory ends first.
        self.pages.close()
        super().done(result)

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        self._resized.start()

    def _show(self, shown: OnShow) -> None:
        self._document = shown
        document, context = shown.document, self._context
        kind = context.book.label("document_kind", document.document_kind)
        self.title.setText(kind if context.initials else document.title)
        self.limit.setVisible(bool(shown.limit))
        self.limit.set_text(self.tr("Limit on passing it on: {limit}").format(limit=shown.limit))
        self.whence.setText(
            " ".join(filter(None, (came_from(document, context), fingerprint(document))))
        )
        self.progress.end()
        self._show_page_tools(shown=True)
        self.bar.page = min(self.bar.page, shown.pages - 1)
        self.bar.set_pages(shown.pages, drawn=shown.drawn)
        self._choose_view()
        self._ask()
        (self.sheet if self._is_drawn() else self.reading).setFocus()

    def _ask(self) -> None:
        width = self.sheet.room() * self.bar.zoom / 100 * self.devicePixelRatioF()
        self.pages.ask(self.bar.page, round(width))

    def _show_page(self, number: int, page: Page | None, text: str) -> None:
        if number != self.bar.page:
            return
        words = self.tr("Page {number} of {pages}").format(number=number + 1, pages=self.bar.pages)
        self.notice.hide()
        if page is not None:
            self.view.show_page(page, self.devicePixelRatioF())
            self.view.mark(())
        self.view.setAccessibleName(words)
        self.view.setAccessibleDescription(text)
        self.reading.setAccessibleDescription(words)
        if self.reading.toPlainText() != text:
            self.reading.setPlainText(text)
        if (number, self.bar.zoom) != self._last:
            self.sheet.verticalScrollBar().setValue(0)
        self._last = (number, self.bar.zoom)
        self._mark()

    def _show_found(self, found: Found) -> None:
        following = self.finding.follow(found, self.bar.pages)
        if following is not None:
            said = self.tr("Looking for it: page {page} of {pages}\u2026")
            self._say(said.format(page=following + 1, pages=self.bar.pages))
            self.pages.find(self.finding.words, min(following, self.bar.pages - 1))
        elif self.finding.found is None:
            self._say(self.tr("These words are not in the document."))
        elif found.page == self.bar.page:
            self.notice.hide()
            self._mark()
        else:
            # They are marked once the page is there.
            self.notice.hide()
            self.bar.go(found.page)

    def _mark(self) -> None:
        found = self.finding.found
        if found is None or found.page != self.bar.page:
            return
        self.view.mark(found.places)
        if found.places:
            self.sheet.go_to(found.places[0])
        if not self.reading.find(self.finding.words):
            self.reading.moveCursor(QTextCursor.MoveOperation.Start)
            self.reading.find(self.finding.words)

    def _seek(self, words: str) -> None:
        if words and self._document is not None:
            page = self.finding.begin(words, self.bar.page)
            self.pages.find(words, page if page < self.bar.pages else 0)

    def _say(self, text: str, kind: BannerKind = "info") -> None:
        self.notice.set_kind(kind)
        self.notice.say(text)

    def _say_why(self, error: BaseException) -> None:
        self.progress.end()
        stopped = isinstance(error, CancelledError)
        text = self.tr("Stopped. Nothing of it was kept.") if stopped else plain(error)
        self.notice.set_kind("warn")
        self.notice.say(text, self.tr("Try again"))
        self.notice.setFocus()

    def _copy(self) -> None:
        self._context.open("share", {"document": self._record.hex()})

    def _open_outside(self) -> None:
        self._context.open("outside", {"document": self._record.hex()})

    def _is_drawn(self) -> bool:
        drawn = self._document is not None and self._document.drawn
        return drawn and not self.bar.text.isChecked()

    def _choose_view(self) -> None:
        self._views.setCurrentWidget(self.sheet if self._is_drawn() else self.reading)

    def _show_page_tools(self, *, shown: bool) -> None:
        self.bar.setEnabled(shown)
        for widget in (self.sheet, self.reading):
            widget.setEnabled(shown)

    def _connect(self) -> None:
        self.pages.opened.connect(self._show)
        self.pages.shown.connect(self._show_page)
        self.pages.found.connect(self._show_found)
        self.pages.failed.connect(self._say_why)
        self.bar.turned.connect(lambda _page: self._ask())
        self.bar.zoomed.connect(lambda _percent: self._ask())
        self.bar.sought.connect(self._seek)
        self.bar.as_text.connect(lambda _on: self._choose_view())
        self.notice.acted.connect(self.begin)
        self._resized.timeout.connect(self._ask_again)
        bar = self.bar
        for keys, act in (
            (("PgDown", "Ctrl+PgDown"), lambda: bar.go(bar.page + 1)),
            (("PgUp", "Ctrl+PgUp"), lambda: bar.go(bar.page - 1)),
            (("Ctrl+Home",), lambda: bar.go(0)),
            (("Ctrl+End",), lambda: bar.go(bar.pages - 1)),
            (("Ctrl++", "Ctrl+="), lambda: bar.step(1)),
            (("Ctrl+-",), lambda: bar.step(-1)),
            (("Ctrl+0",), lambda: bar.step(0)),
            (("Ctrl+F",), bar.line.setFocus),
            (("F3",), bar.following.click),
        ):
            for key in keys:
                QShortcut(QKeySequence(key), self).activated.connect(act)

    def _ask_again(self) -> None:
        if self._document is not None and self._document.drawn and not self.notice.isVisible():
            self._ask()

    def _arrange(self) -> None:
        self.sheet.setObjectName("viewer_page_drawn")
        self.reading.setObjectName("viewer_page_text")
        self.reading.setReadOnly(True)
        self.reading.setMinimumHeight(px(_LEAST))
        self._views = QStackedLayout()
        self._views.addWidget(self.sheet)
        self._views.addWidget(self.reading)
        for widget in (self.limit, self.whence, self.bar, self.notice, self.progress):
            self.body.addWidget(widget)
        self.body.addLayout(self._views, 1)
        self.limit.hide()
        self.notice.hide()
        self.take_room(980, 900)


def _may_leave(connection: Any) -> bool:
    """Tell whether the rules let the person here open a document in another program."""
    return not refusal(connection, lead=is_lead(connection))
