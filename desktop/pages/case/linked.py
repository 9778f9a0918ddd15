"""Above the links of a case: the cases it has to do with, from either side."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Heading, Muted
from desktop.wording.dates import short_day
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.usecases.caselinks import (
    ONE_REFERRAL,
    LinkedCase,
    SharedReferral,
    cases_of_same_exploiter,
    linked_cases,
    shared_referrals,
)
from storage.usecases.casetwice import OPENED_TWICE

_Read = tuple[Sequence[LinkedCase], Sequence[LinkedCase], Sequence[SharedReferral]]
"""By a link, by an alleged exploiter, by a referral."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("case", text)


class LinkedCases(Card):
    """A button for each linked case; hidden where there is none."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._case = RecordId(b"")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(2))
        self.body.setContentsMargins(px(14), px(10), px(14), px(10))
        self.body.setSpacing(px(4))
        self.body.addWidget(Heading(_tr("Cases this one has to do with"), level=3))
        self.body.addLayout(self._rows)
        self.hide()

    def open_case(self, case: RecordId) -> None:
        """Show the cases linked with ``case``."""
        self._case = case
        self._lanes.read(_read, case, context=self, then=self._show, key="linked")

    def _show(self, read: _Read) -> None:
        linked, shared, referrals = read
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for one in linked:
            self._rows.addWidget(self._row(one), alignment=Qt.AlignmentFlag.AlignLeft)
        if shared:
            words = _tr("The same alleged exploiter is named in, as this laptop knows:")
            self._rows.addWidget(Muted(words, wrap=True))
            for one in shared:
                self._rows.addWidget(self._row(one), alignment=Qt.AlignmentFlag.AlignLeft)
        for referral in referrals:
            self._add_referral(referral)
        self.setVisible(bool(linked or shared or referrals))

    def _add_referral(self, one: SharedReferral) -> None:
        day = short_day(one.received_on) if one.received_on else _tr("no day")
        source = self._context.book.label("referral_source", one.source)
        button = QuietButton(_tr("Referral of {day}").format(day=f"{day} \u00b7 {source}"), "phone")
        button.setObjectName(f"referral-{one.referral.hex()}")
        target = {"kind": "referral", "record": one.referral.hex()}
        button.clicked.connect(lambda: self._context.open("record", target))
        words = (
            _tr("This referral ties the case to another:")
            if one.cases
            else _tr("This referral names the youth and belongs to no case:")
        )
        self._rows.addWidget(Muted(words, wrap=True))
        self._rows.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
        for case in one.cases:
            self._rows.addWidget(self._row(case), alignment=Qt.AlignmentFlag.AlignLeft)

    def _row(self, one: LinkedCase) -> QWidget:
        book = self._context.book
        parts = (
            one.number or _tr("A case that is not on this laptop"),
            shown(one.youth, self._context.initials),
            "" if one.why == ONE_REFERRAL else book.label("case_link", one.why),
            _twice_words(one),
            book.label("case_status", one.status) if one.status else "",
            _tr("since {day}").format(day=short_day(one.since)) if one.since else "",
        )
        button = QuietButton(" \u00b7 ".join(filter(None, parts)), "folder-open")
        button.setObjectName(f"linked-{one.case.hex()}")
        button.setEnabled(bool(one.number))
        target = {"case": one.case.hex(), "tab": "timeline"}
        button.clicked.connect(lambda: self._context.go("case", target))
        return button


def _twice_words(one: LinkedCase) -> str:
    """Return which of two cases of one opening is kept; nothing of any other link."""
    if one.why != OPENED_TWICE:
        return ""
    return _tr("go on there") if one.kept else _tr("go on here")


def _read(connection: Any, case: RecordId) -> _Read:
    return (
        linked_cases(connection, case),
        cases_of_same_exploiter(connection, case),
        shared_referrals(connection, case),
    )
