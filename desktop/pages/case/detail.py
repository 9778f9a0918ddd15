"""The panel beside a list: everything the chosen record says, and what can be done with it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.conflicts.chip import VersionsChip
from desktop.conflicts.whereline import WhereLine
from desktop.conflicts.words import also_words
from desktop.context import DeskContext
from desktop.pages.case.alsostored import AlsoStored
from desktop.pages.case.texts import FoldedText, folded
from desktop.theme import px
from desktop.widgets.buttons import Button, QuietButton
from desktop.widgets.card import Card
from desktop.widgets.flow import FlowLayout
from desktop.widgets.foldedrecord import FoldedRecord
from desktop.widgets.labels import Heading, Label, Muted
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.labels import kind_label
from desktop.wording.names import shown
from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.kinds import fields_of, kind_of
from storage.usecases.caseentries import entries
from storage.usecases.editing import restore_record, retire_record
from storage.usecases.fieldshere import here
from storage.usecases.recorddetail import Detail, LongText, detail
from storage.usecases.syncing.reviewing import Review, reviews_of

_ONE_TEXT = ("note", "referral", "court_event")
"""Kinds that are known for one text: alone, it needs no label."""


class DetailPanel(Card):
    """Shows one record of a case; buttons to edit, amend, retire, print and read its history."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._kind, self._record = "", RecordId(b"")
        self._detail: Detail | None = None
        self._seen: tuple[Detail, tuple[Review, ...], bool] | None = None
        self._unfolded: set[RecordId] = set()
        self._title = Heading("", level=2, wrap=True)
        self._where = WhereLine(lanes, context)
        self._where.setObjectName("detail_where")
        self._content = QVBoxLayout()
        self._buttons = FlowLayout()
        self._edit = Button(self.tr("Edit"))
        self._amend = Button(self.tr("Amend"))
        self._retire = QuietButton(self.tr("Retire"))
        self._restore = QuietButton(self.tr("Restore"))
        self._history = QuietButton(self.tr("History"))
        self._print = QuietButton(self.tr("Print"))
        self._misfiled = QuietButton(self.tr("Filed under the wrong child"))
        self._same = QuietButton(self.tr("Compare records"))
        self._suggest = QuietButton(self.tr("Suggest victimizations"))
        self._arrange()
        self.hide()

    def show_record(self, kind: str, record: RecordId) -> None:
        """Show another record, or the same again after a change."""
        if record != self._record:
            self._clear()
        self._kind, self._record = kind, record
        self._lanes.read(_read, kind, record, context=self, then=self._show, key="detail")
        self._where.show_record(kind, record)

    def refresh(self) -> None:
        """Read the record again."""
        if self._record:
            self.show_record(self._kind, self._record)

    def forget(self) -> None:
        """Show nothing; what was unfolded folds again."""
        self._record, self._detail = RecordId(b""), None
        self._where.forget()
        self._unfolded.clear()
        self._clear()
        self.hide()

    def edit(self) -> None:
        """Open the record in its form; a note is amended instead."""
        if not self._record:
            return
        if kind_of(KINDS[self._kind]).append_only:
            self._open_amendment()
        else:
            self._context.open("record", {"kind": self._kind, "record": self._record.hex()})

    def _arrange(self) -> None:
        self.setMinimumSize(px(240), px(180))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, px(6), 0)
        column.setSpacing(px(8))
        column.addLayout(self._content)
        column.addStretch(1)
        for button, act in (
            (self._edit, self.edit),
            (self._amend, self._open_amendment),
            (self._history, self._open_history),
            (self._print, self._open_print),
            (self._misfiled, self._open_misfiled),
            (self._same, self._open_same),
            (self._suggest, self._open_suggestions),
            (self._retire, self._retire_it),
            (self._restore, self._restore_it),
        ):
            button.clicked.connect(act)
            self._buttons.addWidget(button)
        self.body.addWidget(self._title)
        self.body.addWidget(self._where)
        self.body.addWidget(ScrollBox(inner), 1)
        self.body.addLayout(self._buttons)

    def _show(self, read: tuple[Detail | None, tuple[Review, ...]]) -> None:
        found, reviews = read
        if found is None:
            self.forget()
            return
        seen = (found, reviews, self._context.initials)
        if seen != self._seen or not self._content.count():
            # What is the same stays as it is: scroll and a marked passage too.
            self._detail, self._seen = found, seen
            self._fill(found, reviews)
        self.show()

    def _fill(self, found: Detail, reviews: Sequence[Review]) -> None:
        self._clear()
        cls, retired = KINDS[self._kind], found.stored.retired
        self._title.setText(kind_label(cls))
        is_folded = kind_of(cls).restricted and self._record not in self._unfolded
        if is_folded:
            self._fill_folded()
        else:
            self._fill_open(found, reviews)
        append_only = kind_of(cls).append_only
        self._edit.setVisible(not append_only and not retired and not is_folded)
        self._amend.setVisible(append_only and not retired and not found.moved)
        self._retire.setVisible(not retired and not kind_of(cls).permanent and self._kind != "case")
        self._restore.setVisible(retired)
        self._print.setVisible(not retired)
        self._misfiled.setVisible(self._kind == "note" and not retired and not found.moved)
        self._same.setVisible(found.several and not retired)
        self._suggest.setVisible(self._kind == "exploitation" and not retired)

    def _fill_folded(self) -> None:
        box = FoldedRecord()
        box.opened.connect(self._unfold_record)
        self._content.addWidget(box)

    def _unfold_record(self) -> None:
        self._context.when_permitted(self._kind, self._record.hex(), self._unfold)

    def _unfold(self) -> None:
        self._unfolded.add(self._record)
        self._context.looks.opened(self._kind, self._record.hex(), act="reveal")
        if self._seen is not None:
            self._fill(self._seen[0], self._seen[1])
            self._edit.setFocus()

    def _fill_open(self, found: Detail, reviews: Sequence[Review]) -> None:
        by_label = _by_label(found, reviews, self._context.book)
        for review in reviews:
            if review not in by_label.values():
                chip = VersionsChip(self._lanes, self._context, [review], named=True)
                self._content.addWidget(chip)
        for long in found.texts:
            if len(found.texts) > 1 or self._kind not in _ONE_TEXT:
                self._content.addWidget(Muted(long.label))
            self._content.addWidget(self._text(found, long))
        for label, value in found.fields:
            hidden = self._context.initials and label in found.names
            pair = self._pair(label, shown(value, hidden), by_label.get(label))
            self._content.addWidget(pair)
        if found.also:
            hides = self._context.initials
            pairs = [(label, shown(v, hides and label in found.names)) for label, v in found.also]
            self._content.addWidget(AlsoStored(pairs))

    def _text(self, found: Detail, long: LongText) -> QWidget:
        record = found.stored.record
        if record.id in self._unfolded or not folded(record, long):
            return Label(long.text, wrap=True, selectable=True)
        box = FoldedText(long.text)
        box.opened.connect(lambda: self._reveal(record.id))
        return box

    def _reveal(self, record: RecordId) -> None:
        self._unfolded.add(record)
        self._context.looks.opened(self._kind, record.hex(), act="reveal")

    def _pair(self, label: str, value: str, review: Review | None) -> QWidget:
        pair = QWidget()
        column = QVBoxLayout(pair)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = FlowLayout()
        head.addWidget(Muted(label))
        column.addLayout(head)
        column.addWidget(Label(value, wrap=True, selectable=True))
        if review is not None:
            head.addWidget(VersionsChip(self._lanes, self._context, [review]))
        if review is not None and review.safety:
            others = also_words(review, initials=self._context.initials)
            column.addWidget(Label(others, wrap=True, selectable=True))
        return pair

    def _clear(self) -> None:
        while self._content.count():
            item = self._content.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _open_amendment(self) -> None:
        record = self._detail.stored.record if self._detail else None
        if record is not None:
            target: dict[str, Any] = {"kind": "note", "amends": record.id.hex()}
            if record.case:
                target["case"] = record.case.hex()
            target["values"] = {"note_class": record.note_class}
            self._context.open("record", target)

    def _open_history(self) -> None:
        self._context.open("history", {"kind": self._kind, "record": self._record.hex()})

    def _open_print(self) -> None:
        self._context.open("print", {"kind": self._kind, "record": self._record.hex()})

    def _open_suggestions(self) -> None:
        self._context.open("suggest", {"record": self._record.hex()})

    def _open_same(self) -> None:
        self._context.open("sameperson", {"kind": "person", "record": self._record.hex()})

    def _open_misfiled(self) -> None:
        self._context.open("misfiled", {"kind": "note", "record": self._record.hex()})

    def _retire_it(self) -> None:
        if self._detail is not None:
            self._lanes.write(
                retire_record, self._detail.stored, context=self, then=self._said_retired
            )

    def _restore_it(self) -> None:
        if self._detail is not None:
            self._lanes.write(restore_record, self._detail.stored, context=self, then=None)

    def _said_retired(self, changes: Any) -> None:
        text = self.tr("{kind} retired").format(kind=kind_label(KINDS[self._kind]))
        self._context.say(text, changes.dot)


def _read(connection: Any, kind: str, record: RecordId) -> tuple[Detail | None, tuple[Review, ...]]:
    """Read a record with its conflicts, a contact with those of its services."""
    records = [record]
    if kind == "contact":
        for entry in entries(connection, (kind,), records).values():
            records += [service.id for service in entry.services]
    return detail(connection, kind, record), tuple(reviews_of(connection, records))


def _by_label(found: Detail, reviews: Sequence[Review], book: CodeBook) -> dict[str, Review]:
    """Return beside which of the labels on show each conflict stands."""
    shown_here = {label for label, _ in found.fields}
    by_label: dict[str, Review] = {}
    for review in reviews:
        known = fields_of(KINDS[review.kind])
        labels = (here(book, review.kind, name, known[name]).label for name in review.fields)
        if review.record == found.stored.record.id:
            first = next((label for label in labels if label in shown_here), None)
            by_label |= {first: review} if first is not None else {}
    return by_label
