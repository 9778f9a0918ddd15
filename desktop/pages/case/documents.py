"""The documents of a case: what they are, where their files are, and what can be done with one."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.cells import ChipCell
from desktop.lists.columns import Column
from desktop.pages.case.outside import OutsideBar
from desktop.pages.case.sources import EntrySource
from desktop.pages.case.tabs import RecordsTab
from desktop.theme import px
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.chip import ChipKind
from desktop.widgets.flow import FlowLayout
from desktop.widgets.inputs import CheckBox
from desktop.widgets.labels import Muted
from desktop.wording.caseparts import PARTS
from desktop.wording.numbers import size_words
from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.usecases.caseentries import entries
from storage.usecases.casefile import stored_record
from storage.usecases.documents.keeping import is_kept, keep_offline, stop_wanting, want
from storage.usecases.documents.listing import Listed, State, where_is

_CHIPS: Mapping[State, tuple[ChipKind, str]] = {
    "paper": ("neutral", ""),
    "here": ("ok", "check"),
    "not_sent": ("info", "upload"),
    "coming": ("info", "download"),
    "server": ("neutral", "download"),
    "absent": ("warn", "clock"),
    "lost": ("warn", "circle-off"),
    "left_behind": ("warn", "circle-off"),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("case", text)


def state_words(listed: Listed) -> str:
    """Say where the file of a document is."""
    here, total = listed.here, listed.document.chunks or 0
    return {
        "paper": _tr("On paper"),
        "here": _tr("On this laptop"),
        "not_sent": _tr("Not sent yet"),
        "coming": _tr("Being fetched, {here} of {total}").format(here=here, total=total),
        "server": _tr("On the server"),
        "absent": _tr("Nobody has sent it yet"),
        "lost": _tr("Its laptop was taken out"),
        "left_behind": _tr("Its file did not come along"),
    }[listed.state]


class DocumentSource(EntrySource):
    """The documents with their kind, their size and where their files are."""

    def __init__(self, context: DeskContext, kinds: Sequence[str]) -> None:
        super().__init__(context, kinds)
        day = self.columns[0]
        self.columns = (
            Column(_tr("Received"), day.width, show=day.show),
            Column(_tr("Title"), 170, "strong", stretch=True),
            Column(_tr("Where"), 200, "chip", show=_chip),
            Column(_tr("Kind"), 230, "muted"),
            Column(_tr("Size"), 84),
        )

    @override
    def rows(self, connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return day, title, where the file is, kind and size."""
        book = self._context.book
        rows = {}
        for record, entry in entries(connection, self._kinds, keys).items():
            document = entry.record
            listed = where_is(connection, document)
            kind = book.label("document_kind", document.document_kind)
            rows[record] = (
                entry.day,
                # A title may name anybody.
                kind if self._context.initials else document.title,
                (listed.state, state_words(listed)),
                kind,
                size_words(document.size) if document.size else "",
            )
        return rows


def _chip(value: tuple[State, str]) -> ChipCell:
    kind, icon = _CHIPS[value[0]]
    return ChipCell(value[1], kind, icon)


class DocumentsPart(RecordsTab):
    """Documents; above them what is done with files. A file that is dropped here is added."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(lanes, context, "documents", DocumentSource(context, PARTS["documents"]))
        self._chosen: Listed | None = None
        self.add_file = PrimaryButton(_tr("Add a file"), "upload")
        self.read = Button(_tr("Show it"), "eye")
        self.get = Button(_tr("Get it"), "download")
        self.copy = Button(_tr("Save a copy\u2026"), "copy")
        self.kept = CheckBox(_tr("Keep this case's documents on this laptop"))
        self._said = Muted("", wrap=True)
        self.put_above(self._bar())
        self.setAcceptDrops(True)
        self.add_file.clicked.connect(lambda: self._open_file(""))
        self.read.clicked.connect(self._read)
        self.get.clicked.connect(self._get)
        self.copy.clicked.connect(self._copy)
        self.kept.clicked.connect(self._keep)
        self.table.current_changed.connect(self._look)
        self._show_state(None)

    @override
    def open_case(self, case: RecordId, links: Mapping[str, str]) -> None:
        """Show the documents of ``case``, and whether they are kept here."""
        super().open_case(case, links)
        self._lanes.read(is_kept, case, context=self, then=self.kept.setChecked, key="kept")
        self._look(self.table.current())

    @override
    def dragEnterEvent(self, event: QDragEnterEvent, /) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent, /) -> None:
        if path := _dropped(event):
            event.acceptProposedAction()
            self._open_file(path)

    def _bar(self) -> QWidget:
        bar = QWidget()
        column = QVBoxLayout(bar)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        row = FlowLayout()
        for name, widget in (
            ("documents-add", self.add_file),
            ("documents-read", self.read),
            ("documents-get", self.get),
            ("documents-copy", self.copy),
            ("documents-kept", self.kept),
        ):
            widget.setObjectName(name)
            row.addWidget(widget)
        column.addLayout(row)
        column.addWidget(self._said)
        column.addWidget(OutsideBar(self._lanes, self._context))
        return bar

    def _look(self, record: RecordId | None) -> None:
        if record is None:
            self._show_state(None)
        else:
            self._lanes.read(_where, record, context=self, then=self._show_state, key="where")

    def _show_state(self, listed: Listed | None) -> None:
        self._chosen = listed
        state = listed.state if listed is not None else "paper"
        had_focus = self.get.hasFocus()
        is_coming = state == "coming"
        self.get.setText(_tr("Stop fetching") if is_coming else _tr("Get it"))
        self.get.setEnabled(is_coming or state in {"server", "absent", "lost"})
        for button in (self.copy, self.read):
            button.setEnabled(state in {"here", "not_sent"})
        if had_focus and not self.get.isEnabled():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        words = _explained(listed) if listed is not None else ""
        self._said.setText(words)
        self._said.setVisible(bool(words))

    def _open_file(self, path: str) -> None:
        self._context.open("addfile", {"case": self.case.hex(), "path": path})

    def _get(self) -> None:
        if self._chosen is None:
            return
        record = self._chosen.document.id
        if self._chosen.state == "coming":
            self._lanes.write(stop_wanting, record, context=self, then=bool)
        else:
            self._lanes.write(want, record, context=self, then=self._fetch)

    def _fetch(self, _changes: object) -> None:
        syncing = self._context.syncing
        syncing.sync_now()
        if syncing.state.problem is not None:
            self._context.say(_tr("It comes as soon as the server can be reached."))

    def _read(self) -> None:
        if self._chosen is not None:
            self._context.open("viewer", {"document": self._chosen.document.id.hex()})

    def _copy(self) -> None:
        if self._chosen is not None:
            self._context.open("share", {"document": self._chosen.document.id.hex()})

    def _keep(self, keep: bool) -> None:  # noqa: FBT001 - what Qt says of a box
        then = self._fetch if keep else bool
        self._lanes.write(keep_offline, self.case, keep, context=self, then=then)


def _where(connection: Any, record: RecordId) -> Listed | None:
    stored = stored_record(connection, "document", record)
    if stored is None or not isinstance(stored.record, Document):
        return None
    return where_is(connection, stored.record)


def _explained(listed: Listed) -> str:
    whose = listed.whose or _tr("a former member")
    return {
        "not_sent": _tr("This file is on this laptop alone. It is sent with the next round."),
        "server": _tr("The file is on the server. Get it to save a copy."),
        "absent": _tr(
            "The laptop that added this file has not sent it yet. It is asked for again by itself."
        ),
        "lost": _tr(
            "The laptop that added this file, of {whose}, was taken out of the program before it"
            " sent it. Ask whoever has the paper or the file to add it again."
        ).format(whose=whose),
        "left_behind": _tr(
            "Only what is known of the file came with the import. Ask whoever has the file to add"
            " it again."
        ),
    }.get(listed.state, "")


def _dropped(event: QDropEvent) -> str:
    """Return the one file that is dropped, or nothing."""
    urls = event.mimeData().urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""
